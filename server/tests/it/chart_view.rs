//! Records that colleagues open: for whom without being asked, for whom after a purpose or in an emergency, for whom not; what
//! that leaves behind, and what the patient sees of it.

use crate::support::{Client, TestPortal, on_each_database};
use domain::audit::alert::AlertKind;
use domain::audit::contract::AlertsPage;
use domain::chart_view::Purpose;
use domain::chart_view::contract::{
    ChartEntry, ChartHead, ChartResult, ChartResults, ChartSection, Door, Openings, Standing,
};
use domain::ids::{ChartId, EntryId};
use domain::looks::contract::{Looker, Looks};
use domain::permission::Role;
use serde::de::DeserializeOwned;
use usecases::calendar::{CalendarFile, import_calendar};

const CALENDAR: &str = r#"{"facility":"demo",
    "locations":[{"key":"main","name":"Main Street","zone":"UTC"}],
    "providers":[{"key":"ruiz","name":"Ana Ruiz"},{"key":"chen","name":"Li Chen"}],
    "visit_types":[{"key":"check","name":"Check-up","minutes":30}],
    "weekly":[]}"#;

/// A minute and a year, in seconds.
const MINUTE: i64 = 60;
const YEAR: i64 = 365 * 86_400;

async fn call<T: DeserializeOwned>(browser: &mut Client, path: &str, fields: &[(&str, &str)]) -> T {
    let reply = browser.call(&format!("/api/{path}"), fields).await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.body);
    serde_json::from_str(&reply.body).unwrap_or_else(|error| panic!("{error}: {}", reply.body))
}

/// A clinic with two clinicians and the other roles, and a patient with open, restricted and sensitive entries.
pub struct Ward {
    pub chart: ChartId,
    pub entry: EntryId,
    pub restricted: EntryId,
    pub sensitive: EntryId,
    held: EntryId,
}

impl Ward {
    pub async fn make(test: &TestPortal) -> Self {
        let file = CalendarFile::parse(CALENDAR).expect("a calendar file");
        import_calendar(&test.portal.backend, test.demo.id, file, false).await.expect("imported");
        for (name, role) in [
            ("ruiz", Role::Provider),
            ("chen", Role::Provider),
            ("joan", Role::FrontDesk),
            ("bill", Role::Billing),
            ("sofia", Role::Administrator),
        ] {
            let mut account = test.account(&test.demo, name).await;
            account.roles = vec![role];
            account.provider =
                usecases::booking::find_provider(&test.portal.backend, test.demo.id, name).await.ok();
            test.add(account).await;
        }
        let chart = test.chart(&test.demo, 1, "Hughes").await;
        test.patient(&test.demo, "walter", chart).await;
        let entry = test.entry(&test.demo, chart, (1, "Asthma", "Condition")).await;
        let restricted = test.entry(&test.demo, chart, (2, "Depression", "Condition")).await;
        test.sql(&format!("UPDATE entry SET is_restricted = TRUE WHERE id = {}", test.id(restricted.0)))
            .await;
        let sensitive = test.result(&test.demo, chart, (1, "HIV test", "released")).await;
        test.sql(&format!("UPDATE result SET codes = 'S-1' WHERE id = {}", test.id(sensitive.0))).await;
        let class = r#"{"classes":[{"id":"s","name":"S","codes":["S-1"],"rule":"at_once","is_sensitive":true,"reason":""}]}"#;
        test.sql(&format!("UPDATE facility SET results = '{class}'")).await;
        // Taken back: it does not wait for the clinicians, and so ties nobody to the patient.
        let held = test.result(&test.demo, chart, (2, "Electrolytes", "blocked")).await;
        Self { chart, entry, restricted, sensitive, held }
    }

    fn id(&self) -> String {
        self.chart.to_string()
    }

    async fn head(&self, browser: &mut Client) -> ChartHead {
        call(browser, "chart_view/read_head", &[("request[chart]", &self.id())]).await
    }

    async fn section(&self, browser: &mut Client) -> ChartSection {
        let (chart, section) = (self.id(), "diagnoses");
        let fields = [("request[chart]", chart.as_str()), ("request[section]", section)];
        call(browser, "chart_view/read_section", &fields).await
    }

    async fn results(&self, browser: &mut Client) -> ChartResults {
        call(browser, "chart_view/list_results", &[("request[chart]", &self.id())]).await
    }

    async fn open(&self, browser: &mut Client, purpose: &str) -> u16 {
        let chart = self.id();
        let fields = [
            ("request[chart]", chart.as_str()),
            ("request[purpose]", purpose),
            ("request[reason]", "a complaint"),
        ];
        browser.call("/api/chart_view/open", &fields).await.status
    }

    pub async fn glass(&self, browser: &mut Client, reason: &str) -> (u16, String) {
        let chart = self.id();
        let fields = [("request[chart]", chart.as_str()), ("request[reason]", reason)];
        let reply = browser.call("/api/chart_view/break_glass", &fields).await;
        (reply.status, reply.body)
    }

    /// An appointment with a clinician that begins so many seconds from now.
    pub async fn visit(&self, test: &TestPortal, provider: &str, after: i64) {
        let provider = usecases::booking::find_provider(&test.portal.backend, test.demo.id, provider).await;
        let now = test.portal.backend.clock.now().0;
        let (facility, chart) = (test.id(test.demo.id.0), test.id(self.chart.0));
        let nothing = test.id(uuid::Uuid::nil());
        let place = "(SELECT id FROM location LIMIT 1)";
        let kind = "(SELECT id FROM visit_type LIMIT 1)";
        test.sql(&format!(
            "INSERT INTO appointment (facility_id, id, chart_id, provider_id, location_id, visit_type_id, start_s, end_s, zone, \
             local_start, tzdb, status, seq, row_version, source, created_s, updated_s) VALUES ({facility}, {nothing}, {chart}, \
             {}, {place}, {kind}, {}, {}, 'UTC', '2027-03-02T10:00', 'x', 'booked', 0, 0, 'portal', 0, 0)",
            test.id(provider.expect("known").0),
            now + after,
            now + after + 1_800,
        ))
        .await;
    }
}

async fn count(test: &TestPortal, action: &str, subject: &str) -> i64 {
    test.number(&format!(
        "SELECT COUNT(*) FROM audit_event WHERE action = '{action}' AND outcome = 'done' AND subject LIKE '{subject}' \
         AND chart_id IS NOT NULL"
    ))
    .await
}

const REASON: &str = "unconscious in room two";
const REFUSED: &str = r#"{"error":"forbidden","rule":"access.not_permitted"}"#;

#[tokio::test(flavor = "multi_thread")]
async fn who_treats_the_patient_reads_all_of_it_without_being_asked() {
    on_each_database(async |test| {
        let ward = Ward::make(&test).await;
        ward.visit(&test, "ruiz", 86_400).await;
        let mut ruiz = test.signed_in(&test.demo, "ruiz").await;
        let head = ward.head(&mut ruiz).await;
        assert_eq!((head.door, head.name.as_str()), (Door::Open, "Test Hughes"));
        let open = head.open.expect("open");
        assert_eq!((open.purpose, open.is_ordinary), (Purpose::Treatment, false));
        assert_eq!(head.visits.len(), 1);
        let section = ward.section(&mut ruiz).await;
        let titles: Vec<_> = section.page.current.iter().map(|entry| entry.title.clone()).collect();
        assert_eq!((titles.len(), section.held_back), (2, 0), "{titles:?}");
        let results = ward.results(&mut ruiz).await;
        let standing: Vec<_> = results.results.iter().map(|line| (line.line.id, line.standing)).collect();
        assert!(standing.contains(&(ward.sensitive, Standing::Released)), "{standing:?}");
        assert!(standing.contains(&(ward.held, Standing::Blocked)), "{standing:?}");
        assert_eq!(results.held_back, 0);
        let fields = [("request[chart]", ward.id()), ("request[id]", ward.held.to_string())];
        let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
        let result: ChartResult = call(&mut ruiz, "chart_view/read_result", &fields).await;
        assert_eq!(result.standing, Standing::Blocked);
        // What the clinic looks at stays new to the patient.
        assert_eq!(test.number("SELECT COUNT(*) FROM result WHERE seen_s IS NOT NULL").await, 0);
        // One opening, however many parts of it are read; each read says what for.
        assert_eq!(test.number("SELECT COUNT(*) FROM chart_view").await, 1);
        assert_eq!(count(&test, "chart_view.open", "TREAT").await, 1);
        assert_eq!(count(&test, "chart_view.read", "TREAT diagnoses").await, 1);
        assert_eq!(count(&test, "chart_view.read", "TREAT results").await, 1);
        assert_eq!(count(&test, "chart_view.read", "TREAT result %").await, 1);
        assert_eq!(test.number("SELECT COUNT(*) FROM audit_alert").await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_ties_for_a_year_and_one_that_was_cancelled_does_not() {
    on_each_database(async |test| {
        let ward = Ward::make(&test).await;
        ward.visit(&test, "ruiz", -YEAR + MINUTE).await;
        let mut ruiz = test.signed_in(&test.demo, "ruiz").await;
        let mut chen = test.signed_in(&test.demo, "chen").await;
        assert_eq!(ward.head(&mut chen).await.door, Door::Ask);
        test.sql("UPDATE appointment SET status = 'cancelled'").await;
        assert_eq!(ward.head(&mut ruiz).await.door, Door::Ask);
        test.sql("UPDATE appointment SET status = 'booked'").await;
        assert_eq!(ward.head(&mut ruiz).await.door, Door::Open);
        test.pass(1);
        let mut ruiz = test.signed_in(&test.demo, "ruiz").await;
        test.pass(2 * MINUTE);
        assert_eq!(ward.head(&mut ruiz).await.door, Door::Ask, "a year and a minute later");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_result_that_waits_opens_it_without_what_is_restricted() {
    on_each_database(async |test| {
        let ward = Ward::make(&test).await;
        test.sql(&format!("UPDATE result SET state = 'held' WHERE id = {}", test.id(ward.held.0))).await;
        let mut chen = test.signed_in(&test.demo, "chen").await;
        let head = ward.head(&mut chen).await;
        assert!(head.open.is_some_and(|open| open.is_ordinary && open.purpose == Purpose::Treatment));
        assert_eq!(ward.section(&mut chen).await.held_back, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_clinician_states_a_purpose_and_sees_nothing_restricted() {
    on_each_database(async |test| {
        let ward = Ward::make(&test).await;
        let mut chen = test.signed_in(&test.demo, "chen").await;
        assert_eq!(ward.head(&mut chen).await.door, Door::Ask);
        let chart = ward.id();
        let asked = [("request[chart]", chart.as_str()), ("request[section]", "diagnoses")];
        let closed = chen.call("/api/chart_view/read_section", &asked).await;
        assert_eq!(closed.status, 422, "{}", closed.body);
        assert!(closed.body.contains("chart_view.state_purpose"), "{}", closed.body);
        // Fields: what for and why.
        for (purpose, reason) in [("", "why"), ("TREAT", " "), ("BTG", "why"), ("ETREAT", "why")] {
            let fields = [
                ("request[chart]", chart.as_str()),
                ("request[purpose]", purpose),
                ("request[reason]", reason),
            ];
            assert_eq!(chen.call("/api/chart_view/open", &fields).await.status, 422, "{purpose} {reason}");
        }
        assert_eq!(test.number("SELECT COUNT(*) FROM chart_view").await, 0);
        assert_eq!(ward.open(&mut chen, "HOPERAT").await, 200);
        let section = ward.section(&mut chen).await;
        let titles: Vec<_> = section.page.current.iter().map(|entry| entry.title.as_str()).collect();
        assert_eq!((titles, section.held_back), (vec!["Asthma"], 1));
        let results = ward.results(&mut chen).await;
        assert!(results.results.iter().all(|line| line.line.id != ward.sensitive));
        assert_eq!((results.results.len(), results.held_back), (1, 1));
        // What is held back looks like what is missing.
        for (endpoint, id) in
            [("read_entry", ward.restricted), ("read_result", ward.sensitive), ("read_entry", ward.held)]
        {
            let id = id.to_string();
            let fields = [("request[chart]", chart.as_str()), ("request[id]", id.as_str())];
            let reply = chen.call(&format!("/api/chart_view/{endpoint}"), &fields).await;
            assert_eq!((reply.status, reply.body.as_str()), (404, r#"{"error":"not_found"}"#), "{endpoint}");
        }
        let id = ward.entry.to_string();
        let fields = [("request[chart]", chart.as_str()), ("request[id]", id.as_str())];
        let entry: ChartEntry = call(&mut chen, "chart_view/read_entry", &fields).await;
        assert_eq!(entry.page.entry.title, "Asthma");
        assert_eq!(count(&test, "chart_view.read", "HOPERAT %").await, 3);
        // It ends with eight hours, and with its session.
        test.pass(1);
        let mut elsewhere = test.signed_in(&test.demo, "chen").await;
        assert_eq!(ward.head(&mut elsewhere).await.door, Door::Ask);
        assert_eq!(ward.head(&mut chen).await.door, Door::Open);
        let close = [("request[chart]", chart.as_str())];
        assert_eq!(chen.call("/api/chart_view/close", &close).await.status, 200);
        assert_eq!(chen.call("/api/chart_view/close", &close).await.status, 404);
        assert_eq!(ward.head(&mut chen).await.door, Door::Ask);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_glass_shows_all_for_an_hour_and_is_told_and_seen() {
    on_each_database(async |test| {
        let ward = Ward::make(&test).await;
        let mut chen = test.signed_in(&test.demo, "chen").await;
        assert_eq!(ward.glass(&mut chen, "too short").await.0, 422, "nine characters");
        test.pass(11 * MINUTE);
        let (status, body) = ward.glass(&mut chen, REASON).await;
        assert_eq!(
            (status, body.as_str()),
            (403, r#"{"error":"step_up"}"#),
            "who is asking was proven long ago"
        );
        let proof = [("request[password]", "a quiet harbour at dawn")];
        assert_eq!(chen.call("/api/account/step_up", &proof).await.status, 200);
        assert_eq!(ward.glass(&mut chen, REASON).await.0, 200);
        let section = ward.section(&mut chen).await;
        assert_eq!((section.page.current.len(), section.held_back), (2, 0));
        assert_eq!(ward.results(&mut chen).await.results.len(), 2);
        assert_eq!(count(&test, "chart_view.break_glass", "BTG").await, 1);
        assert_eq!(count(&test, "chart_view.read", "BTG %").await, 2);

        // Administrators are told that there is something to look at, and not of what.
        assert_eq!(test.number("SELECT COUNT(*) FROM outbox WHERE event = 'notice_access_alert'").await, 1);
        let mut sofia = test.signed_in(&test.demo, "sofia").await;
        let alerts: AlertsPage = call(&mut sofia, "audit/read_alerts", &[]).await;
        let alert = alerts.alerts.first().expect("an alert");
        assert_eq!((alert.kind, alert.reason.as_deref()), (AlertKind::BreakGlass, Some(REASON)));
        assert_eq!(alert.who.name, "Test chen");

        // The patient sees the emergency, and not the words.
        let mut walter = test.signed_in(&test.demo, "walter").await;
        let looks: Looks = call(&mut walter, "looks/list_looks", &[("request[before]", "")]).await;
        let emergency = looks.looks.iter().filter(|look| look.purpose == Some(Purpose::Emergency));
        assert_eq!(emergency.clone().count(), 3);
        assert!(emergency.into_iter().all(|look| look.looker == Looker::Provider));
        let page = walter.get("/records/access").await.body;
        assert!(page.contains("Emergency access") && !page.contains(REASON), "{page}");

        // To the second.
        for minutes in [10, 10, 10, 10, 10] {
            test.pass(minutes * MINUTE);
            assert_eq!(ward.head(&mut chen).await.door, Door::Open);
        }
        test.pass(599);
        assert_eq!(ward.head(&mut chen).await.door, Door::Open);
        test.pass(1);
        assert_eq!(ward.head(&mut chen).await.door, Door::Ask);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_from_the_patient_is_marked_for_who_treats_the_patient_and_counted_for_others() {
    on_each_database(async |test| {
        let ward = Ward::make(&test).await;
        ward.visit(&test, "ruiz", 86_400).await;
        let kept = test.entry(&test.demo, ward.chart, (3, "Suspicion", "Condition")).await;
        let letter = test.entry(&test.demo, ward.chart, (4, "Letter-xq7", "DocumentReference")).await;
        for id in [kept, letter] {
            test.sql(&format!(
                "UPDATE entry SET is_hidden = TRUE, is_kept_back = TRUE WHERE id = {}",
                test.id(id.0)
            ))
            .await;
        }
        // A draft, or what was entered in error, is for nobody.
        let draft = test.entry(&test.demo, ward.chart, (5, "Draft-xq7", "Condition")).await;
        test.sql(&format!("UPDATE entry SET is_hidden = TRUE WHERE id = {}", test.id(draft.0))).await;
        let chart = ward.id();
        let record = format!("/patients/{chart}/record");
        let asked = |id: EntryId| [("request[chart]", chart.clone()), ("request[id]", id.to_string())];

        let mut ruiz = test.signed_in(&test.demo, "ruiz").await;
        let section = ward.section(&mut ruiz).await;
        let mut found: Vec<_> =
            section.page.current.iter().map(|entry| (entry.title.as_str(), entry.is_kept_back)).collect();
        found.sort_unstable();
        assert_eq!(found, [("Asthma", false), ("Depression", false), ("Suspicion", true)]);
        assert_eq!(section.held_back, 0);
        let fields = asked(kept);
        let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
        let entry: ChartEntry = call(&mut ruiz, "chart_view/read_entry", &fields).await;
        assert!(entry.page.entry.is_kept_back);
        for path in [format!("{record}/diagnoses"), format!("{record}/entry/{kept}")] {
            let page = ruiz.get(&path).await.body;
            assert!(page.contains("Suspicion") && page.contains("Not shown to the patient"), "{page}");
        }
        let plain = ruiz.get(&format!("{record}/entry/{}", ward.entry)).await.body;
        assert!(!plain.contains("Not shown to the patient"), "{plain}");
        assert_eq!(ruiz.get(&format!("/files/patients/{chart}/{letter}/0")).await.body, "Letter-xq7");

        // Whoever does not treat the patient hears how many there are.
        let mut chen = test.signed_in(&test.demo, "chen").await;
        assert_eq!(ward.open(&mut chen, "HOPERAT").await, 200);
        let section = ward.section(&mut chen).await;
        let titles: Vec<_> = section.page.current.iter().map(|entry| entry.title.as_str()).collect();
        assert_eq!((titles, section.held_back), (vec!["Asthma"], 2));
        test.sql(&format!("UPDATE entry SET is_restricted = TRUE WHERE id = {}", test.id(kept.0))).await;
        assert_eq!(ward.section(&mut chen).await.held_back, 2, "twice held back is one entry");
        assert_eq!(chen.get(&format!("/files/patients/{chart}/{letter}/0")).await.status, 404);
        let mut walter = test.signed_in(&test.demo, "walter").await;
        for (browser, ids) in [(&mut ruiz, vec![draft]), (&mut chen, vec![draft, kept, letter])] {
            for id in ids {
                let fields = asked(id);
                let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
                let reply = browser.call("/api/chart_view/read_entry", &fields).await;
                assert_eq!((reply.status, reply.body.as_str()), (404, r#"{"error":"not_found"}"#), "{id}");
            }
        }
        for id in [kept, letter, draft] {
            for path in [format!("/records/entry/{id}"), format!("/files/records/{id}/0")] {
                assert_eq!(walter.get(&path).await.status, 404, "{path}");
            }
        }
        for path in ["/records/diagnoses", "/records/documents", "/records/timeline", "/files/record.json"] {
            let body = walter.get(path).await.body;
            let tells = ["Suspicion", "Letter-xq7", "Draft-xq7", "is_kept_back", "Not shown to the patient"];
            let told = tells.into_iter().filter(|words| body.contains(words)).collect::<Vec<_>>();
            assert!(told.is_empty(), "{path}: {told:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_role_opens_what_it_may() {
    on_each_database(async |test| {
        let ward = Ward::make(&test).await;
        let chart = ward.id();
        let entry = ward.entry.to_string();
        let mut joan = test.signed_in(&test.demo, "joan").await;
        assert_eq!(ward.head(&mut joan).await.door, Door::Closed);
        let page = joan.get(&format!("/patients/{chart}/record")).await;
        assert!(page.body.contains("data-not-permitted") && !page.body.contains("Asthma"), "{}", page.body);
        let mut bill = test.signed_in(&test.demo, "bill").await;
        let mut sofia = test.signed_in(&test.demo, "sofia").await;
        let mut walter = test.signed_in(&test.demo, "walter").await;
        for browser in [&mut joan, &mut bill, &mut walter] {
            for (endpoint, field) in [
                ("read_section", ("request[section]", "diagnoses")),
                ("read_entry", ("request[id]", entry.as_str())),
                ("list_results", ("request[words]", "")),
                ("read_result", ("request[id]", entry.as_str())),
                ("read_measurements", ("request[words]", "")),
                ("open", ("request[purpose]", "TREAT")),
                ("break_glass", ("request[reason]", REASON)),
                ("close", ("request[words]", "")),
            ] {
                let fields = [("request[chart]", chart.as_str()), field];
                let reply = browser.call(&format!("/api/chart_view/{endpoint}"), &fields).await;
                assert_eq!((reply.status, reply.body.as_str()), (403, REFUSED), "{endpoint}");
            }
            let file = browser.get(&format!("/files/patients/{chart}/{entry}/0")).await;
            assert_eq!(file.status, 403, "{}", file.body);
        }
        for browser in [&mut bill, &mut walter] {
            let head = browser.call("/api/chart_view/read_head", &[("request[chart]", &chart)]).await;
            assert_eq!((head.status, head.body.as_str()), (403, REFUSED));
        }
        assert_eq!(ward.head(&mut sofia).await.door, Door::Glass);
        assert_eq!(ward.open(&mut sofia, "HOPERAT").await, 422, "an administrator states no purpose");
        assert_eq!(ward.glass(&mut sofia, REASON).await.0, 200);
        assert_eq!(ward.section(&mut sofia).await.page.current.len(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_ends_an_opening_and_nothing_opens_by_itself_again() {
    on_each_database(async |test| {
        let ward = Ward::make(&test).await;
        ward.visit(&test, "ruiz", 86_400).await;
        let mut ruiz = test.signed_in(&test.demo, "ruiz").await;
        assert_eq!(ward.head(&mut ruiz).await.door, Door::Open);
        let mut sofia = test.signed_in(&test.demo, "sofia").await;
        let openings: Openings = call(&mut sofia, "audit/list_openings", &[("request[page]", "0")]).await;
        let line = openings.openings.first().expect("an opening");
        assert_eq!((line.who.as_str(), line.patient.as_str()), ("Test ruiz", "Test Hughes"));
        assert!(line.is_open && line.reason.is_none() && line.purpose == Purpose::Treatment);
        let id = line.id.to_string();
        let end = [("request[opening]", id.as_str())];
        assert_eq!(ruiz.call("/api/audit/end_opening", &end).await.status, 403);
        assert_eq!(ruiz.call("/api/audit/list_openings", &[("request[page]", "0")]).await.status, 403);
        assert_eq!(sofia.call("/api/audit/end_opening", &end).await.status, 200);
        assert_eq!(sofia.call("/api/audit/end_opening", &end).await.status, 404, "it is over");
        assert_eq!(count(&test, "chart_view.end", "TREAT %").await, 1);
        assert_eq!(ward.head(&mut ruiz).await.door, Door::Ask);
        assert_eq!(ward.open(&mut ruiz, "TREAT").await, 200);
        assert_eq!(ward.section(&mut ruiz).await.held_back, 0, "still tied to the patient");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn other_clinics_merged_and_own_records_do_not_open() {
    on_each_database(async |test| {
        let ward = Ward::make(&test).await;
        let other = test.chart(&test.norte, 2, "Lucia").await;
        let mut chen = test.signed_in(&test.demo, "chen").await;
        // The other clinic's looks like one that is not there.
        for id in [other.to_string(), uuid::Uuid::nil().to_string()] {
            let fields = [
                ("request[chart]", id.as_str()),
                ("request[purpose]", "TREAT"),
                ("request[reason]", "unconscious in room two"),
                ("request[section]", "diagnoses"),
            ];
            for (endpoint, status) in [
                ("read_head", 404),
                ("open", 404),
                ("break_glass", 404),
                ("close", 404),
                ("read_section", 422),
            ] {
                let reply = chen.call(&format!("/api/chart_view/{endpoint}"), &fields).await;
                assert_eq!(reply.status, status, "{endpoint} {id}: {}", reply.body);
            }
        }
        // A chart that was merged leads to the one that holds its entries.
        let survivor = test.chart(&test.demo, 3, "Survivor").await;
        test.sql(&format!(
            "UPDATE chart SET merged_into = {} WHERE id = {}",
            test.id(survivor.0),
            test.id(ward.chart.0)
        ))
        .await;
        let head = ward.head(&mut chen).await;
        assert_eq!((head.door, head.merged_into), (Door::Merged, Some(survivor)));
        assert_eq!(ward.open(&mut chen, "TREAT").await, 409);
        assert_eq!(ward.glass(&mut chen, REASON).await.0, 409);
        test.sql("UPDATE chart SET merged_into = NULL").await;
        // Nobody opens as a colleague what they read as the patient.
        let mut nurse = test.account(&test.demo, "nurse").await;
        nurse.roles = vec![Role::Provider];
        nurse.charts =
            vec![(ward.chart, domain::actor::Relation::Own, domain::permission::Scope::ALL.to_vec())];
        test.add(nurse).await;
        let mut nurse = test.signed_in(&test.demo, "nurse").await;
        assert_eq!(ward.head(&mut nurse).await.door, Door::Own);
        assert_eq!(ward.open(&mut nurse, "TREAT").await, 403);
        assert_eq!(ward.glass(&mut nurse, REASON).await.0, 403);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_section_is_filtered_by_state_and_by_days_and_pages_show_it() {
    on_each_database(async |test| {
        let ward = Ward::make(&test).await;
        let past = test.entry(&test.demo, ward.chart, (3, "Broken arm", "Condition")).await;
        test.sql(&format!(
            "UPDATE entry SET status = 'resolved', clinical_s = 86400, view = '{{\"date\":\"1970-01-02\"}}' WHERE id = {}",
            test.id(past.0)
        ))
        .await;
        let mut walter = test.signed_in(&test.demo, "walter").await;
        for (query, has_asthma, has_arm) in [
            ("", true, true),
            ("?state=current", true, false),
            ("?state=past", false, true),
            ("?state=nonsense", true, true),
            ("?from=2001-09-09", true, false),
            ("?until=1970-01-02", false, true),
            ("?until=1970-01-01", false, false),
            ("?from=nonsense&until=", true, true),
        ] {
            let page = walter.get(&format!("/records/diagnoses{query}")).await.body;
            let shown = |title: &str| page.contains(&format!("data-entry=\"{title}\""));
            assert_eq!((shown("Asthma"), shown("Broken arm")), (has_asthma, has_arm), "{query}");
        }
        let none = walter.get("/records/diagnoses?until=1970-01-01").await.body;
        assert!(none.contains("Nothing fits"), "{none}");
        let mut sofia = test.signed_in(&test.demo, "sofia").await;
        assert_eq!(ward.glass(&mut sofia, REASON).await.0, 200);
        let of_chart = format!("/patients/{}/record", ward.chart);
        let page = sofia.get(&format!("{of_chart}/diagnoses?state=past")).await.body;
        assert!(page.contains("Broken arm") && !page.contains("Asthma"), "{page}");
        let empty = sofia.get(&format!("{of_chart}/plans")).await.body;
        assert!(empty.contains("None recorded") && !empty.contains("data-not-permitted"), "{empty}");
        let results = sofia.get(&format!("{of_chart}/results")).await.body;
        assert!(results.contains("data-standing=\"blocked\"") && results.contains("HIV test"), "{results}");
        let entry = sofia.get(&format!("{of_chart}/entry/{}", ward.restricted)).await;
        assert!(entry.status == 200 && entry.body.contains("Depression"), "{}", entry.body);
        let held = sofia.get(&format!("{of_chart}/results/{}", ward.held)).await.body;
        assert!(held.contains("Held back from the patient"), "{held}");
    })
    .await;
}
