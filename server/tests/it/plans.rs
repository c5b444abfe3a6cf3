//! How the database goes about what is asked of it: nothing that is asked for one patient, or for one page, goes through all that a
//! clinic has. SQLite decides by the words of a statement alone, so that an order that another index happens to have can cost
//! the whole past; PostgreSQL knows how many rows there are, and is not asked.

use crate::isolation::table::{ROWS, Who};
use crate::isolation::world::World;
use crate::support::watch::shape;
use crate::support::{Client, TestPortal, on_each_database};
use std::collections::BTreeMap;
use usecases::{
    booking, connections, downloads, exchange, family, import, invitations, outbox, results, shares,
};

/// Tables that grow with patients or with time. What is not here is what a clinic decides: its people, places, hours and rules.
const GROWING: &[&str] = &[
    "access_grant",
    "account",
    "appointment",
    "audit_event",
    "audit_seal",
    "busy_unit",
    "chart",
    "chart_key",
    "chart_link",
    "chart_merge",
    "chart_merge_row",
    "chart_proposal",
    "chart_view",
    "claim",
    "client_token",
    "connection",
    "contact",
    "correction",
    "correction_message",
    "delivery",
    "directory",
    "download",
    "download_part",
    "entry",
    "entry_name",
    "factor",
    "idempotency",
    "invitation",
    "invitation_event",
    "look_question",
    "outbox",
    "recovery_code",
    "registration_event",
    "registration_request",
    "resource",
    "resource_alias",
    "result",
    "result_event",
    "result_member",
    "session",
    "share",
    "share_opening",
];

/// Statements that may, by words of theirs without quotes, and why.
const MAY: &[(&str, &str)] = &[
    ("? = ?", "asked for none: it is never true"),
    (
        "FROM access_grant WHERE access_grant.facility_id = ? AND access_grant.relation = ? AND access_grant.is_for_minor",
        EVERY_TEN_MINUTES,
    ),
    (
        "FROM access_grant WHERE access_grant.facility_id = ? AND access_grant.relation = ? AND access_grant.revoked_s IS ?",
        ALL_PATIENTS,
    ),
    (
        "FROM chart WHERE chart.facility_id = ? AND chart.merged_into IS ? ORDER BY chart.family ASC",
        ALL_PATIENTS,
    ),
    ("FROM access_grant WHERE relation = ? AND facility_id = ? AND account_id IN", "of this test"),
    ("FROM account WHERE account.facility_id = ? AND (LOWER(display_name)", SEARCH),
    ("chart.name_words LIKE", SEARCH),
    ("LOWER(given) LIKE", SEARCH),
    ("SELECT account.id FROM account WHERE account.facility_id = ? AND account.is_disabled", COUNT),
    ("FROM (SELECT account.facility_id", COUNT),
    (
        "FROM factor WHERE factor.facility_id = ? AND factor.proven_s IS NOT ? AND factor.blocked_s IS ?",
        COUNT,
    ),
    ("FROM session WHERE session.facility_id = ? AND session.expires_s", COUNT),
    ("FROM (SELECT session.facility_id", COUNT),
    ("GROUP BY connection.client_id", COUNT),
    ("GROUP BY invitation.state", COUNT),
    ("GROUP BY registration_request.state", COUNT),
    ("FROM (SELECT correction.facility_id", COUNT),
    ("ORDER BY audit_event.at_s DESC, audit_event.id DESC LIMIT", PAGE),
    ("ORDER BY chart_merge.merged_s DESC, chart_merge.id DESC LIMIT", PAGE),
    ("ORDER BY chart_view.opened_s DESC, chart_view.id DESC LIMIT", PAGE),
    ("ORDER BY invitation.created_s DESC, invitation.id DESC LIMIT", PAGE),
    ("ORDER BY registration_request.created_s ASC, registration_request.id ASC LIMIT", PAGE),
    ("AS length FROM entry WHERE entry.facility_id = ? AND entry.kind = ? ORDER BY", TAKEN_ALONG),
    ("ORDER BY chart.id ASC LIMIT", TAKEN_ALONG),
    (
        "FROM directory WHERE directory.facility_id = ? AND directory.kind = ? ORDER BY directory.id ASC LIMIT",
        TAKEN_ALONG,
    ),
    ("(state IN (?)) ORDER BY correction.due_s", OPEN),
    ("FROM look_question WHERE look_question.facility_id = ? AND look_question.answered_s IS ?", OPEN),
    ("FROM entry_name WHERE entry_name.facility_id = ? AND (is_due) LIMIT", OPEN),
];
const EVERY_TEN_MINUTES: &str = "a job, every ten minutes";
const ALL_PATIENTS: &str = "choosing whom to invite among all patients";
const SEARCH: &str = "a search by parts of names";
const COUNT: &str = "a page for administrators counts accounts or what they hold";
const PAGE: &str = "a page of a list, read along the index of its order";
const TAKEN_ALONG: &str = "all records are taken along";
const OPEN: &str = "an index of what is open and nothing else";

async fn ask_everything(test: &TestPortal) {
    let world = World::make(test).await;
    for row in ROWS {
        let client: Client = match row.who {
            Who::Staff(roles) => {
                let found = world.colleagues.iter().find(|(role, _)| roles.contains(role));
                found.expect("a colleague").1.clone()
            }
            _ => test.signed_in(&test.demo, "walter").await,
        };
        let fields = (row.fields)(&world.walter.1);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        client.clone().call(&format!("/api/{}", row.endpoint), &fields).await;
    }
    // A search, and what is of some days.
    let mut walter = test.signed_in(&test.demo, "walter").await;
    for path in ["/records/timeline?words=a&from=2001-01-01&until=2030-01-01", "/records/results?words=a"] {
        assert_eq!(walter.get(path).await.status, 200, "{path}");
    }
    let (backend, demo) = (&test.portal.backend, &test.demo);
    booking::free_ended_holds(backend, demo.id).await.expect("done");
    booking::forget_past_claims(backend, demo.id).await.expect("done");
    outbox::deliver_due(backend, demo).await.expect("done");
    invitations::expire_due(backend, demo.id).await.expect("done");
    family::end_due(backend, demo.id).await.expect("done");
    results::release_due(backend, demo.id).await.expect("done");
    server::downloads::make_waiting(backend, demo).await.expect("done");
    downloads::forget_ended(backend, demo).await.expect("done");
    connections::forget_old(backend, demo.id).await.expect("done");
    exchange::forget_old(backend, demo.id).await.expect("done");
    shares::forget_old(backend, demo.id).await.expect("done");
    import::name_due(backend, demo.id).await.expect("done");
}

/// Which growing table a line of a plan goes through whole, or through all of a clinic's.
fn whole(line: &str) -> Option<&'static str> {
    let is_search = line.starts_with("SEARCH");
    let is_whole = ["(facility_id=?)", "entry_kind (facility_id=? AND kind=?)"];
    if !(line.starts_with("SCAN") || is_search && is_whole.iter().any(|words| line.contains(words))) {
        return None;
    }
    let index = line.split(" INDEX ").nth(1).and_then(|rest| rest.split(' ').next()).unwrap_or_default();
    let of_table = index
        .strip_prefix("sqlite_autoindex_")
        .and_then(|name| name.rsplit_once('_'))
        .map(|(table, _)| table);
    let named = line.split(' ').nth(1).unwrap_or_default();
    let table = of_table.unwrap_or(named);
    GROWING.iter().copied().find(|growing| *growing == table)
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_goes_through_all_that_a_clinic_has() {
    on_each_database(async |mut test| {
        if test.portal.backend.db.is_postgres() {
            return;
        }
        let heard = test.hear();
        ask_everything(&test).await;
        // However many values a list has.
        let many = |shape: &str| shape.replace("?, ", "").replace('"', "");
        let mut statements: BTreeMap<String, String> = BTreeMap::new();
        for statement in std::mem::take(&mut *heard.lock().expect("unpoisoned")) {
            statements.entry(many(&shape(&statement))).or_insert(statement);
        }
        assert!(statements.len() > 300, "{}", statements.len());
        let mut found = Vec::new();
        for (shape, statement) in &statements {
            let begins =
                ["SELECT", "UPDATE", "DELETE", "WITH"].iter().any(|word| statement.starts_with(word));
            if !begins {
                continue;
            }
            for line in test.portal.backend.db.explain(statement).await.expect("a plan") {
                let may = MAY.iter().any(|(words, _)| shape.contains(words));
                if let Some(table) = whole(&line).filter(|_| !may) {
                    found.push(format!("{table}: {line}\n    {shape}"));
                }
            }
        }
        assert!(found.is_empty(), "{}", found.join("\n"));
    })
    .await;
}
