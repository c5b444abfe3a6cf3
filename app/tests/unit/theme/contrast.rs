//! Contrast ratios as people read them.

use app::examined::ratio;

#[test]
fn a_ratio_is_never_rounded_up_to_what_is_asked() {
    assert_eq!(ratio(4.49), "4.4");
    assert_eq!(ratio(4.5), "4.5");
    assert_eq!(ratio(21.0), "21.0");
}
