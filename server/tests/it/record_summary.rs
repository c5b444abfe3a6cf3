//! The record in short as a file: what its reader may see, whatever still holds, and what it says of the rest.

use crate::isolation::world::World;
use crate::record_export::{HELD, SHOWN};
use crate::support::laboratory;
use crate::support::{Client, on_each_database};
use domain::actor::Relation;
use domain::permission::Scope;
use serde_json::Value;
use std::collections::BTreeSet;

async fn summary(client: &Client) -> (u16, String) {
    let reply = client.clone().get("/files/summary.json").await;
    (reply.status, reply.body)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_summary_is_a_document_of_what_its_reader_may_see() {
    on_each_database(async |test| {
        let world = World::make(&test).await;
        test.heads().await;
        let chart = world.walter.1.chart;
        test.result(&test.demo, chart, (700, SHOWN, "released")).await;
        test.result(&test.demo, chart, (701, HELD, "held")).await;
        test.entry(&test.demo, chart, (700, "plain-diagnosis", "Condition")).await;
        let restricted = test.entry(&test.demo, chart, (701, "restricted-diagnosis", "Condition")).await;
        for title in [SHOWN, HELD] {
            test.sql(&format!(
                r#"UPDATE entry SET content = '{{"resourceType":"DiagnosticReport","status":"final","code":{{"text":"{title}"}}}}' WHERE title = '{title}'"#
            ))
            .await;
        }
        test.sql(&format!("UPDATE entry SET is_restricted = TRUE WHERE id = {}", test.id(restricted.0))).await;
        let reply = world.walter.0.clone().get("/files/summary.json").await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        assert_eq!(reply.header("content-type"), "application/fhir+json; charset=utf-8");
        assert!(reply.header("content-disposition").starts_with("attachment; filename=\"summary-demo-2027-"));
        assert_eq!(reply.header("cache-control"), "no-store");
        let bundle: Value = serde_json::from_str(&reply.body).expect("JSON");
        assert_eq!((bundle["resourceType"].as_str(), bundle["type"].as_str()), (Some("Bundle"), Some("document")));
        let composition = &bundle["entry"][0]["resource"];
        assert_eq!(composition["type"]["coding"][0]["code"], "60591-5");
        let addresses: BTreeSet<&str> = bundle["entry"]
            .as_array()
            .expect("entries")
            .iter()
            .filter_map(|entry| entry["fullUrl"].as_str())
            .collect();
        for section in composition["section"].as_array().expect("sections") {
            for entry in section["entry"].as_array().into_iter().flatten() {
                let reference = entry["reference"].as_str().unwrap_or_default();
                assert!(addresses.contains(reference), "{reference} is not in the document");
            }
        }
        for (client, is_own, has_results) in
            [(&world.walter.0, true, true), (&world.proxy, false, true), (&world.records_alone, false, false)]
        {
            let (status, body) = summary(client).await;
            assert_eq!(status, 200, "{body}");
            assert!(body.contains("plain-diagnosis"), "{body}");
            assert_eq!(body.contains("restricted-diagnosis"), is_own, "{body}");
            assert_eq!(body.contains(SHOWN), has_results, "{body}");
            assert!(!body.contains(HELD), "{body}");
        }
        for client in [&world.results_alone, &world.visits_alone] {
            assert_eq!(summary(client).await.0, 403);
        }
        for (why, client) in world.powerless.iter().chain(&world.ended) {
            assert_eq!(summary(client).await.0, 403, "{why}");
        }
        for (why, client) in &world.nobody {
            assert_eq!(summary(client).await.0, 404, "{why}");
        }
        let events = "SELECT COUNT(*) FROM audit_event WHERE action = 'records.summary' AND outcome = 'done' AND chart_id IS NOT NULL";
        assert_eq!(test.number(events).await, 4);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_summary_is_given_only_to_whoever_has_just_proven_who_they_are() {
    on_each_database(async |test| {
        let chart = test.chart(&test.demo, 1, "Hughes").await;
        test.acting(&test.demo, "walter", chart, Relation::Own, &Scope::ALL).await;
        let mut walter = test.signed_in(&test.demo, "walter").await;
        assert_eq!(walter.get("/files/summary.json").await.status, 200);
        // Whoever has proven it finds the way back to the page that offers the file.
        let page = walter.get("/account/confirm?next=/files/summary.json").await;
        assert!(page.body.contains("/records/download"), "{}", page.body);
        test.pass(11 * 60);
        let reply = walter.get("/files/summary.json").await;
        assert_eq!(
            (reply.status, reply.header("location")),
            (303, "/account/confirm?next=/files/summary.json")
        );
        assert!(!reply.body.contains("resourceType"));
        assert_eq!(test.number("SELECT COUNT(*) FROM audit_event WHERE action = 'records.summary'").await, 1);
    })
    .await;
}

/// So many resources of a type, which the number tells apart.
fn many(count: usize, kind: &str, id: &str, rest: &str) -> Vec<String> {
    let subject = if ["Immunization", "AllergyIntolerance"].contains(&kind) { "patient" } else { "subject" };
    let one = |number: usize| {
        format!(
            r#"{{"resourceType":"{kind}","id":"{id}-{number}","{subject}":{{"reference":"Patient/p"}},{}}}"#,
            rest.replace("NAME", &format!("{id}-{number}-"))
        )
    };
    (0..count).map(one).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_summary_holds_whatever_still_holds_and_says_what_it_leaves_out() {
    on_each_database(async |test| {
        // What is over is newer than what still holds, whose dates nobody knows.
        let over = r#""clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"resolved"}]},"code":{"text":"NAME"},"recordedDate":"2026-02-03""#;
        let taken = r#""intent":"order","medicationCodeableConcept":{"text":"NAME"}"#;
        let resources = [
            many(210, "Condition", "healed", over),
            many(205, "Condition", "lasting", r#""code":{"text":"NAME"}"#),
            many(250, "MedicationRequest", "stopped", &format!(r#""status":"completed","authoredOn":"2026-02-03",{taken}"#)),
            many(1, "MedicationRequest", "warfarin", &format!(r#""status":"active",{taken}"#)),
            many(3, "AllergyIntolerance", "nut", r#""code":{"text":"NAME"}"#),
            many(201, "Immunization", "dose", r#""status":"completed","vaccineCode":{"text":"NAME"},"occurrenceDateTime":"2026-02-03""#),
        ]
        .concat();
        laboratory::send(&test, &resources).await;
        let chart = laboratory::chart(&test).await;
        test.patient(&test.demo, "walter", chart).await;
        let (status, body) = summary(&test.signed_in(&test.demo, "walter").await).await;
        assert_eq!(status, 200, "{body}");
        let bundle: Value = serde_json::from_str(&body).expect("JSON");
        let sections = bundle["entry"][0]["resource"]["section"].as_array().expect("sections");
        let (whole, newest) = ("Everything that still holds is listed here", "Not everything is listed here");
        for (code, entries, told, not_told) in [
            ("11450-4", 205, Some(whole), "healed-"),
            ("10160-0", 200, Some(whole), newest),
            ("48765-2", 3, None, whole),
            ("11369-6", 200, Some(newest), whole),
        ] {
            let section = sections.iter().find(|section| section["code"]["coding"][0]["code"] == code);
            let section = section.unwrap_or_else(|| panic!("no section {code}"));
            assert_eq!(section["entry"].as_array().map(Vec::len), Some(entries), "{code}");
            let text = section["text"]["div"].as_str().expect("a text");
            assert!(told.is_none_or(|told| text.contains(told)) && !text.contains(not_told), "{code}: {text}");
        }
        let resources = bundle["entry"].as_array().expect("entries").iter();
        let names: Vec<String> = resources.map(|entry| entry["resource"].to_string()).collect();
        let named = |name: &str| names.iter().filter(|one| one.contains(name)).count();
        // Each stands in the text of its section, too.
        assert_eq!((named("lasting-204-"), named("warfarin-0-"), named("nut-2-")), (2, 2, 2));
        assert_eq!(named("healed-"), 0);
    })
    .await;
}
