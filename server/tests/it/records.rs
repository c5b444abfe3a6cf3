//! Records: who reads what, in which order, and what never comes to a page.

use crate::support::{Client, TestPortal, on_each_database};
use domain::ids::ChartId;
use domain::records::contract::{LatestEntry, Section, SectionPage};
use usecases::import::{Report, Source, import_fhir};

#[tokio::test]
async fn without_a_grant_the_record_is_refused_and_the_refusal_is_logged() {
    on_each_database(async |test| {
        test.add(test.account(&test.demo, "walter").await).await;
        let mut browser = test.signed_in(&test.demo, "walter").await;
        let page = browser.get("/records/diagnoses").await;
        assert_eq!(page.status, 403);
        assert!(page.body.contains("Not permitted"), "{}", page.body);
        let reply = browser.call("/api/records/read_section", &[("request[section]", "diagnoses")]).await;
        assert_eq!(
            (reply.status, reply.body.as_str()),
            (403, r#"{"error":"forbidden","rule":"access.not_permitted"}"#)
        );
    })
    .await;
}

#[tokio::test]
async fn signed_out_the_record_leads_to_the_sign_in_page_and_back() {
    on_each_database(async |test| {
        let mut browser = test.browser(&test.demo);
        let page = browser.get("/records/allergies").await;
        assert_eq!((page.status, page.header("location")), (302, "/sign-in?next=/records/allergies"));
        let reply = browser.call("/api/records/read_section", &[("request[section]", "allergies")]).await;
        assert_eq!((reply.status, reply.body.as_str()), (401, r#"{"error":"signed_out"}"#));
    })
    .await;
}

const PATIENT: &str =
    r#"{"resourceType":"Patient","id":"p","name":[{"family":"Hughes","given":["Walter"]}]}"#;

/// Imports resources, which belong to one patient, and signs that patient in.
async fn imported(test: &TestPortal, resources: &[String]) -> (Report, Client) {
    let path = test.folder.join("record.ndjson");
    std::fs::write(&path, format!("{PATIENT}\n{}\n", resources.join("\n"))).expect("own file");
    let report = import_fhir(&test.portal.backend, test.demo.id, vec![Source::File(path)], |_, _| {}).await;
    let id = if test.portal.backend.db.is_postgres() { "id::text" } else { "hex(id)" };
    let charts = test.texts(&format!("SELECT {id} FROM chart")).await;
    test.patient(&test.demo, "walter", ChartId(charts[0].parse().expect("an id"))).await;
    (report.expect("imported"), test.signed_in(&test.demo, "walter").await)
}

/// An entry of each section with a clinical date; the date on which it was written down says the opposite.
fn entry(section: Section, name: &str, date: &str, recorded: &str) -> String {
    let id = format!("{}-{}", section.slug(), name.replace(' ', "-"));
    let (kind, subject, rest) = match section {
        Section::Diagnoses => (
            "Condition",
            "subject",
            format!(r#""code":{{"text":"{name}"}},"onsetDateTime":"{date}","recordedDate":"{recorded}""#),
        ),
        Section::Medications => (
            "MedicationRequest",
            "subject",
            format!(
                r#""status":"active","intent":"order","medicationCodeableConcept":{{"text":"{name}"}},"authoredOn":"{date}""#
            ),
        ),
        Section::Allergies => (
            "AllergyIntolerance",
            "patient",
            format!(r#""code":{{"text":"{name}"}},"onsetDateTime":"{date}","recordedDate":"{recorded}""#),
        ),
        Section::Vaccinations => (
            "Immunization",
            "patient",
            format!(
                r#""status":"completed","vaccineCode":{{"text":"{name}"}},"occurrenceDateTime":"{date}","recorded":"{recorded}""#
            ),
        ),
        Section::Visits => (
            "Encounter",
            "subject",
            format!(
                r#""status":"finished","class":{{"code":"AMB"}},"type":[{{"text":"{name}"}}],"period":{{"start":"{date}"}}"#
            ),
        ),
        Section::Procedures => (
            "Procedure",
            "subject",
            format!(r#""status":"completed","code":{{"text":"{name}"}},"performedDateTime":"{date}""#),
        ),
        Section::Documents => (
            "DocumentReference",
            "subject",
            format!(
                r#""status":"current","type":{{"text":"{name}"}},"content":[{{"attachment":{{"data":"aGVsbG8="}}}}],"date":"{recorded}T08:00:00Z","context":{{"period":{{"start":"{date}"}}}}"#
            ),
        ),
        Section::Plans => (
            "CarePlan",
            "subject",
            format!(
                r#""status":"active","intent":"plan","title":"{name}","period":{{"start":"{date}"}},"created":"{recorded}""#
            ),
        ),
    };
    format!(r#"{{"resourceType":"{kind}","id":"{id}","{subject}":{{"reference":"Patient/p"}},{rest}}}"#)
}

/// A section as the application reads it.
async fn section(browser: &mut Client, section: Section) -> SectionPage {
    let reply = browser.call("/api/records/read_section", &[("request[section]", section.slug())]).await;
    serde_json::from_str(&reply.body).unwrap_or_else(|error| panic!("{error}: {}", reply.body))
}

#[tokio::test]
async fn the_newest_clinical_date_comes_first_whenever_it_was_written_down() {
    on_each_database(async |test| {
        let mut resources = Vec::new();
        for kind in Section::ALL {
            for (name, date, recorded) in [
                ("Middle", "2021-03", "2022-01-02"),
                ("Oldest", "2019", "2024-01-03"),
                ("Newest", "2021-11-05", "2022-01-01"),
            ] {
                resources.push(entry(kind, &format!("{name} {}", kind.slug()), date, recorded));
            }
        }
        let (report, mut browser) = imported(&test, &resources).await;
        assert_eq!(report.errors, []);
        for kind in Section::ALL {
            let page = section(&mut browser, kind).await;
            assert!(page.past.is_empty(), "{:?}", page.past);
            let lines: Vec<_> =
                page.current.iter().map(|line| (line.title.as_str(), line.date.as_str())).collect();
            let name = |word: &str| format!("{word} {}", kind.slug());
            let names = ["Newest", "Middle", "Oldest"].map(name);
            let dates = ["2021-11-05", "2021-03", "2019"];
            assert_eq!(lines, [0, 1, 2].map(|at| (names[at].as_str(), dates[at])), "{kind:?}");
            let html = browser.get(&format!("/records/{}", kind.slug())).await.body;
            let places = names.map(|name| html.find(&name).expect("on the page"));
            assert!(places.is_sorted(), "{kind:?}: {places:?}");
        }
        let latest: Vec<LatestEntry> =
            serde_json::from_str(&browser.call("/api/records/list_latest", &[]).await.body).expect("JSON");
        let dates: Vec<_> = latest.iter().map(|line| line.entry.date.as_str()).collect();
        assert_eq!(dates, ["2021-11-05"; 3], "the newest of the whole record");
    })
    .await;
}

#[tokio::test]
async fn findings_and_reports_are_kept_but_come_to_no_page() {
    on_each_database(async |test| {
        // They are newer than everything that is shown.
        let hidden = ["Observation", "DiagnosticReport"].map(|kind| {
            format!(
                r#"{{"resourceType":"{kind}","id":"{kind}","status":"final","subject":{{"reference":"Patient/p"}},"category":[{{"coding":[{{"code":"laboratory"}}]}}],"code":{{"text":"canary-glucose"}},"effectiveDateTime":"2026-05-01","issued":"2026-05-01T10:00:00Z"}}"#
            )
        });
        let shown = entry(Section::Diagnoses, "Asthma", "2020-01-01", "2020-01-01");
        let (report, mut browser) = imported(&test, &[hidden.to_vec(), vec![shown]].concat()).await;
        assert_eq!(report.errors, []);
        let kept = "SELECT COUNT(*) FROM entry WHERE title = 'canary-glucose' AND NOT is_hidden";
        assert_eq!(test.number(kept).await, 2, "they are there");

        let latest = browser.call("/api/records/list_latest", &[]).await;
        assert!(latest.body.contains("Asthma") && !latest.body.contains("canary"), "{}", latest.body);
        let home = browser.get("/").await.body;
        assert!(home.contains("Asthma") && !home.contains("canary"), "{home}");
        let overview = browser.get("/records").await.body;
        assert!(overview.contains("/records/diagnoses") && !overview.contains("canary"), "{overview}");
        for link in overview.split("\"/records/").skip(1).filter_map(|rest| rest.split('"').next()) {
            let others = ["results", "access", "measurements", "corrections", "download", "timeline", "card", "share"];
            let is_known = Section::parse(link).is_some() || others.contains(&link);
            assert!(is_known, "the overview leads to {link}");
        }
        for kind in Section::ALL {
            let page = section(&mut browser, kind).await;
            let html = browser.get(&format!("/records/{}", kind.slug())).await.body;
            assert_eq!(page.current.len(), usize::from(kind == Section::Diagnoses), "{kind:?}");
            assert!(page.past.is_empty() && !html.contains("canary"), "{kind:?}: {html}");
        }
        let results = browser.get("/records/results").await;
        assert!(results.status == 200 && !results.body.contains("canary"), "{}", results.body);
        for word in ["labs", "observations", "reports", "Observation", "DiagnosticReport"] {
            let page = browser.get(&format!("/records/{word}")).await;
            assert_eq!(page.status, 404, "{word}");
            let reply = browser.call("/api/records/read_section", &[("request[section]", word)]).await;
            assert_eq!(reply.status, 422, "{word}: {}", reply.body);
            assert!(!page.body.contains("canary") && !reply.body.contains("canary"), "{word}");
        }
    })
    .await;
}

/// Names of a section's entries between days, page by page.
async fn between(browser: &mut Client, kind: Section, (from, until): (&str, &str)) -> Vec<Vec<String>> {
    let (mut pages, mut after) = (Vec::new(), String::new());
    loop {
        let fields = [
            ("request[section]", kind.slug()),
            ("request[from]", from),
            ("request[until]", until),
            ("request[after]", after.as_str()),
        ];
        let reply = browser.call("/api/records/read_section", &fields).await;
        let page: SectionPage =
            serde_json::from_str(&reply.body).unwrap_or_else(|error| panic!("{error}: {}", reply.body));
        pages.push(page.current.into_iter().map(|line| line.title).collect());
        match page.next {
            Some(next) => after = next,
            None => return pages,
        }
    }
}

#[tokio::test]
async fn an_entry_is_found_by_the_day_that_is_shown_whatever_clock_its_sender_has() {
    on_each_database(async |test| {
        let mut resources = Vec::new();
        for kind in [Section::Visits, Section::Diagnoses] {
            for (name, date) in [
                ("Evening", "2026-03-14T22:00:00-05:00"),
                ("Morning", "2026-03-14T00:30:00+14:00"),
                ("Day", "2026-03-14"),
                ("Month", "2026-03"),
                ("Year", "2026"),
                ("Next", "2026-03-15T00:30:00+05:00"),
                ("Before", "2026-03-13T23:30:00-12:00"),
                ("Earlier", "2026-03-01"),
            ] {
                resources.push(entry(kind, &format!("{name} {}", kind.slug()), date, "2026-03-14"));
            }
        }
        let (report, mut browser) = imported(&test, &resources).await;
        assert_eq!(report.errors, []);
        for kind in [Section::Visits, Section::Diagnoses] {
            for (days, names) in [
                (("2026-03-14", "2026-03-14"), &["Day", "Evening", "Month", "Morning", "Year"][..]),
                (("", "2026-03-13"), &["Before", "Earlier", "Month", "Year"][..]),
                (("2026-03-15", ""), &["Month", "Next", "Year"][..]),
                (("2026-04-01", ""), &["Year"][..]),
                (("2026-03-16", "2026-03-15"), &["Month", "Year"][..]),
            ] {
                let mut found = between(&mut browser, kind, days).await.concat();
                found.sort();
                let expected: Vec<String> =
                    names.iter().map(|name| format!("{name} {}", kind.slug())).collect();
                assert_eq!(found, expected, "{days:?} {kind:?}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn pages_between_days_are_full_though_many_entries_stand_at_their_edge() {
    on_each_database(async |test| {
        let mut resources = Vec::new();
        for number in 0..120 {
            let date = "2026-03-15T00:30:00+05:00";
            resources.push(entry(Section::Visits, &format!("Late {number}"), date, "2026-03-15"));
        }
        for number in 0..70 {
            resources.push(entry(Section::Visits, &format!("Visit {number}"), "2026-03-10", "2026-03-10"));
        }
        let (report, mut browser) = imported(&test, &resources).await;
        assert_eq!(report.errors, []);
        let pages = between(&mut browser, Section::Visits, ("", "2026-03-14")).await;
        assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [50, 20]);
        let mut found = pages.concat();
        found.sort();
        found.dedup();
        assert_eq!(found.len(), 70, "each once");
        assert!(found.iter().all(|title| title.starts_with("Visit")), "{found:?}");
    })
    .await;
}
