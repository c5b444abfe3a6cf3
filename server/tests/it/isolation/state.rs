//! What the database holds, row by row: a refused request must leave it as it was.

use crate::support::{TestPortal, on_each_database};
use std::collections::BTreeMap;

/// Tables that a refused request may change, and why. Every other table of the schema is watched, a new one too.
const MAY_CHANGE: [(&str, &str); 1] = [("audit_event", "the refusal is noted in it")];

/// Every row of every watched table.
#[derive(PartialEq, Eq)]
pub struct State(BTreeMap<String, Vec<String>>);

/// What the database holds now.
pub async fn state(test: &TestPortal) -> State {
    let mut rows = BTreeMap::new();
    for table in test.tables().await {
        if !MAY_CHANGE.iter().any(|(name, _)| *name == table) {
            let found = test.texts(&select(test, &table).await).await;
            rows.insert(table, found);
        }
    }
    State(rows)
}

/// A query for each row of a table as one text.
async fn select(test: &TestPortal, table: &str) -> String {
    if test.portal.backend.db.is_postgres() {
        return format!("SELECT row_to_json(t)::text FROM \"{table}\" t ORDER BY 1");
    }
    let columns = test.texts(&format!("SELECT name FROM pragma_table_info('{table}')")).await;
    let columns: Vec<_> = columns.iter().map(|name| format!("'{name}=' || quote(\"{name}\")")).collect();
    format!("SELECT {} FROM \"{table}\" ORDER BY 1", columns.join(" || ' ' || "))
}

impl State {
    /// Tables of which a row holds a text, as text or as bytes.
    pub fn tables_with(&self, text: &str) -> Vec<&str> {
        let hex: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
        let holds = |row: &String| row.contains(text) || row.to_lowercase().contains(&hex);
        let found = self.0.iter().filter(|(_, rows)| rows.iter().any(holds));
        found.map(|(table, _)| table.as_str()).collect()
    }

    /// Fails when the database holds anything else now.
    pub async fn must_hold(&self, test: &TestPortal, what: &str) {
        let now = state(test).await;
        assert!(*self == now, "{what} changed something:\n{}", self.differences(&now).join("\n"));
    }

    /// Every row that names `id`, with its table.
    pub fn rows_of(&self, id: uuid::Uuid) -> Vec<(&str, &str)> {
        let id = id.simple().to_string();
        let names = |row: &str| row.to_lowercase().replace('-', "").contains(&id);
        let tables = self.0.iter().map(|(table, rows)| (table.as_str(), rows));
        tables
            .flat_map(|(table, rows)| rows.iter().map(move |row| (table, row.as_str())))
            .filter(|(_, row)| names(row))
            .collect()
    }

    /// The rows of a table.
    pub fn table(&self, name: &str) -> &[String] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    /// The tables that differ, with the rows that went and came.
    fn differences(&self, now: &Self) -> Vec<String> {
        let tables = now.0.iter().map(|(table, rows)| (table, rows, self.0.get(table)));
        let differing = tables.filter(|(_, rows, before)| *before != Some(*rows));
        differing
            .map(|(table, rows, before)| {
                let before = before.cloned().unwrap_or_default();
                let went: Vec<_> = before.iter().filter(|row| !rows.contains(row)).collect();
                let came: Vec<_> = rows.iter().filter(|row| !before.contains(row)).collect();
                format!("{table}: - {went:?} + {came:?}")
            })
            .collect()
    }
}

#[tokio::test]
async fn a_change_in_any_table_is_seen() {
    on_each_database(async |test| {
        test.add(test.account(&test.demo, "walter").await).await;
        test.signed_in(&test.demo, "walter").await;
        let (facility, one) = (test.id(test.demo.id.0), test.id(uuid::Uuid::from_u128(1)));
        let bytes = test.bytes(&[1]);
        for (table, change) in [
            ("account", "UPDATE account SET password_s = password_s + 1".to_owned()),
            ("account", "UPDATE account SET grace_used = grace_used + 1".to_owned()),
            ("account", "UPDATE account SET display_name = 'Somebody else'".to_owned()),
            ("facility", "UPDATE facility SET security = '{}'".to_owned()),
            ("session", "UPDATE session SET must_enrol = TRUE".to_owned()),
            (
                "recovery_code",
                format!("INSERT INTO recovery_code VALUES ({facility}, {one}, 1, 'hash', NULL)"),
            ),
            (
                "pending_sign_in",
                format!("INSERT INTO pending_sign_in VALUES ({facility}, {bytes}, {one}, 0, 9)"),
            ),
            (
                "ceremony",
                format!("INSERT INTO ceremony VALUES ({facility}, {one}, 'enrol', {bytes}, NULL, '{{}}', 9)"),
            ),
            (
                "factor",
                format!(
                    "INSERT INTO factor (facility_id, id, account_id, kind, label, last_step, is_synced, created_s) \
                     VALUES ({facility}, {one}, {one}, 'totp', '', 0, FALSE, 0)"
                ),
            ),
            (
                "local_message",
                format!("INSERT INTO local_message VALUES ({facility}, {one}, 'email', '', '', '', 0)"),
            ),
            ("audit_watch", format!("INSERT INTO audit_watch VALUES ({facility}, 1, NULL)")),
            (
                "audit_alert",
                format!("INSERT INTO audit_alert VALUES ({facility}, {one}, 'night', {one}, NULL, 1, 1, 1, 'key', 1, NULL, NULL, NULL)"),
            ),
            ("factor_reset", format!("INSERT INTO factor_reset VALUES ({facility}, {one}, {bytes}, 0, {one}, 9, 0)")),
            ("newcomer", "CREATE TABLE newcomer (facility_id INTEGER)".to_owned()),
            ("newcomer", "INSERT INTO newcomer VALUES (1)".to_owned()),
        ] {
            let before = state(&test).await;
            before.must_hold(&test, "nothing").await;
            test.sql(&change).await;
            let seen = before.differences(&state(&test).await);
            assert!(seen.len() == 1 && seen[0].starts_with(&format!("{table}: ")), "{change}: {seen:?}");
        }
        let tables = test.tables().await;
        for (table, why) in MAY_CHANGE {
            assert!(tables.iter().any(|known| known == table) && !why.is_empty(), "there is no {table}");
        }
    })
    .await;
}
