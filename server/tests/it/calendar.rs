//! The calendar file: taken whole or not at all, and written back as it came.

use crate::support::{TestPortal, on_each_database};
use domain::ids::ResourceId;
use usecases::calendar::{
    CalendarError, CalendarFile, Counts, Problem, Replaced, Summary, import_calendar, read_calendar,
};
use usecases::facility::Facility;
use usecases::live;

const FILE: &str = r#"{
    "facility": "demo",
    "locations": [
        {"key":"main","name":"Main Street","zone":"America/New_York","address":"1 Main Street"},
        {"key":"west","name":"West Side","zone":"America/Chicago"}
    ],
    "providers": [
        {"key":"chen","name":"Li Chen","specialty":"Paediatrics"},
        {"key":"ruiz","name":"Ana Ruiz","specialty":"Family medicine"}
    ],
    "visit_types": [
        {"key":"check","name":"Check-up","minutes":30,"buffer_before":5,"buffer_after":10,"min_notice_minutes":120,
         "horizon_days":60,"grid_minutes":15,"mode":"in_person","cancel_notice_minutes":1440,
         "max_upcoming_per_patient":2,"patients":"any"},
        {"key":"talk","name":"Talk","minutes":20,"buffer_before":0,"buffer_after":0,"min_notice_minutes":0,
         "horizon_days":30,"grid_minutes":null,"mode":"video","cancel_notice_minutes":null,
         "max_upcoming_per_patient":null,"patients":"established"}
    ],
    "weekly": [
        {"provider":"chen","location":"west","visit_types":null,"weekday":"sunday","from":"20:00","to":"24:00",
         "valid_from":null,"valid_to":null},
        {"provider":"ruiz","location":"main","visit_types":["talk","check"],"weekday":"monday","from":"09:00",
         "to":"17:00","valid_from":"2027-01-01","valid_to":"2027-12-31"}
    ],
    "exceptions": [
        {"provider":"ruiz","location":"main","kind":"closed","from":"2027-03-01T10:00","to":"2027-03-01T12:00",
         "note":"training"},
        {"provider":"chen","location":null,"kind":"open","visit_types":["check"],"from":"2027-03-06T09:00",
         "to":"2027-03-06T13:00","note":null},
        {"provider":null,"location":"main","kind":"closed","from":"2027-12-25T00:00","to":"2027-12-26T00:00",
         "note":"Christmas"},
        {"provider":null,"location":null,"kind":"closed","from":"2028-01-01T00:00","to":"2028-01-02T00:00",
         "note":null}
    ]
}"#;

fn parse(text: &str) -> CalendarFile {
    CalendarFile::parse(text).expect("a calendar file")
}

async fn import(test: &TestPortal, facility: &Facility, file: CalendarFile) -> Summary {
    import_calendar(&test.portal.backend, facility.id, file, false).await.expect("imported")
}

async fn read(test: &TestPortal, facility: &Facility) -> CalendarFile {
    read_calendar(&test.portal.backend, facility).await.expect("a calendar")
}

async fn problems(test: &TestPortal, text: &str) -> Vec<Problem> {
    let file = match CalendarFile::parse(text) {
        Ok(file) => file,
        Err(problem) => return vec![problem],
    };
    match import_calendar(&test.portal.backend, test.demo.id, file, false).await {
        Err(CalendarError::Problems(problems)) => problems,
        other => panic!("{text}: {other:?}"),
    }
}

const fn counts(created: usize, updated: usize, unchanged: usize) -> Counts {
    Counts { created, updated, unchanged }
}

#[tokio::test]
async fn a_calendar_comes_back_as_it_was_imported_and_suits_another_facility() {
    on_each_database(async |test| {
        let file = parse(FILE);
        let summary = import(&test, &test.demo, file.clone()).await;
        assert_eq!(
            summary,
            Summary {
                locations: counts(2, 0, 0),
                providers: counts(2, 0, 0),
                visit_types: counts(2, 0, 0),
                weekly: Replaced { removed: 0, written: 2 },
                exceptions: Replaced { removed: 0, written: 4 },
            }
        );
        let exported = read(&test, &test.demo).await;
        assert_eq!(exported, file);
        let text = serde_json::to_string(&exported).expect("JSON");
        let elsewhere = CalendarFile { facility: "norte".to_owned(), ..parse(&text) };
        import(&test, &test.norte, elsewhere.clone()).await;
        assert_eq!(read(&test, &test.norte).await, elsewhere);
        assert_eq!(read(&test, &test.demo).await, file, "the other facility is not touched");
    })
    .await;
}

#[tokio::test]
async fn importing_again_changes_nothing() {
    on_each_database(async |test| {
        import(&test, &test.demo, parse(FILE)).await;
        let summary = import(&test, &test.demo, parse(FILE)).await;
        assert_eq!(
            summary,
            Summary {
                locations: counts(0, 0, 2),
                providers: counts(0, 0, 2),
                visit_types: counts(0, 0, 2),
                weekly: Replaced { removed: 2, written: 2 },
                exceptions: Replaced { removed: 4, written: 4 },
            }
        );
        assert_eq!(read(&test, &test.demo).await, parse(FILE));
    })
    .await;
}

#[tokio::test]
async fn only_what_the_file_names_is_replaced() {
    on_each_database(async |test| {
        import(&test, &test.demo, parse(FILE)).await;
        let smaller = r#"{
            "facility":"demo",
            "providers":[{"key":"ruiz","name":"Dr Ana Ruiz","specialty":"Family medicine"}],
            "weekly":[{"provider":"ruiz","location":"main","weekday":"friday","from":"08:00","to":"12:00"}]
        }"#;
        let summary = import(&test, &test.demo, parse(smaller)).await;
        assert_eq!(summary.providers, counts(0, 1, 0));
        assert_eq!(summary.weekly, Replaced { removed: 1, written: 1 });
        assert_eq!(summary.exceptions, Replaced { removed: 1, written: 0 });
        let (before, after) = (parse(FILE), read(&test, &test.demo).await);
        assert_eq!((&after.locations, &after.visit_types), (&before.locations, &before.visit_types));
        assert_eq!(after.providers[1].name, "Dr Ana Ruiz");
        assert_eq!(after.weekly[0], before.weekly[0], "another provider's hours stay");
        assert_eq!(after.weekly[1].visit_types, None);
        assert_eq!(after.exceptions, before.exceptions[1..], "holidays and others' exceptions stay");

        let holidays = r#"{"facility":"demo","exceptions":[
            {"provider":null,"location":"main","kind":"closed","from":"2027-11-25T00:00","to":"2027-11-25T24:00"}]}"#;
        import(&test, &test.demo, parse(holidays)).await;
        let days: Vec<String> =
            read(&test, &test.demo).await.exceptions.into_iter().map(|row| row.from).collect();
        let expected = ["2027-03-06T09:00", "2027-11-25T00:00", "2028-01-01T00:00"];
        assert_eq!(days, expected, "holidays are replaced at the places for which the file has some");
    })
    .await;
}

#[tokio::test]
async fn a_dry_run_tells_the_same_and_writes_nothing() {
    on_each_database(async |test| {
        let backend = &test.portal.backend;
        let dry = import_calendar(backend, test.demo.id, parse(FILE), true).await.expect("a summary");
        let empty = CalendarFile {
            facility: "demo".to_owned(),
            locations: Vec::new(),
            providers: Vec::new(),
            visit_types: Vec::new(),
            weekly: Vec::new(),
            exceptions: Vec::new(),
        };
        assert_eq!(read(&test, &test.demo).await, empty);
        assert_eq!(live::last_seq(backend.db.reader()).await.expect("a position"), 0);
        assert_eq!(import(&test, &test.demo, parse(FILE)).await, dry);
    })
    .await;
}

#[tokio::test]
async fn open_pages_hear_of_new_hours() {
    on_each_database(async |test| {
        let backend = &test.portal.backend;
        import(&test, &test.demo, parse(FILE)).await;
        let seq = live::last_seq(backend.db.reader()).await.expect("a position");
        let closing = r#"{"facility":"demo","weekly":[
            {"provider":"ruiz","location":"main","weekday":"friday","from":"08:00","to":"12:00"}]}"#;
        import(&test, &test.demo, parse(closing)).await;
        let events = live::since(backend, test.demo.id, seq).await.expect("events").expect("still there");
        let ruiz = uuid::Uuid::new_v5(&test.demo.id.0, b"provider:ruiz");
        // What was written just before may be told again.
        let new = events.iter().filter(|event| event.seq > seq);
        let told: Vec<_> = new.map(|event| (event.resource, event.version)).collect();
        assert_eq!(told, [(Some(ResourceId(ruiz)), 2)]);
    })
    .await;
}

#[tokio::test]
async fn a_file_that_cannot_be_used_is_refused_with_the_path_and_nothing_is_written() {
    on_each_database(async |test| {
        import(&test, &test.demo, parse(FILE)).await;
        for (from, to, path, reason) in [
            ("\"minutes\":30", "\"minutes\":32", "visit_types[0].minutes", "multiple of 5"),
            ("\"minutes\":30", "\"minutes\":0", "visit_types[0].minutes", "more than 0"),
            ("\"minutes\":30", "\"minutes\":1445", "visit_types[0].minutes", "at most 1440"),
            ("\"minutes\":30", "\"minutes\":-30", "visit_types[0].minutes", "expected u32"),
            ("\"minutes\":30", "\"minutes\":30.5", "visit_types[0].minutes", "floating point"),
            ("\"minutes\":30,", "", "visit_types[0].minutes", "missing field"),
            ("\"buffer_after\":10", "\"buffer_after\":7", "visit_types[0].buffer_after", "multiple of 5"),
            ("\"grid_minutes\":15", "\"grid_minutes\":0", "visit_types[0].grid_minutes", "more than 0"),
            ("\"horizon_days\":60", "\"horizon_days\":9999", "visit_types[0].horizon_days", "at most 3660"),
            ("\"mode\":\"video\"", "\"mode\":\"fax\"", "visit_types[1].mode", "unknown variant"),
            ("\"patients\":\"any\"", "\"patients\":\"all\"", "visit_types[0].patients", "unknown variant"),
            ("America/Chicago", "America/Chigaco", "locations[1].zone", "America/Chigaco"),
            ("America/Chicago", "CST", "locations[1].zone", "CST"),
            ("\"key\":\"west\"", "\"key\":\"main\"", "locations[1].key", "twice"),
            ("\"key\":\"west\"", "\"key\":\"\"", "locations[1].key", "1 to 64"),
            ("\"key\":\"chen\"", "\"key\":\"any\"", "providers[0].key", "any provider"),
            ("\"name\":\"Li Chen\"", "\"name\":\" \"", "providers[0].name", "empty"),
            (
                "\"specialty\":\"Paediatrics\"",
                "\"specialty\":3",
                "providers[0].specialty",
                "expected a string",
            ),
            ("\"specialty\":\"Paediatrics\"", "\"title\":\"Dr\"", "providers[0].title", "unknown field"),
            ("\"facility\": \"demo\"", "\"facility\": \"demo\", \"rooms\": []", "rooms", "unknown field"),
            ("\"from\":\"09:00\"", "\"from\":\"09:02\"", "weekly[1].from", "multiple of 5"),
            ("\"from\":\"09:00\"", "\"from\":\"17:00\"", "weekly[1].from", "before"),
            ("\"from\":\"09:00\"", "\"from\":\"9:00\"", "weekly[1].from", "as in 09:00"),
            ("\"to\":\"24:00\"", "\"to\":\"24:05\"", "weekly[0].to", "not a time"),
            ("\"from\":\"20:00\"", "\"from\":\"24:00\"", "weekly[0].from", "before"),
            ("\"sunday\"", "\"Sunday\"", "weekly[0].weekday", "unknown variant"),
            ("\"2027-12-31\"", "\"2026-12-31\"", "weekly[1].valid_from", "valid_to"),
            ("\"2027-12-31\"", "\"2027-02-29\"", "weekly[1].valid_to", "not a date"),
            ("[\"talk\",\"check\"]", "[\"talk\",\"chat\"]", "weekly[1].visit_types[1]", "chat"),
            ("[\"talk\",\"check\"]", "[]", "weekly[1].visit_types", "at least one"),
            ("\"kind\":\"open\"", "\"kind\":\"closed\"", "exceptions[1].visit_types", "every visit type"),
            ("\"kind\":\"open\"", "\"kind\":\"shut\"", "exceptions[1].kind", "unknown variant"),
            ("2027-03-01T12:00", "2027-03-01T10:00", "exceptions[0].from", "before"),
            ("2027-03-01T12:00", "2027-03-01T12:01", "exceptions[0].to", "multiple of 5"),
            ("2027-03-01T12:00", "2027-03-01T12:00-05:00", "exceptions[0].to", "2027-03-01T10:00"),
        ] {
            assert!(FILE.contains(from), "{from}");
            let found = problems(&test, &FILE.replacen(from, to, 1)).await;
            let problem = &found[0];
            assert_eq!(problem.path, path, "{to}: {problem}");
            assert!(problem.reason.contains(reason), "{to}: {problem}");
        }
        for (row, path) in [
            (r#""provider":"house","location":"main""#, "weekly[0].provider"),
            (r#""provider":"ruiz","location":"moon""#, "weekly[0].location"),
        ] {
            let text = format!(
                r#"{{"facility":"demo","weekly":[{{{row},"weekday":"monday","from":"09:00","to":"10:00"}}]}}"#
            );
            assert_eq!(problems(&test, &text).await[0].path, path);
        }
        assert_eq!(read(&test, &test.demo).await, parse(FILE));
    })
    .await;
}

#[tokio::test]
async fn every_problem_is_told_at_once() {
    on_each_database(async |test| {
        let text = FILE.replace("America/Chicago", "Mars/Base").replace("\"09:00\"", "\"09:03\"");
        let paths: Vec<String> =
            problems(&test, &text).await.into_iter().map(|problem| problem.path).collect();
        assert_eq!(paths, ["locations[1].zone", "weekly[1].from"]);
    })
    .await;
}
