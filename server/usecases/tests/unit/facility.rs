//! Words that name facilities.

use usecases::facility::is_label;

#[test]
fn labels_follow_rfc_1123() {
    for good in ["demo", "a", "clinic-2"] {
        assert!(is_label(good), "{good}");
    }
    for bad in ["", "-a", "a-", "Ä", "a_b", "A"] {
        assert!(!is_label(bad), "{bad}");
    }
}
