//! Keys that lead from one tab to another.

use app::examined::next_tab as next;

#[test]
fn arrows_go_around_and_other_keys_do_nothing() {
    assert_eq!(next("ArrowRight", 2, 3), Some(0));
    assert_eq!(next("ArrowLeft", 0, 3), Some(2));
    assert_eq!(next("End", 0, 3), Some(2));
    assert_eq!(next("a", 0, 3), None);
    assert_eq!(next("ArrowRight", 0, 0), None);
}
