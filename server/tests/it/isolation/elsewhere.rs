//! What the other clinic has under the very id that a request names: right in all but its clinic, it changes no answer.
//!
//! Requests of the table that name an id of their own making (`Uuid::nil()`) are asked three times: when nobody has such a
//! thing, when the other clinic has it, and, so that the second says something, when their own clinic has it.

use super::ask;
use super::others::asker;
use super::state::state;
use super::table::{Fields, ROWS, Row, Who};
use super::world::{CANARY, World, missing};
use crate::support::{Client, Reply, START, TestPortal, on_each_database};
use std::collections::BTreeSet;
use usecases::facility::Facility;
use uuid::Uuid;

/// The ids that requests make up.
static IDS: [Uuid; 2] = [Uuid::nil(), Uuid::from_u128(1)];

const CHART: &[&str] = &["resource", "chart"];
const INVITATION: &[&str] = &["invitation"];
const REQUEST: &[&str] = &["registration_request"];
const ACCOUNT: &[&str] = &["account"];

/// What each such request names: the tables that hold it.
const NAMED: &[(&str, &[&str])] = &[
    ("account/confirm_totp", &["factor"]),
    ("account/remove_contact", &["contact"]),
    ("account/remove_factor", &["factor"]),
    ("account/rename_factor", &["factor"]),
    ("audit/answer_question", &["look_question"]),
    ("audit/end_opening", &["chart_view"]),
    ("audit/look_at_alert", &["audit_alert"]),
    ("chart_view/close", &["resource", "chart", "chart_view"]),
    ("chart_view/break_glass", CHART),
    ("chart_view/open", CHART),
    ("charts/compare_charts", CHART),
    ("charts/decline_proposal", &["chart_proposal"]),
    ("charts/merge_charts", CHART),
    ("charts/undo_merge", &["chart_merge"]),
    ("connections/decide", &["client", "consent"]),
    ("connections/end", &["client", "connection"]),
    ("connections/open_consent", &["client", "consent"]),
    ("connections/switch_client", &["client"]),
    ("downloads/remove_download", &["download"]),
    ("downloads/remove_export", &["download"]),
    ("family/end_access", &["resource", "chart", "access_grant"]),
    ("family/invite_for", CHART),
    ("family/let_in", CHART),
    ("family/read_access", CHART),
    ("invitations/invite", CHART),
    ("invitations/pause_batch", &["invitation_batch"]),
    ("invitations/read_invitation", INVITATION),
    ("invitations/read_paper", INVITATION),
    ("invitations/resend", INVITATION),
    ("invitations/resume_batch", &["invitation_batch"]),
    ("invitations/revoke", INVITATION),
    ("invitations/set_opt_out", CHART),
    ("registration/ask", REQUEST),
    ("registration/compare_chart", REQUEST),
    ("registration/link", &["resource", "chart", "registration_request"]),
    ("registration/read_request", REQUEST),
    ("registration/reject", REQUEST),
    ("release/remove_template", &["comment_template"]),
    ("shares/end_share", &["share"]),
    ("shares/read_share", &["share"]),
    ("staff/disable", ACCOUNT),
    ("staff/enable", ACCOUNT),
    ("staff/reset_factors", ACCOUNT),
    ("staff/save_roles", ACCOUNT),
];

/// Requests that name an id of their own making and are not asked here, and why.
const NOT_ASKED: &[(&str, &str)] = &[
    ("account/add_contact", COUNTED),
    ("account/confirm_contact", COUNTED),
    ("account/confirm_passkey", COUNTED),
    ("account/finish_passkey_sign_in", COUNTED),
    ("account/send_second_code", COUNTED),
    ("account/send_step_up_code", COUNTED),
    ("account/step_up_with_passkey", COUNTED),
    ("looks/ask", "a look is an event of the sealed log, which nobody writes by hand"),
];
const COUNTED: &str = "a proof belongs to the browser that began it, and each answer counts against a budget";

/// What columns hold where any text or none would not do, by table (or any) and column.
const WORDS: &[(&str, &str, &str)] = &[
    ("access_grant", "relation", "proxy"),
    ("audit_alert", "kind", "night"),
    ("chart_view", "purpose", "TREAT"),
    ("client", "kind", "app"),
    ("contact", "kind", "email"),
    ("contact", "state", "verified"),
    ("download", "kind", "pdf"),
    ("download", "state", "ready"),
    ("factor", "kind", "totp"),
    ("invitation", "kind", "patient"),
    ("invitation", "state", "sent"),
    ("invitation_batch", "state", "running"),
    ("registration_request", "state", "waiting"),
    ("resource", "kind", "patient"),
    ("", "birth_date", "1980-01-31"),
    ("", "content", "{}"),
    ("", "criteria", "{}"),
    ("", "lang", "en"),
    ("", "language", "en"),
    ("", "parts", "visits"),
    ("", "redirect_uris", ""),
    ("", "roles", ""),
    ("", "scopes", "records"),
];

fn makes_an_id_up(fields: &Fields) -> bool {
    fields.iter().any(|(_, value)| value.contains(&Uuid::nil().to_string()))
}

/// One row of a table, of a clinic, for whoever asks.
struct Planted<'a> {
    test: &'a TestPortal,
    /// Account and chart that it is about.
    account: Uuid,
    chart: Uuid,
    tables: &'static [&'static str],
}

impl Planted<'_> {
    /// Ids of the rows that a table gets: pairs of charts are named, and single ones of all else.
    fn ids(table: &str) -> &'static [Uuid] {
        if CHART.contains(&table) { &IDS } else { IDS.split_at(1).0 }
    }

    /// Writes the rows: every column that must have a value, and whose they are.
    async fn at(&self, facility: &Facility) {
        for table in self.tables {
            let columns = columns(self.test, table).await;
            let chosen: Vec<_> = columns
                .iter()
                .filter(|(name, _, is_needed)| {
                    *is_needed || matches!(name.as_str(), "account_id" | "chart_id")
                })
                // An invitation for a chart that has one is a second one.
                .filter(|(name, _, _)| {
                    !(*table == "invitation" && matches!(name.as_str(), "account_id" | "chart_id"))
                })
                .collect();
            let names: Vec<&str> = chosen.iter().map(|(name, _, _)| name.as_str()).collect();
            for id in Self::ids(table) {
                let values: Vec<String> = chosen
                    .iter()
                    .map(|(name, kind, _)| self.value(table, name, kind, (facility, *id)))
                    .collect();
                let (names, values) = (names.join(", "), values.join(", "));
                self.test.sql(&format!("INSERT INTO {table} ({names}) VALUES ({values})")).await;
            }
        }
    }

    fn value(&self, table: &str, name: &str, kind: &str, (facility, id): (&Facility, Uuid)) -> String {
        let now = self.test.portal.backend.clock.now().0;
        let word = WORDS.iter().find(|(of, column, _)| (of.is_empty() || *of == table) && *column == name);
        match (kind, name) {
            (_, "facility_id") => self.test.id(facility.id.0),
            (_, "id") => self.test.id(id),
            (_, "chart_id" | "survivor_id") if !self.tables.contains(&"chart") => self.test.id(self.chart),
            (_, "account_id") => self.test.id(self.account),
            (_, name) if name.ends_with("_by") => self.test.id(self.account),
            (_, name) if name.ends_with("_id") => self.test.id(IDS[0]),
            ("BLOB" | "BYTEA", _) => self.test.bytes(&[0]),
            ("BOOLEAN", _) => "FALSE".to_owned(),
            ("TEXT", _) => format!("'{}'", word.map_or(CANARY, |(_, _, word)| *word)),
            (_, "ends_s" | "expires_s" | "due_s") => (now + 86_400).to_string(),
            (_, name) if name.ends_with("_s") => (now - 60).to_string(),
            (_, "version" | "total") => "1".to_owned(),
            (_, "most") => "5".to_owned(),
            _ => "0".to_owned(),
        }
    }

    /// The same rows, but of the clinic that is asked.
    async fn move_to(&self, facility: &Facility) {
        for table in self.tables {
            self.sql_of(&format!("UPDATE {table} SET facility_id = {}", self.test.id(facility.id.0)), table)
                .await;
        }
    }

    async fn remove(&self) {
        for table in self.tables {
            self.sql_of(&format!("DELETE FROM {table}"), table).await;
        }
        // What the answer has made for the chart.
        let ids = IDS.map(|id| self.test.id(id)).join(", ");
        for table in ["access_grant", "chart_view", "invitation"] {
            self.test.sql(&format!("DELETE FROM {table} WHERE chart_id IN ({ids})")).await;
        }
    }

    async fn sql_of(&self, statement: &str, table: &str) {
        let ids: Vec<String> = Self::ids(table).iter().map(|id| self.test.id(*id)).collect();
        self.test.sql(&format!("{statement} WHERE id IN ({})", ids.join(", "))).await;
    }
}

/// The columns of a table: name, type, and whether a row must give a value.
async fn columns(test: &TestPortal, table: &str) -> Vec<(String, String, bool)> {
    let query = if test.portal.backend.db.is_postgres() {
        format!(
            "SELECT column_name::text || ' ' || upper(data_type::text) || ' ' || \
             CASE WHEN is_nullable = 'NO' AND column_default IS NULL THEN 'needed' ELSE 'free' END \
             FROM information_schema.columns WHERE table_schema = 'public' AND table_name = '{table}'"
        )
    } else {
        format!(
            "SELECT name || ' ' || upper(type) || ' ' || \
             CASE WHEN \"notnull\" = 1 AND dflt_value IS NULL THEN 'needed' ELSE 'free' END \
             FROM pragma_table_info('{table}')"
        )
    };
    let found = test.texts(&query).await;
    assert!(!found.is_empty(), "there is no table {table}");
    found
        .iter()
        .map(|line| {
            let mut words = line.split(' ');
            let mut next = || words.next().unwrap_or_default().to_owned();
            (next(), next(), next() == "needed")
        })
        .collect()
}

/// Whoever asks, with the account: patients anew each time, as a request may end what is signed in.
async fn who_asks(test: &TestPortal, world: &World, row: &Row) -> (Client, Uuid) {
    let (client, name) = match row.who {
        Who::Staff(roles) => {
            let role = world.colleagues.iter().map(|(role, _)| *role).find(|role| roles.contains(role));
            (asker(world, row).0.clone(), role.expect("a colleague").name())
        }
        _ => (test.signed_in(&test.demo, "walter").await, "walter"),
    };
    let text = if test.portal.backend.db.is_postgres() { "CAST(id AS TEXT)" } else { "hex(id)" };
    let query = format!(
        "SELECT {text} FROM account WHERE username = '{name}' AND facility_id = {}",
        test.id(test.demo.id.0)
    );
    let found = test.texts(&query).await;
    (client, found.first().and_then(|id| Uuid::parse_str(id).ok()).expect("an account"))
}

fn said(reply: &Reply) -> (u16, &str) {
    (reply.status, reply.body.as_str())
}

#[test]
fn every_request_that_makes_an_id_up_says_what_it_names() {
    let target = missing(START);
    let rows = ROWS.iter().filter(|row| makes_an_id_up(&(row.fields)(&target)));
    let making: BTreeSet<&str> = rows.map(|row| row.endpoint).collect();
    let named = NAMED.iter().map(|(endpoint, _)| *endpoint);
    let told: BTreeSet<&str> = named.chain(NOT_ASKED.iter().map(|(endpoint, _)| *endpoint)).collect();
    assert_eq!(told.len(), NAMED.len() + NOT_ASKED.len(), "a request is told of once");
    assert!(NOT_ASKED.iter().all(|(_, why)| !why.is_empty()));
    let unsaid: Vec<_> = making.difference(&told).collect();
    assert!(
        unsaid.is_empty(),
        "say in NAMED of server/tests/it/isolation/elsewhere.rs which tables hold what these name, or take their ids \
         from the target: {unsaid:?}"
    );
    let gone: Vec<_> = told.difference(&making).collect();
    assert!(gone.is_empty(), "these make no id up: {gone:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_other_clinic_has_under_the_same_id_changes_no_answer() {
    on_each_database(async |test| {
        let world = World::make(&test).await;
        let own = &world.walter.1;
        let mut tells_nothing = Vec::new();
        for &(endpoint, tables) in NAMED {
            let row = ROWS.iter().find(|row| row.endpoint == endpoint).expect("a line of the table");
            let fields = (row.fields)(own);
            let (client, account) = who_asks(&test, &world, row).await;
            let missing = ask(&client, row, &fields).await;

            let planted = Planted { test: &test, account, chart: own.chart.0, tables };
            planted.at(&test.norte).await;
            let before = state(&test).await;
            let elsewhere = ask(&client, row, &fields).await;
            assert_eq!(said(&elsewhere), said(&missing), "{endpoint}: the other clinic has what is named");
            assert!(!elsewhere.body.contains(CANARY) && elsewhere.status < 500, "{endpoint}: {}", elsewhere.body);
            let after = state(&test).await;
            let norte = test.norte.id.0;
            assert_eq!(after.rows_of(norte), before.rows_of(norte), "{endpoint}: rows of the other clinic");

            // What would have been found, had nobody asked whose it is.
            planted.move_to(&test.demo).await;
            let here = ask(&client, row, &fields).await;
            if said(&here) == said(&missing) {
                tells_nothing.push(endpoint);
            }
            planted.remove().await;
        }
        assert!(
            tells_nothing.len() <= NAMED.len() / 2,
            "of these the answer is the same if the own clinic has it, so that nothing is proven: {tells_nothing:?}"
        );
    })
    .await;
}

/// Parts of what belongs to a chart whose rows do not name it.
const PARTS: [&str; 8] = [
    "chart",
    "correction_message",
    "download_part",
    "entry_name",
    "resource",
    "result_event",
    "result_member",
    "share_opening",
];
/// What is not copied to the other clinic: the sealed log, and who is signed in.
const KEPT: [&str; 2] = ["audit_event", "session"];

/// Gives the other clinic the same charts, entries, results, visits and so on: under the same ids, with other words.
async fn copy_charts(test: &TestPortal, from: &Facility, to: &Facility) {
    for table in test.tables().await {
        let columns = columns(test, &table).await;
        let has = |wanted: &str| columns.iter().any(|(name, _, _)| name == wanted);
        let is_of_charts = has("facility_id") && (has("chart_id") || PARTS.contains(&table.as_str()));
        if !is_of_charts || KEPT.contains(&table.as_str()) {
            continue;
        }
        let names: Vec<String> = columns.iter().map(|(name, _, _)| format!("\"{name}\"")).collect();
        let values: Vec<String> = columns
            .iter()
            .map(|(name, _, _)| match name.as_str() {
                "facility_id" => test.id(to.id.0),
                "title" | "given" | "family" | "note" | "label" | "question" => format!("'{CANARY}'"),
                name => format!("\"{name}\""),
            })
            .collect();
        test.sql(&format!(
            "INSERT INTO {table} ({}) SELECT {} FROM {table} WHERE facility_id = {} ON CONFLICT DO NOTHING",
            names.join(", "),
            values.join(", "),
            test.id(from.id.0)
        ))
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clinic_with_the_very_same_charts_changes_nothing_that_is_read_here() {
    on_each_database(async |test| {
        let world = World::make(&test).await;
        let own = &world.walter.1;
        // What changes by being read tells nothing: the log, and the list of looks.
        let reads = ROWS.iter().filter(|row| {
            let verb = row.endpoint.split('/').nth(1).unwrap_or_default();
            let is_read = ["read_", "list_", "find_", "watch_"].iter().any(|reading| verb.starts_with(reading));
            is_read && !row.endpoint.starts_with("audit/") && !row.endpoint.starts_with("looks/")
        });
        // The first look may mark something as seen, here or on another page.
        for row in reads.clone() {
            ask(asker(&world, row).0, row, &(row.fields)(own)).await;
        }
        let mut before = Vec::new();
        for row in reads {
            let (client, fields) = (asker(&world, row).0, (row.fields)(own));
            let (first, second) = (ask(client, row, &fields).await, ask(client, row, &fields).await);
            if said(&first) == said(&second) {
                before.push((row, client, fields, second));
            }
        }
        assert!(before.len() > 40, "only {} reads answer the same twice", before.len());
        copy_charts(&test, &test.demo, &test.norte).await;
        for table in ["chart", "entry", "result", "appointment", "access_grant", "correction"] {
            let both = format!(
                "SELECT COUNT(*) FROM {table} one JOIN {table} other ON one.id = other.id AND one.facility_id <> other.facility_id"
            );
            assert!(test.number(&both).await > 0, "nothing of {table} was copied");
        }
        for (row, client, fields, plain) in before {
            let after = ask(client, row, &fields).await;
            assert_eq!(said(&after), said(&plain), "{}: the other clinic has the same charts", row.endpoint);
        }
    })
    .await;
}
