//! What belongs to others looks like what does not exist, and no form says whom it concerns or what its sender may.

use super::ask;
use super::state::state;
use super::table::{ROWS, Row, Who};
use super::world::{CANARY, Target, World, missing};
use crate::support::{Client, TestPortal, on_each_database};
use std::collections::BTreeSet;

#[tokio::test(flavor = "multi_thread")]
async fn what_belongs_to_others_looks_like_what_does_not_exist() {
    on_each_database(async |test| {
        let world = World::make(&test).await;
        let before = state(&test).await;
        let mut probes = 0;
        for row in ROWS {
            let (client, own) = asker(&world, row);
            for (slot, foreign, nowhere) in swaps(own, &world) {
                let fields = (row.fields)(&foreign);
                if fields == (row.fields)(own) {
                    continue;
                }
                let reply = ask(client, row, &fields).await;
                let other = ask(client, row, &(row.fields)(&nowhere)).await;
                let name = format!("{} with {slot}", row.endpoint);
                let is_same = reply.body == other.body;
                assert_eq!(
                    (reply.status, is_same),
                    (other.status, true),
                    "{name} differs from one that is missing"
                );
                assert!(!reply.body.contains(CANARY) && reply.status < 500, "{name}: {}", reply.body);
                before.must_hold(&test, &name).await;
                probes += 1;
            }
        }
        assert!(probes >= 20, "{probes}");
    })
    .await;
}

/// Who asks rightly, but for things of others.
pub fn asker<'a>(world: &'a World, row: &Row) -> (&'a Client, &'a Target) {
    let (walter, own) = &world.walter;
    match row.who {
        Who::Staff(roles) => {
            let found = world.colleagues.iter().find(|(role, _)| roles.contains(role));
            (&found.expect("a colleague").1, own)
        }
        _ => (walter, own),
    }
}

/// The own target with one id of somebody else's in it, and the same with one that leads nowhere.
fn swaps(own: &Target, world: &World) -> Vec<(&'static str, Target, Target)> {
    let (maya, lucia) = (&world.maya.1, &world.lucia.1);
    let nowhere = missing(own.free);
    let own = || own.clone();
    vec![
        (
            "another's appointment",
            Target { appointment: maya.appointment, ..own() },
            Target { appointment: nowhere.appointment, ..own() },
        ),
        ("another's hold", Target { hold: maya.hold, ..own() }, Target { hold: nowhere.hold, ..own() }),
        ("another's chart", Target { chart: maya.chart, ..own() }, Target { chart: nowhere.chart, ..own() }),
        ("another's grant", Target { grant: maya.grant, ..own() }, Target { grant: nowhere.grant, ..own() }),
        (
            "another's invitation",
            Target { invitation: maya.invitation, ..own() },
            Target { invitation: nowhere.invitation, ..own() },
        ),
        (
            "another's result",
            Target { result: maya.result, ..own() },
            Target { result: nowhere.result, ..own() },
        ),
        ("another's entry", Target { entry: maya.entry, ..own() }, Target { entry: nowhere.entry, ..own() }),
        (
            "a result that waits, as an entry",
            Target { entry: own().waiting[0], ..own() },
            Target { entry: nowhere.entry, ..own() },
        ),
        (
            "another's request for a correction",
            Target { correction: maya.correction, ..own() },
            Target { correction: nowhere.correction, ..own() },
        ),
        (
            "the other clinic's request for a correction",
            Target { correction: lucia.correction, to_answer: lucia.to_answer, ..own() },
            Target { correction: nowhere.correction, to_answer: nowhere.to_answer, ..own() },
        ),
        (
            "the other clinic's entry",
            Target { entry: lucia.entry, ..own() },
            Target { entry: nowhere.entry, ..own() },
        ),
        (
            "a result that waits",
            Target { result: own().waiting[0], ..own() },
            Target { result: nowhere.result, ..own() },
        ),
        (
            "the other clinic's result",
            Target { result: lucia.result, ..own() },
            Target { result: nowhere.result, ..own() },
        ),
        (
            "the other clinic's waiting results",
            Target { waiting: lucia.waiting, ..own() },
            Target { waiting: nowhere.waiting, ..own() },
        ),
        (
            "the other clinic's grant",
            Target { grant: lucia.grant, ..own() },
            Target { grant: nowhere.grant, ..own() },
        ),
        (
            "the other clinic's invitation",
            Target { invitation: lucia.invitation, ..own() },
            Target { invitation: nowhere.invitation, ..own() },
        ),
        (
            "the other clinic's appointment",
            Target { appointment: lucia.appointment, ..own() },
            Target { appointment: nowhere.appointment, ..own() },
        ),
        (
            "the other clinic's hold",
            Target { hold: lucia.hold, ..own() },
            Target { hold: nowhere.hold, ..own() },
        ),
        (
            "the other clinic's chart",
            Target { chart: lucia.chart, ..own() },
            Target { chart: nowhere.chart, ..own() },
        ),
        (
            "the other clinic's visit type",
            Target { visit_type: lucia.visit_type, ..own() },
            Target { visit_type: nowhere.visit_type, ..own() },
        ),
        (
            "the other clinic's provider",
            Target { provider: lucia.provider, ..own() },
            Target { provider: nowhere.provider, ..own() },
        ),
        (
            "the other clinic's place",
            Target { location: lucia.location, ..own() },
            Target { location: nowhere.location, ..own() },
        ),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn fields_nobody_asked_for_have_no_effect() {
    on_each_database(async |test| {
        let world = World::make(&test).await;
        let (walter, own) = &world.walter;
        let foreign = &world.maya.1;
        for row in
            ROWS.iter().filter(|row| row.endpoint.contains("/read_") || row.endpoint.contains("/list_"))
        {
            // Each look at the list of looks adds to it.
            if row.endpoint == "looks/list_looks" {
                continue;
            }
            let mut fields = (row.fields)(own);
            let plain = ask(walter, row, &fields).await;
            fields.extend([
                ("request[chart]", foreign.chart.to_string()),
                ("request[chart_id]", foreign.chart.to_string()),
                ("request[facility]", test.norte.id.to_string()),
                ("facility", test.norte.id.to_string()),
                ("actor[chart]", foreign.chart.to_string()),
                ("request[roles][0]", "administrator".to_owned()),
            ]);
            let reply = ask(walter, row, &fields).await;
            assert!(reply.status == 422 || reply.body == plain.body, "{}: {}", row.endpoint, reply.body);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_a_form_concerns_and_what_they_may_is_never_taken_from_its_fields() {
    on_each_database(async |test| {
        let world = World::make(&test).await;
        let (walter, own) = &world.walter;
        let foreign = &world.maya.1;
        let find = "SELECT CAST(COUNT(*) AS TEXT) FROM access_grant";
        let grants = test.texts(find).await;
        let account = maya(&test).await;
        let before = state(&test).await;
        let mut rows: Vec<&Row> = ROWS.iter().filter(|row| !matches!(row.who, Who::Staff(_))).collect();
        // What ends the session comes last.
        rows.sort_by_key(|row| row.endpoint.contains("sign_") || row.endpoint.contains("end_"));
        let mut answered = 0;
        for row in rows {
            let mut fields = (row.fields)(own);
            let named: BTreeSet<&str> = fields.iter().map(|(name, _)| *name).collect();
            let more = [
                ("request[chart]", foreign.chart.to_string()),
                ("request[chart_id]", foreign.chart.to_string()),
                ("request[account]", account.to_string()),
                ("request[account_id]", account.to_string()),
                ("request[facility]", test.norte.id.to_string()),
                ("request[session]", account.to_string()),
                ("request[roles][0]", "administrator".to_owned()),
                ("request[assurance]", "two_factor".to_owned()),
                ("actor[account]", account.to_string()),
                ("actor[chart]", foreign.chart.to_string()),
            ];
            let more: Vec<_> = more.into_iter().filter(|(name, _)| !named.contains(name)).collect();
            fields.extend(more);
            answered += u32::from(ask(walter, row, &fields).await.status == 200);
        }
        assert!(answered > 10, "{answered}");
        let after = state(&test).await;
        for id in [foreign.chart.0, account] {
            assert_eq!(after.rows_of(id), before.rows_of(id), "rows of somebody else");
        }
        assert_eq!(after.table("staff_role"), before.table("staff_role"));
        assert_eq!(test.texts(find).await, grants);
    })
    .await;
}

/// The id of Maya's account.
async fn maya(test: &TestPortal) -> uuid::Uuid {
    let text = if test.portal.backend.db.is_postgres() { "CAST(id AS TEXT)" } else { "hex(id)" };
    let found = test.texts(&format!("SELECT {text} FROM account WHERE username = 'maya'")).await;
    found.first().and_then(|id| uuid::Uuid::parse_str(id).ok()).expect("Maya")
}
