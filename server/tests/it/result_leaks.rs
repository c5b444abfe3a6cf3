//! What is held, blocked or taken back comes out of no door of the patient, and what is sensitive out of none of those who act
//! for the patient. The doors are all functions and pages that are about a chart; a new one is asked by itself.

use crate::audit_reads::PAGES;
use crate::isolation::table::{ROWS, Who};
use crate::isolation::world::World;
use crate::support::{Client, TestPortal, on_each_database};
use base64::Engine as _;
use domain::ids::EntryId;
use domain::records::contract::Section;

/// Titles of results, and with them their conclusions.
const HIDDEN: &str = "hidden-result";
const SENSITIVE: &str = "sensitive-result";
const SHOWN: &str = "shown-result";

/// The number of the visit they all belong to.
const VISIT: u32 = 900;

fn visit() -> EntryId {
    crate::support::entry_id(VISIT)
}

/// One result of each kind; the ids of those that nobody may see, and of those that the patient alone may.
async fn fill(test: &TestPortal, world: &World) -> (Vec<EntryId>, Vec<EntryId>) {
    let chart = world.walter.1.chart;
    let mut hidden = Vec::new();
    for (number, state) in (500..).zip(["held", "blocked", "blocked"]) {
        hidden.push(test.result(&test.demo, chart, (number, HIDDEN, state)).await);
    }
    // A test of a report that is held, and one of another chart that a report which is shown names.
    let shown = test.result(&test.demo, chart, (510, SHOWN, "released")).await;
    let governed = test.result(&test.demo, chart, (511, HIDDEN, "held")).await;
    let foreign = test.result(&test.demo, world.maya.1.chart, (512, HIDDEN, "released")).await;
    let facility = test.id(test.demo.id.0);
    test.sql(&format!(
        "UPDATE result SET governor_id = {} WHERE id = {}",
        test.id(hidden[0].0),
        test.id(governed.0)
    ))
    .await;
    for test_of in [governed, foreign] {
        test.sql(&format!("UPDATE entry SET kind = 'Observation' WHERE id = {}", test.id(test_of.0))).await;
    }
    // Tests of the report that is shown: one that its sender keeps from the patient, and one that should never have been recorded.
    for (number, hides) in [(513, "is_kept_back = TRUE"), (514, "status = 'entered-in-error'")] {
        let part = test.result(&test.demo, chart, (number, HIDDEN, "held")).await;
        let id = test.id(part.0);
        for sql in [
            format!("UPDATE result SET governor_id = {} WHERE id = {id}", test.id(shown.0)),
            format!("UPDATE entry SET kind = 'Observation', is_hidden = TRUE, {hides} WHERE id = {id}"),
            format!("INSERT INTO result_member VALUES ({facility}, {}, {id}, {number})", test.id(shown.0)),
        ] {
            test.sql(&sql).await;
        }
        hidden.push(part);
    }
    // Entries that their sender keeps from the patient: clinicians see them, and no door that is walked here.
    for (number, kind) in (530..).zip([
        "Condition",
        "AllergyIntolerance",
        "MedicationRequest",
        "DocumentReference",
        "Observation",
    ]) {
        let kept = test.entry(&test.demo, chart, (number, HIDDEN, kind)).await;
        let view = format!(
            r#"{{"date":"2001-09-09","details":["{HIDDEN}"],"measured":{{"value":{{"text":"{HIDDEN}"}}}}}}"#
        );
        test.sql(&format!(
            "UPDATE entry SET is_hidden = TRUE, is_kept_back = TRUE, status = 'active', view = '{view}' WHERE id = {}",
            test.id(kept.0)
        ))
        .await;
        hidden.push(kept);
    }
    // Each holds a file that would tell.
    for title in [HIDDEN, SENSITIVE] {
        let file = base64::engine::general_purpose::STANDARD.encode(title);
        test.sql(&format!(
            r#"UPDATE entry SET content = '{{"presentedForm":[{{"data":"{file}"}}],"title":"{title}"}}' WHERE title = '{title}'"#
        ))
        .await;
    }
    for (report, member) in [(hidden[0], governed), (shown, foreign)] {
        test.sql(&format!(
            "INSERT INTO result_member VALUES ({facility}, {}, {}, 0)",
            test.id(report.0),
            test.id(member.0)
        ))
        .await;
    }
    let sensitive = test.result(&test.demo, chart, (520, SENSITIVE, "released")).await;
    // Its test makes it sensitive.
    let test_of_it = test.result(&test.demo, chart, (521, SENSITIVE, "held")).await;
    test.sql(&format!(
        "UPDATE result SET governor_id = {}, codes = 'L-1 S-1' WHERE id = {}",
        test.id(sensitive.0),
        test.id(test_of_it.0)
    ))
    .await;
    // Entries of the same class that are no results, by the main code and by another one.
    let mut sensitive = vec![sensitive];
    for (number, kind, codes) in [
        (540, "Condition", "code = 'S-1'"),
        (541, "Observation", "code = 'S-1'"),
        (542, "Observation", r#"code = 'L-1', view = '{"date":"2001-09-09","codes":["=S-0","=S-1"]}'"#),
        (543, "DocumentReference", r#"view = '{"date":"2001-09-09","codes":["=S-1"]}'"#),
    ] {
        let entry = test.entry(&test.demo, chart, (number, SENSITIVE, kind)).await;
        test.sql(&format!("UPDATE entry SET {codes} WHERE id = {}", test.id(entry.0))).await;
        sensitive.push(entry);
    }
    let class = r#"{"classes":[{"id":"s","name":"S","codes":["S-1"],"rule":"at_once","is_sensitive":true,"reason":""}]}"#;
    test.sql(&format!("UPDATE facility SET results = '{class}'")).await;
    // All of them are of one visit, whose page names what it may; and as what is measured, none is anywhere.
    test.entry(&test.demo, chart, (VISIT, "The visit", "Encounter")).await;
    test.sql(&format!(
        "UPDATE entry SET visit = {}, category = 'vital-signs' WHERE title IN ('{HIDDEN}', '{SENSITIVE}', '{SHOWN}')",
        test.id(visit().0)
    ))
    .await;
    // What a clinician has written of them, and the text of their files.
    test.sql(&format!("UPDATE entry SET file_text = title WHERE title IN ('{HIDDEN}', '{SENSITIVE}')")).await;
    test.sql(&format!(
        "UPDATE result SET comment = 'remark' WHERE id IN (SELECT id FROM entry WHERE title IN ('{HIDDEN}', '{SENSITIVE}'))"
    ))
    .await;
    // The patient has asked about the sensitive one, which nobody else learns.
    test.correction(&test.demo, chart, (950, SENSITIVE, sensitive[0])).await;
    hidden.extend([governed, foreign]);
    (hidden, sensitive)
}

/// Everything that every door shows to somebody: names of doors with their answers.
async fn answers(client: &Client, world: &World, ids: &[EntryId]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let own = &world.walter.1;
    let visit = visit();
    for row in ROWS {
        let verb = row.endpoint.split('/').nth(1).unwrap_or_default();
        let is_read = ["read_", "list_", "find_", "watch_"].iter().any(|reading| verb.starts_with(reading));
        if !is_read || matches!(row.who, Who::Staff(_)) {
            continue;
        }
        let fields = (row.fields)(own);
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let reply = client.clone().call(&format!("/api/{}", row.endpoint), &fields).await;
        found.push((row.endpoint.to_owned(), reply.body));
    }
    let sections = Section::ALL.iter().map(|section| format!("/records/{}", section.slug()));
    let of_results = [
        "",
        "?words=result",
        "?words=hidden",
        "?words=remark",
        "?words=concluded",
        "?after=9999999999.00000000-0000-0000-0000-000000000000",
    ];
    let pages = PAGES
        .iter()
        .map(|(path, _)| {
            path.replace("{id}", &own.appointment.to_string())
                .replace("{chart}", &own.chart.to_string())
                .replace("{result}", &own.result.to_string())
                .replace("{entry}", &own.entry.to_string())
                .replace("{correction}", &own.correction.to_string())
        })
        .chain(["/records", "/more", "/account/family", "/account/security"].map(ToOwned::to_owned))
        .chain(sections)
        .chain(of_results.map(|query| format!("/records/results{query}")))
        .chain(ids.iter().map(|id| format!("/records/results/{id}")))
        .chain(ids.iter().map(|id| format!("/records/entry/{id}")))
        .chain(ids.iter().map(|id| format!("/files/records/{id}/0")))
        .chain(ids.iter().map(|id| format!("/records/corrections/new?entry={id}")))
        .chain(
            [
                "?words=result",
                "?kind=results",
                "?words=hidden",
                "?words=remark",
                "?words=concluded",
                "?from=2001-01-01",
            ]
            .map(|query| format!("/records/timeline{query}")),
        )
        .chain([format!("/records/entry/{}", visit.0)]);
    for path in pages {
        let reply = client.clone().get(&path).await;
        found.push((path, reply.body));
    }
    for id in ids {
        let id = id.to_string();
        for (endpoint, field) in [
            ("results/read_result", "id"),
            ("records/read_entry", "id"),
            ("corrections/read_subject", "entry"),
        ] {
            let field = format!("request[{field}]");
            let reply = client.clone().call(&format!("/api/{endpoint}"), &[(&field, &id)]).await;
            // Whoever sees results alone has nothing to look for among the entries.
            assert!(matches!(reply.status, 403 | 404), "{endpoint} {id}: {}", reply.body);
            found.push((format!("{endpoint} {id}"), reply.body));
        }
    }
    found
}

/// Looking for the name of a test that is hidden does not find the report that is shown and holds it.
async fn finds_nothing(client: &Client) {
    let asked = [
        ("results/list_results", vec![("request[words]", HIDDEN), ("request[after]", "")]),
        (
            "records/list_timeline",
            vec![("request[words]", HIDDEN), ("request[kind]", ""), ("request[after]", "")],
        ),
    ];
    for (endpoint, fields) in asked {
        let reply = client.clone().call(&format!("/api/{endpoint}"), &fields).await;
        assert!(!reply.body.contains(SHOWN), "{endpoint} finds what holds something hidden: {}", reply.body);
    }
    let fields = [("request[words]", SHOWN), ("request[after]", "")];
    let reply = client.clone().call("/api/results/list_results", &fields).await;
    assert!(reply.body.contains(SHOWN), "its own name finds it: {}", reply.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_door_shows_what_is_not_released_and_no_proxys_what_is_sensitive() {
    on_each_database(async |test| {
        let world = World::make(&test).await;
        let (hidden, sensitive) = fill(&test, &world).await;
        let mine = answers(&world.walter.0, &world, &hidden).await;
        assert!(mine.len() > 40, "{}", mine.len());
        let listed = |answers: &[(String, String)], title: &str| {
            answers.iter().any(|(door, body)| door == "results/list_results" && body.contains(title))
        };
        assert!(listed(&mine, SHOWN) && listed(&mine, SENSITIVE), "the doors show what may be seen");
        let of_visit = |answers: &[(String, String)], title: &str| {
            let page = format!("/records/entry/{}", visit().0);
            answers.iter().any(|(door, body)| *door == page && body.contains(title))
        };
        assert!(of_visit(&mine, SHOWN) && of_visit(&mine, SENSITIVE), "the visit's page names its results");
        for (door, body) in &mine {
            assert!(!body.contains(HIDDEN), "{door} shows what is not released");
        }
        finds_nothing(&world.walter.0).await;
        let diagnoses = "/records/diagnoses";
        let of_section = |answers: &[(String, String)]| {
            answers.iter().any(|(door, body)| door == diagnoses && body.contains(SENSITIVE))
        };
        assert!(of_section(&mine), "the patient sees what is sensitive among the diagnoses");
        let not_theirs: Vec<EntryId> = hidden.iter().chain(&sensitive).copied().collect();
        for proxy in [&world.proxy, &world.results_alone] {
            let theirs = answers(proxy, &world, &not_theirs).await;
            assert!(listed(&theirs, SHOWN));
            finds_nothing(proxy).await;
            for (door, body) in &theirs {
                assert!(
                    !body.contains(HIDDEN) && !body.contains(SENSITIVE),
                    "{door} shows a proxy what it may not"
                );
            }
        }
    })
    .await;
}
