//! What the database holds, as one text: a refused request must leave it as it was.

use crate::support::TestPortal;

/// Tables a refusal must not touch; the audit log is the one that may grow.
const TABLES: [(&str, &str); 16] = [
    ("visit_type", "LENGTH(name) + minutes + horizon_days + CAST(is_active AS INTEGER)"),
    ("provider", "LENGTH(name) + CAST(is_active AS INTEGER)"),
    ("location", "LENGTH(name) + LENGTH(zone)"),
    ("account", "CAST(is_disabled AS INTEGER)"),
    ("staff_role", "1"),
    ("session", "last_seen_s + expires_s"),
    ("chart", "updated_s"),
    ("access_grant", "starts_s + COALESCE(ends_s, 0) + COALESCE(revoked_s, 0)"),
    ("entry", "updated_s"),
    ("resource", "version"),
    ("claim", "start_s + end_s + COALESCE(expires_s, 0)"),
    ("busy_unit", "unit"),
    ("appointment", "start_s + end_s + seq + row_version + updated_s"),
    ("idempotency", "1"),
    ("outbox", "1"),
    ("facility", "theme_version + cancel_notice_minutes"),
];

/// Count and a sum of what matters, of each table.
pub async fn state(test: &TestPortal) -> String {
    let mut text = String::new();
    for (table, sum) in TABLES {
        let count = test.number(&format!("SELECT COUNT(*) FROM {table}")).await;
        let sum = test.number(&format!("SELECT CAST(COALESCE(SUM({sum}), 0) AS BIGINT) FROM {table}")).await;
        text.push_str(&format!("{table}: {count}, {sum}\n"));
    }
    for table in ["theme_version", "theme_draft", "asset", "weekly_hours", "hours_exception", "live_event"] {
        text.push_str(&format!("{table}: {}\n", test.number(&format!("SELECT COUNT(*) FROM {table}")).await));
    }
    text
}
