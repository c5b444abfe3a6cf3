//! Paths to go on to after signing in.

use app::routes::{HOME, same_origin_path};

#[test]
fn only_paths_of_this_portal_are_followed() {
    for good in ["/", "/visits?day=2027-03-14", "/records/allergies"] {
        assert_eq!(same_origin_path(Some(good)), good);
    }
    for bad in [
        "",
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/a\r\nb",
        "/\u{1}",
        "/a\u{7f}",
        "/a b",
        "/ñ",
    ] {
        assert_eq!(same_origin_path(Some(bad)), HOME, "{bad}");
    }
    assert_eq!(same_origin_path(None), HOME);
}
