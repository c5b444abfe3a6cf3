//! Isolation: every server function and route, asked by everybody who may not, answers nothing and changes nothing.

mod elsewhere;
mod hostile;
mod others;
mod routes;
pub mod state;
pub mod table;
pub mod world;

use crate::support::{Client, Reply, TestPortal, on_each_database};
use leptos::server_fn::axum::server_fn_paths;
use state::state;
use std::collections::BTreeSet;
use table::{Fields, ROWS, Row, Who};
use world::{Target, World, prepare};

const SIGNED_OUT: (u16, &str) = (401, r#"{"error":"signed_out"}"#);

const FORBIDDEN: (u16, &str) = (403, r#"{"error":"forbidden","rule":"access.not_permitted"}"#);

const ENDED: (u16, &str) = (403, r#"{"error":"forbidden","rule":"access.ended"}"#);

async fn ask(client: &Client, row: &Row, fields: &Fields) -> Reply {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    client.clone().call(&format!("/api/{}", row.endpoint), &fields).await
}

#[test]
fn every_server_function_has_a_line_in_the_table() {
    let found: BTreeSet<String> =
        server_fn_paths().map(|(path, _)| path.trim_start_matches("/api/").to_owned()).collect();
    let listed: BTreeSet<String> = ROWS.iter().map(|row| row.endpoint.to_owned()).collect();
    let without: Vec<_> = found.difference(&listed).collect();
    assert!(
        without.is_empty(),
        "server functions without a line in server/tests/it/isolation/table.rs (endpoint, who may, a valid \
         request): {without:?}"
    );
    let gone: Vec<_> = listed.difference(&found).collect();
    assert!(
        gone.is_empty(),
        "lines of server/tests/it/isolation/table.rs without a server function: {gone:?}"
    );
}

/// Functions whose request is made up (a code, an id), so that they get as far as the rules and no further.
const MADE_UP: &[&str] = &[
    "account/activation_accept",
    "account/activation_check",
    "account/activation_confirm_code",
    "account/activation_finish",
    "account/activation_send_code",
    "account/activation_skip_contact",
    "account/add_contact",
    "account/begin_passkey_step_up",
    "account/begin_second_passkey",
    "account/change_password",
    "account/confirm_contact",
    "account/confirm_passkey",
    "account/confirm_totp",
    "account/end_session",
    "account/finish_passkey_sign_in",
    "account/finish_reset",
    "account/finish_sign_in",
    "account/read_second_step",
    "account/register_begin",
    "account/register_confirm",
    "account/register_send_again",
    "account/remove_contact",
    "account/remove_factor",
    "account/rename_factor",
    "account/renew_recovery_codes",
    "account/send_contact_code",
    "account/send_contact_proof",
    "account/send_second_code",
    "account/send_step_up_code",
    "account/step_up_with_passkey",
    "connections/decide",
    "connections/end",
    "connections/open_consent",
    "downloads/remove_download",
    "family/give_up",
    "family/invite",
    "family/resend",
    "looks/ask",
    "shares/end_share",
    "shares/read_share",
];

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_is_answered() {
    on_each_database(async |test| {
        let mut world = World::make(&test).await;
        let mut number = 0;
        for row in ROWS {
            let reply = match row.who {
                Who::Staff(roles) => {
                    let (_, client) =
                        world.colleagues.iter().find(|(role, _)| roles.contains(role)).expect("a colleague");
                    let reply = ask(client, row, &(row.fields)(&world.walter.1)).await;
                    // A made-up version gets as far as the rules.
                    assert!(
                        matches!(reply.status, 200 | 404 | 409 | 422),
                        "{}: {}",
                        row.endpoint,
                        reply.body
                    );
                    continue;
                }
                _ if row.endpoint == "account/sign_in" => continue,
                _ if MADE_UP.contains(&row.endpoint) => {
                    let browser = test.signed_in(&test.demo, "walter").await;
                    let reply = ask(&browser, row, &(row.fields)(&world.walter.1)).await;
                    let is_a_rules = matches!(reply.status, 401 | 404 | 409 | 410 | 422 | 429);
                    assert!(is_a_rules, "{}: {} {}", row.endpoint, reply.status, reply.body);
                    continue;
                }
                _ => {
                    // Anew for each, a day later: a function may use up what it is given.
                    let mut browser = test.signed_in(&test.demo, "walter").await;
                    let uses_nothing_up = [
                        "account/",
                        "card/",
                        "connections/",
                        "corrections/",
                        "downloads/",
                        "looks/",
                        "records/",
                        "results/",
                        "shares/",
                    ];
                    if !uses_nothing_up.iter().any(|begin| row.endpoint.starts_with(begin)) {
                        number += 1;
                        let chart = world.walter.1.chart;
                        test.sql("DELETE FROM claim WHERE kind <> 'appointment'").await;
                        let kept = world.walter.1.clone();
                        let anew =
                            prepare(&test, &test.demo, &mut browser, chart, 48 + 24 * number + 8).await;
                        world.walter.1 = Target {
                            grant: kept.grant,
                            invitation: kept.invitation,
                            result: kept.result,
                            entry: kept.entry,
                            correction: kept.correction,
                            to_answer: kept.to_answer,
                            waiting: kept.waiting,
                            ..anew
                        };
                        number += 1;
                    }
                    ask(&browser, row, &(row.fields)(&world.walter.1)).await
                }
            };
            assert_eq!(reply.status, 200, "{}: {}", row.endpoint, reply.body);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_not_is_refused_and_nothing_changes() {
    on_each_database(async |test| {
        let world = World::make(&test).await;
        let before = state(&test).await;
        let mut probes = 0;
        for row in ROWS {
            let fields = (row.fields)(&world.walter.1);
            for (why, client) in refused(&world, row) {
                let is_in = |list: &[(&str, Client)]| list.iter().any(|(name, _)| *name == why);
                let expected = match () {
                    () if is_in(&world.nobody) => SIGNED_OUT,
                    () if is_in(&world.ended) && row.who.is_about_a_chart() => ENDED,
                    () => FORBIDDEN,
                };
                let denials = denials(&test).await;
                let reply = ask(client, row, &fields).await;
                let noted = self::denials(&test).await - denials;
                assert_eq!(noted, i64::from(expected != SIGNED_OUT), "{}: {why}: events", row.endpoint);
                assert_eq!((reply.status, reply.body.as_str()), expected, "{}: {why}", row.endpoint);
                probes += 1;
            }
            before.must_hold(&test, row.endpoint).await;
        }
        assert!(
            probes > 9 * ROWS.iter().filter(|row| !matches!(row.who, Who::Anyone)).count() / 2,
            "{probes}"
        );
    })
    .await;
}

/// Refusals for want of rights in the audit log.
async fn denials(test: &TestPortal) -> i64 {
    test.number("SELECT COUNT(*) FROM audit_event WHERE outcome IN ('access.not_permitted', 'access.ended')")
        .await
}

/// Everybody who may not call the function.
fn refused<'a>(world: &'a World, row: &Row) -> Vec<(&'static str, &'a Client)> {
    let mut probes: Vec<(&'static str, &Client)> = Vec::new();
    if !matches!(row.who, Who::Anyone) {
        probes.extend(world.nobody.iter().map(|(why, client)| (*why, client)));
    }
    if row.who.is_about_a_chart() || matches!(row.who, Who::Staff(_)) {
        probes.extend(world.powerless.iter().chain(&world.ended).map(|(why, client)| (*why, client)));
        let others = world.colleagues.iter().filter(|(role, _)| !row.who.has(*role));
        probes.extend(others.map(|(role, client)| (role.name(), client)));
    }
    match row.who {
        Who::Staff(_) => probes.extend([("a patient", &world.walter.0), ("a proxy", &world.proxy)]),
        Who::Appointments => probes.extend([
            ("a proxy for the record alone", &world.records_alone),
            ("a proxy for results alone", &world.results_alone),
        ]),
        Who::Records => probes.extend([
            ("a proxy for visits alone", &world.visits_alone),
            ("a proxy for results alone", &world.results_alone),
        ]),
        Who::Results => probes.extend([
            ("a proxy for visits alone", &world.visits_alone),
            ("a proxy for the record alone", &world.records_alone),
        ]),
        Who::Own => probes.push(("a proxy who may do all that can be given", &world.proxy)),
        Who::Anyone | Who::SignedIn => {}
    }
    probes
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_reads_what_the_scopes_open_and_the_patient_reads() {
    on_each_database(async |test| {
        let world = World::make(&test).await;
        let mut reads = 0;
        for row in ROWS {
            let verb = row.endpoint.split('/').nth(1).unwrap_or_default();
            let is_read =
                ["read_", "list_", "find_", "watch_"].iter().any(|reading| verb.starts_with(reading));
            let alone = match row.who {
                Who::Appointments if is_read && row.endpoint != "booking/read_hold" => &world.visits_alone,
                // What names something that is not there is no read that succeeds.
                _ if MADE_UP.contains(&row.endpoint) => continue,
                Who::Records if is_read => &world.records_alone,
                Who::Results => &world.results_alone,
                _ => continue,
            };
            for client in [&world.proxy, alone] {
                let reply = ask(client, row, &(row.fields)(&world.walter.1)).await;
                assert_eq!(reply.status, 200, "{}: {}", row.endpoint, reply.body);
                reads += 1;
            }
        }
        assert!(reads >= 10, "{reads}");
    })
    .await;
}
