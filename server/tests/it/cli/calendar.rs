//! Calendar files, FHIR files and free times on the command line.

use super::{Ended, portal, portal_reading, words};
use crate::support::{Settings, TestPortal, on_each_database};
use serde_json::json;

/// A Sunday on which clocks change: two providers at nine, one of whom is away from half past nine.
pub const CALENDAR: &str = r#"{ "facility": "demo",
  "locations":   [{"key":"main","name":"Main Street","zone":"America/New_York"}],
  "providers":   [{"key":"ruiz","name":"Ana Ruiz","specialty":"Family medicine"},
                  {"key":"chen","name":"Li Chen","specialty":"Paediatrics"}],
  "visit_types": [{"key":"check","name":"Check-up","minutes":30,"buffer_before":0,"buffer_after":0,"min_notice_minutes":120,
                   "horizon_days":60,"grid_minutes":null,"mode":"in_person","cancel_notice_minutes":1440,
                   "max_upcoming_per_patient":null,"patients":"any"}],
  "weekly":      [{"provider":"ruiz","location":"main","visit_types":["check"],"weekday":"sunday","from":"09:00","to":"10:00",
                   "valid_from":null,"valid_to":null},
                  {"provider":"chen","location":"main","visit_types":["check"],"weekday":"sunday","from":"09:00","to":"10:00",
                   "valid_from":null,"valid_to":null}],
  "exceptions":  [{"provider":"ruiz","location":"main","kind":"closed","from":"2027-03-14T09:30","to":"2027-03-14T10:00",
                   "note":"training"}] }"#;

/// Writes a file and imports it.
pub async fn import(test: &TestPortal, text: &str, more: &[&str]) -> Ended {
    let path = test.folder.join("calendar.json");
    std::fs::write(&path, text).expect("own file");
    let path = path.display().to_string();
    portal(&test.settings(), &[&["calendar", "import", path.as_str()], more].concat()).await
}

/// The free times of that Sunday.
pub async fn slots(settings: &Settings, provider: &str, now: &str, more: &str) -> Ended {
    let line = format!(
        "slots --facility demo --provider {provider} --visit-type check --from 2027-03-14 --to 2027-03-14 --now {now}{more}"
    );
    portal(settings, &words(&line)).await
}

#[tokio::test]
async fn a_calendar_is_imported_or_only_tried_and_says_what_became_of_it() {
    on_each_database(async |test| {
        let counts =
            |created: u8, unchanged: u8| json!({"created": created, "updated": 0, "unchanged": unchanged});
        let summary = |created: [u8; 3], unchanged: [u8; 3], removed: [u8; 2]| {
            json!({
                "locations": counts(created[0], unchanged[0]),
                "providers": counts(created[1], unchanged[1]),
                "visit_types": counts(created[2], unchanged[2]),
                "weekly": {"removed": removed[0], "written": 2},
                "exceptions": {"removed": removed[1], "written": 1},
            })
        };
        let first = summary([1, 2, 1], [0, 0, 0], [0, 0]);
        let tried = import(&test, CALENDAR, &["--dry-run", "--json"]).await;
        assert_eq!((tried.code, tried.json()), (0, first.clone()));
        assert_eq!(test.number("SELECT COUNT(*) FROM provider").await, 0, "a dry run writes nothing");
        let done = import(&test, CALENDAR, &["--json"]).await;
        assert_eq!((done.code, done.json(), done.err.as_str()), (0, first, ""));
        let again = portal_reading(&test.settings(), &["calendar", "import", "-", "--json"], CALENDAR).await;
        assert_eq!((again.code, again.json()), (0, summary([0, 0, 0], [1, 2, 1], [2, 1])));
        let plain = import(&test, CALENDAR, &[]).await;
        assert!(plain.code == 0 && plain.out.ends_with("imported\n"), "{plain:?}");

        let exported = portal(&test.settings(), &["calendar", "export", "--facility", "demo"]).await;
        let back = import(&test, &exported.out, &["--json"]).await;
        assert_eq!(back.json(), summary([0, 0, 0], [1, 2, 1], [2, 1]), "what is written out can be read in");
    })
    .await;
}

#[tokio::test]
async fn a_calendar_that_cannot_be_used_ends_with_1_and_names_the_path() {
    on_each_database(async |test| {
        for (from, to, path) in [
            ("\"09:00\"", "\"09:07\"", "weekly[0].from: "),
            ("\"09:00\"", "\"10:00\"", "weekly[0].from: "),
            ("America/New_York", "America/Nowhere", "locations[0].zone: "),
            ("\"specialty\":\"Family medicine\"", "\"title\":\"Dr\"", "providers[0].title: "),
            ("\"facility\": \"demo\"", "\"facility\": \"nowhere\"", "facility: "),
            ("{ \"facility\"", "\"facility\"", ""),
        ] {
            let ended = import(&test, &CALENDAR.replacen(from, to, 1), &["--json"]).await;
            ended.must_fail_with("cannot be used, nothing was written:\n  ");
            assert!(ended.err.contains(&format!("\n  {path}")), "{to}: {ended:?}");
        }
        portal(&test.settings(), &["calendar", "import", "absent.json"])
            .await
            .must_fail_with("absent.json: ");
        assert_eq!(test.number("SELECT COUNT(*) FROM location").await, 0);
    })
    .await;
}

#[tokio::test]
async fn free_times_have_exactly_the_names_and_the_order_that_scripts_rely_on() {
    on_each_database(async |test| {
        let settings = test.settings();
        assert_eq!(import(&test, CALENDAR, &[]).await.code, 0);
        let line = |provider: &str, start: &str, end: &str, local: &str| {
            format!(
                r#"{{"start":"2027-03-14T{start}:00Z","end":"2027-03-14T{end}:00Z","local":"2027-03-14T{local}:00-04:00","provider":"{provider}","location":"main"}}"#
            )
        };
        let nine = |provider: &str| line(provider, "13:00", "13:30", "09:00");
        let half_past = line("chen", "13:30", "14:00", "09:30");
        let early = "2027-03-13T12:00:00Z";

        let all = slots(&settings, "any", early, " --json").await;
        let expected = format!("[{},{},{half_past}]\n", nine("chen"), nine("ruiz"));
        assert_eq!((all.code, all.out, all.err.as_str()), (0, expected, ""));
        let one = slots(&settings, "ruiz", early, " --location main --json").await;
        assert_eq!((one.code, one.out), (0, format!("[{}]\n", nine("ruiz"))));
        // A start exactly as far ahead as the notice asks is offered.
        let on_time = slots(&settings, "chen", "2027-03-14T11:00:00Z", " --json").await;
        assert_eq!(on_time.out, format!("[{},{half_past}]\n", nine("chen")));
        let later = slots(&settings, "chen", "2027-03-14T07:00:01-04:00", " --json").await;
        assert_eq!(later.out, format!("[{half_past}]\n"));
        // So is the last day of the horizon, and no later one.
        let horizon = slots(&settings, "ruiz", "2027-01-13T12:00:00Z", " --json").await;
        assert_eq!(horizon.out, format!("[{}]\n", nine("ruiz")));
        let beyond = slots(&settings, "ruiz", "2027-01-12T12:00:00Z", " --json").await;
        assert_eq!((beyond.code, beyond.out.as_str()), (0, "[]\n"));

        let read = slots(&settings, "ruiz", early, "").await;
        assert!(read.code == 0 && read.out.contains("2027-03-14T09:00:00-04:00"), "{read:?}");
    })
    .await;
}

#[tokio::test]
async fn unknown_keys_end_with_1_and_are_named() {
    on_each_database(async |test| {
        let settings = test.settings();
        assert_eq!(import(&test, CALENDAR, &[]).await.code, 0);
        let known = "slots --facility demo --provider ruiz --visit-type check --location main \
                     --from 2027-03-14 --to 2027-03-14 --json";
        assert_eq!(portal(&settings, &words(known)).await.code, 0);
        for (from, to) in [("demo", "nowhere"), ("ruiz", "house"), ("check", "chat"), ("main", "moon")] {
            let ended = portal(&settings, &words(&known.replacen(from, to, 1))).await;
            ended.must_fail_with(&format!("{to:?}"));
        }
        let export = portal(&settings, &["calendar", "export", "--facility", "nowhere"]).await;
        export.must_fail_with("\"nowhere\"");
    })
    .await;
}

#[tokio::test]
async fn an_import_of_fhir_counts_by_type_and_ends_with_1_when_anything_is_left_out() {
    on_each_database(async |test| {
        let path = test.folder.join("bundle.json");
        let bundle = |subject: &str| {
            format!(
                r#"{{"resourceType":"Bundle","type":"collection","entry":[
                    {{"resource":{{"resourceType":"Patient","id":"p","name":[{{"family":"Hughes"}}]}}}},
                    {{"resource":{{"resourceType":"Condition","id":"c","subject":{{"reference":"{subject}"}},"code":{{"text":"Asthma"}}}}}},
                    {{"resource":{{"resourceType":"Basic","id":"b"}}}}]}}"#
            )
        };
        let file = path.display().to_string();
        let run = async |text: String| {
            std::fs::write(&path, text).expect("own file");
            portal(&test.settings(), &["import", "fhir", &file, "--facility", "demo", "--json"]).await
        };
        let lost = run(bundle("Patient/nobody")).await;
        assert_eq!(lost.code, 1, "{lost:?}");
        let report = lost.json();
        assert_eq!(report["created"], json!({"Patient": 1}));
        let problem = &report["errors"][0];
        assert_eq!(problem["file"], json!(file));
        assert_eq!(problem["path"], json!("Bundle.entry[1].resource.subject"));
        assert!(problem["reason"].as_str().is_some_and(|reason| !reason.is_empty()), "{problem}");
        assert_eq!(problem.as_object().map(serde_json::Map::len), Some(3));

        let whole = run(bundle("Patient/p")).await;
        let expected = json!({
            "created": {"Condition": 1}, "updated": {}, "unchanged": {"Patient": 1}, "unsupported": {"Basic": 1}, "errors": [],
        });
        assert_eq!((whole.code, whole.json(), whole.err.as_str()), (0, expected, ""));
        let nowhere = portal(&test.settings(), &["import", "fhir", &file, "--facility", "nowhere"]).await;
        nowhere.must_fail_with("--facility");
    })
    .await;
}
