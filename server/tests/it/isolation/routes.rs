//! Routes that are no server functions, and pages: the same questions.

use super::state::state;
use super::world::{CANARY, World, missing};
use crate::support::{Client, Reply, TestPortal, on_each_database};
use axum::http::Method;
use domain::permission::Role;
use std::collections::BTreeSet;
use std::time::Duration;

/// Every route of the server, and how it is proved. A route without a line fails.
const ROUTES: &[(&str, Proof)] = &[
    ("/api/{*endpoint}", Proof::Table),
    ("/api/charts/read_file", Proof::Table),
    ("/api/charts/check_file", Proof::Table),
    ("/api/charts/import_file", Proof::Table),
    ("/activate/{token}", Proof::Public),
    ("/new-password/{token}", Proof::Public),
    ("/files/visits/{name}", Proof::SignedIn),
    ("/files/access-log.csv", Proof::Administrator),
    ("/files/invitations/{name}", Proof::SignedIn),
    // Whose, and after which proof: `record_export.rs`.
    ("/files/record.json", Proof::SignedIn),
    ("/files/summary.json", Proof::SignedIn),
    // Whose: `card.rs`.
    ("/files/card", Proof::SignedIn),
    // Whose, until when, and after which proof: `downloads.rs`.
    ("/files/downloads/{id}", Proof::SignedIn),
    // For the administrator who asked: `exports.rs`.
    ("/files/exports/{id}", Proof::SignedIn),
    // Whose: below, and `record_entries.rs`.
    ("/files/records/{entry}/{index}", Proof::SignedIn),
    // Whose, and for what: `chart_view.rs`.
    ("/files/patients/{chart}/{entry}/{index}", Proof::SignedIn),
    // Who of those who are signed in: `invitation_letter.rs`.
    ("/files/letters/{name}", Proof::SignedIn),
    // Signed by the gateway: `delivery_told.rs`.
    ("/hooks/sms/{id}/{part}", Proof::Public),
    ("/oauth/authorize", Proof::Public),
    // Leads on whoever has answered: `connections_apps.rs`.
    ("/oauth/continue", Proof::Public),
    ("/oauth/token", Proof::Public),
    ("/oauth/revoke", Proof::Public),
    ("/fhir/R4/metadata", Proof::Public),
    ("/fhir/R4/.well-known/smart-configuration", Proof::Public),
    ("/fhir/R4", Proof::Token),
    ("/fhir/R4/", Proof::Token),
    ("/fhir/R4/$import", Proof::Token),
    ("/fhir/R4/$import/{id}", Proof::Token),
    ("/fhir/R4/{type}", Proof::Token),
    ("/fhir/R4/{type}/_search", Proof::Token),
    ("/fhir/R4/{type}/{id}", Proof::Token),
    ("/fhir/R4/{type}/{id}/{operation}", Proof::Token),
    ("/events/stream", Proof::SignedIn),
    ("/preview/{screen}", Proof::Administrator),
    ("/preview/sheet.pdf", Proof::Administrator),
    ("/api/theme/upload_logo", Proof::Administrator),
    ("/theme/{name}", Proof::Public),
    ("/assets/{name}", Proof::Public),
    ("/manifest.webmanifest", Proof::Public),
    ("/icons/{name}", Proof::Public),
    ("/favicon.ico", Proof::Public),
    ("/apple-touch-icon.png", Proof::Public),
    ("/sw.js", Proof::Public),
    ("/offline", Proof::Public),
    ("/passkeys.js", Proof::Public),
    ("/share.js", Proof::Public),
    // Whoever knows a link, and its passcode: `shares.rs`.
    ("/share/manifest/{address}", Proof::Public),
    ("/share/files/{ticket}", Proof::Public),
    ("/outbox", Proof::Demo),
    ("/pkg/{*path}", Proof::Public),
    ("/fonts/{name}", Proof::Public),
    ("/icon.svg", Proof::Public),
    ("/healthz", Proof::Public),
    ("/readyz", Proof::Public),
    ("/metrics", Proof::Public),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Proof {
    /// By the table of server functions.
    Table,
    /// Nothing of a person is in it.
    Public,
    /// Below: not there, except in a demo.
    Demo,
    /// Below: whoever is not signed in gets nothing.
    SignedIn,
    /// Below: nobody but administrators gets anything.
    Administrator,
    /// Below: a session opens nothing, only a token of a program does (`connections.rs`, `exchange.rs`).
    Token,
}

#[test]
fn every_route_has_a_proof() {
    let source = include_str!("../../../src/router.rs");
    let found: BTreeSet<&str> =
        source.split(".route(\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let listed: BTreeSet<&str> = ROUTES.iter().map(|(path, _)| *path).collect();
    // Two more have constants for addresses: the plain pages' stylesheet and the reports of violated policies.
    assert_eq!(source.matches(".route(").count(), found.len() + 2);
    assert_eq!(found, listed, "each route of router.rs needs a line in server/tests/it/isolation/routes.rs");
}

async fn get(client: &Client, path: &str) -> Reply {
    let asked =
        async { client.clone().send(Method::GET, path, &[("accept", "text/html")], String::new()).await };
    tokio::time::timeout(Duration::from_secs(10), asked)
        .await
        .unwrap_or_else(|_| panic!("{path} goes on and on"))
}

fn paths(test: &TestPortal, world: &World) -> Vec<String> {
    let visit = world.walter.1.appointment;
    assert_eq!(ROUTES.iter().filter(|(_, proof)| *proof == Proof::SignedIn).count(), 11, "{}", test.demo.key);
    vec![
        format!("/files/visits/{visit}.ics"),
        format!("/files/invitations/{}.csv", uuid::Uuid::nil()),
        format!("/files/letters/{}.pdf", world.walter.1.invitation),
        format!("/files/records/{}/0", world.walter.1.entry),
        format!("/files/patients/{}/{}/0", world.walter.1.chart, world.walter.1.entry),
        "/files/record.json".to_owned(),
        "/files/summary.json".to_owned(),
        "/files/card".to_owned(),
        format!("/files/downloads/{}", uuid::Uuid::nil()),
        format!("/files/exports/{}", uuid::Uuid::nil()),
        "/events/stream".to_owned(),
        "/events/stream?since=0".to_owned(),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_session_no_file_and_no_stream() {
    on_each_database(async |test| {
        let world = World::make(&test).await;
        for path in paths(&test, &world) {
            for (why, client) in &world.nobody {
                let reply = get(client, &path).await;
                assert!(matches!(reply.status, 401 | 404), "{path}: {why}: {}", reply.status);
                assert!(!reply.body.contains("VCALENDAR") && !reply.body.contains(CANARY), "{path}: {why}");
            }
        }
        let (walter, own) = &world.walter;
        assert_eq!(get(walter, &format!("/files/visits/{}.ics", own.appointment)).await.status, 200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_need_tokens_and_sessions_open_nothing_there() {
    on_each_database(async |test| {
        let world = World::make(&test).await;
        let before = state(&test).await;
        let people = [("walter", &world.walter.0)].into_iter();
        let colleagues = world.colleagues.iter().map(|(role, client)| (role.name(), client));
        let everybody: Vec<_> = people.chain(colleagues).collect();
        for (path, _) in ROUTES.iter().filter(|(_, proof)| *proof == Proof::Token) {
            let path = path
                .replace("{type}", "Patient")
                .replace("{id}", &world.walter.1.chart.to_string())
                .replace("{operation}", "$everything");
            for method in [Method::GET, Method::POST, Method::PUT] {
                for (who, client) in &everybody {
                    for token in
                        ["", "Bearer AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "Basic d2FsdGVyOng"]
                    {
                        let headers = [("authorization", token), ("content-type", "application/fhir+json")];
                        let body = r#"{"resourceType":"Bundle","type":"batch"}"#.to_owned();
                        let reply = (*client).clone().send(method.clone(), &path, &headers, body).await;
                        assert!(
                            matches!(reply.status, 400 | 401 | 405),
                            "{method} {path}: {who}: {}",
                            reply.status
                        );
                        assert!(!reply.body.contains(CANARY), "{method} {path}: {who}");
                    }
                }
            }
        }
        before.must_hold(&test, "programs without tokens").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn routes_for_administrators_give_others_nothing_and_change_nothing() {
    on_each_database(async |test| {
        let world = World::make(&test).await;
        let before = state(&test).await;
        let others = world.colleagues.iter().filter(|(role, _)| *role != Role::Administrator);
        let mut everybody: Vec<(String, &Client)> =
            others.map(|(role, client)| (role.name().to_owned(), client)).collect();
        let more = world.nobody.iter().chain(&world.powerless);
        everybody.extend(more.map(|(why, client)| ((*why).to_owned(), client)));
        everybody.push(("a patient".to_owned(), &world.walter.0));
        for (why, client) in everybody {
            for path in ["/preview/home", "/preview/sheet.pdf"] {
                let framed = get(client, path).await;
                assert!(matches!(framed.status, 302 | 401 | 403), "{why}: {path}: {}", framed.status);
            }
            let headers = [("accept", "application/json"), ("content-type", "application/octet-stream")];
            let picture = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>".to_owned();
            let reply = client.clone().send(Method::POST, "/api/theme/upload_logo", &headers, picture).await;
            assert!(matches!(reply.status, 401 | 403), "{why}: {} {}", reply.status, reply.body);
        }
        before.must_hold(&test, "a route for administrators").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_file_looks_like_a_missing_one() {
    on_each_database(async |test| {
        let world = World::make(&test).await;
        let (walter, own) = &world.walter;
        let absent = get(walter, &format!("/files/visits/{}.ics", missing(own.free).appointment)).await;
        assert_eq!(absent.status, 404);
        for id in [world.maya.1.appointment, world.lucia.1.appointment] {
            let reply = get(walter, &format!("/files/visits/{id}.ics")).await;
            assert_eq!((reply.status, &reply.body), (404, &absent.body));
        }
        for (why, client) in &world.powerless {
            let reply = get(client, &format!("/files/visits/{}.ics", own.appointment)).await;
            assert!(matches!(reply.status, 403 | 404) && !reply.body.contains("VCALENDAR"), "{why}");
        }
        for (role, client) in &world.colleagues {
            let reply = get(client, &format!("/files/visits/{}.ics", own.appointment)).await;
            assert!(matches!(reply.status, 403 | 404), "{role:?}: {}", reply.status);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_show_nothing_to_those_who_may_not() {
    on_each_database(async |test| {
        let world = World::make(&test).await;
        let (walter, own) = &world.walter;
        let visit = format!("/visits/{}", own.appointment);
        for path in ["/", "/visits", "/visits/book", &visit, "/records", "/records/diagnoses", "/more"] {
            for (why, client) in &world.nobody {
                let reply = get(client, path).await;
                assert_eq!(reply.status, 302, "{path}: {why}");
                assert!(reply.header("location").starts_with("/sign-in"), "{path}: {why}");
                assert!(!reply.body.contains("Hughes") && !reply.body.contains(CANARY), "{path}: {why}");
            }
        }
        assert_eq!(get(walter, &visit).await.status, 200);
        for id in [world.maya.1.appointment, world.lucia.1.appointment, missing(own.free).appointment] {
            let reply = get(walter, &format!("/visits/{id}")).await;
            assert_eq!(reply.status, 404);
            assert!(!reply.body.contains(CANARY));
        }
        for (why, client) in &world.powerless {
            let reply = get(client, &visit).await;
            assert!(reply.status >= 400 && !reply.body.contains(CANARY), "{why}: {}", reply.status);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_only_a_demo_has_is_not_there_even_for_administrators() {
    on_each_database(async |test| {
        test.colleague(&test.demo, "sofia", Role::Administrator).await;
        let browser = test.signed_in(&test.demo, "sofia").await;
        for (path, _) in ROUTES.iter().filter(|(_, proof)| *proof == Proof::Demo) {
            assert_eq!(get(&browser, path).await.status, 404, "{path}");
        }
    })
    .await;
}
