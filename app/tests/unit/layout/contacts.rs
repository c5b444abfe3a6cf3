//! Telephone numbers as links.

use app::examined::dialled;

#[test]
fn a_number_is_dialled_without_its_decoration() {
    assert_eq!(dialled("+1 (617) 555-0100"), "tel:+16175550100");
}
