//! What is read of a browser's reports.

use server::http::reports::{Budget, origin, plain, read};

#[test]
fn of_both_kinds_only_directive_and_origin_are_read() {
    let old = serde_json::json!({"csp-report": {
        "document-uri": "https://clinic.example/records?name=Walter",
        "violated-directive": "script-src-elem 'self'",
        "blocked-uri": "https://ana:secret@evil.example/x?patient=Walter",
    }});
    assert_eq!(read(&old), [("script-src-elem".to_owned(), "https://evil.example".to_owned())]);
    let new = serde_json::json!([
        {"type": "csp-violation", "body": {"effectiveDirective": "style-src-attr", "blockedURL": "inline"}},
        {"type": "deprecation", "body": {}},
    ]);
    assert_eq!(read(&new), [("style-src-attr".to_owned(), "inline".to_owned())]);
}

#[test]
fn what_is_not_plain_is_not_logged() {
    assert_eq!(plain("Walter Hughes"), "unknown");
    assert_eq!(origin("data:text/html,Walter"), "data");
    assert_eq!(origin("https://a b/"), "unknown");
}

#[test]
fn a_minute_has_its_budget() {
    let budget = Budget::default();
    assert_eq!((0..100).filter(|_| budget.takes(7)).count(), 60);
    assert!(budget.takes(8));
}
