//! Finding a patient as a colleague: by name, record number or date of birth, only in the own clinic, and noted without the words.

use crate::support::{Client, TestPortal, on_each_database};
use domain::actor::Relation;
use domain::ids::ChartId;
use domain::patients::contract::{MOST_FOUND, PatientsFound};
use domain::permission::{Role, Scope};

const FIND: &str = "/api/patients/find_patients";
const REFUSED: &str = r#"{"error":"forbidden","rule":"access.not_permitted"}"#;

/// A chart with the words of its name; `change` sets more of it.
async fn add(test: &TestPortal, number: u32, family: &str, change: &str) -> ChartId {
    let chart = test.chart(&test.demo, number, family).await;
    if !change.is_empty() {
        test.sql(&format!("UPDATE chart SET {change} WHERE id = {}", test.id(chart.0))).await;
    }
    usecases::charts::name_unnamed(&test.portal.backend, test.demo.id).await.expect("named");
    chart
}

async fn find(browser: &mut Client, words: &str) -> PatientsFound {
    let reply = browser.call(FIND, &[("request[words]", words)]).await;
    assert_eq!(reply.status, 200, "{words:?}: {}", reply.body);
    serde_json::from_str(&reply.body).expect("who was found")
}

async fn noted(test: &TestPortal) -> i64 {
    test.number(
        "SELECT COUNT(*) FROM audit_event WHERE action = 'patients.search' AND outcome = 'done' \
         AND chart_id IS NULL AND account_id IS NOT NULL",
    )
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_patient_is_found_by_name_number_or_birth_date_and_each_search_is_noted_without_its_words() {
    on_each_database(async |test| {
        test.colleague(&test.demo, "ruiz", Role::Provider).await;
        let nunez = add(
            &test,
            1,
            "Nu\u{f1}ez de la Torre",
            "given = 'Jos\u{e9} Mar\u{ed}a', mrn = 'HS-1', birth_date = '1980-03-04'",
        )
        .await;
        let nunes = add(&test, 2, "Nunes", "mrn = '40001', birth_date = '1990-05'").await;
        let lopez = add(&test, 3, "L\u{f3}pez", "birth_date = '1980-04-03'").await;
        let mut ruiz = test.signed_in(&test.demo, "ruiz").await;
        let searches: [(&str, &[ChartId]); 16] = [
            ("nun", &[nunes, nunez]),
            ("N\u{da}\u{d1}EZ", &[nunez]),
            ("torre jose", &[nunez]),
            ("jose nunes", &[]),
            ("unez", &[]),
            ("HS-1", &[nunez]),
            ("HS-", &[]),
            ("40001", &[nunes]),
            ("4000", &[]),
            ("1980-03-04", &[nunez]),
            ("4 March 1980", &[nunez]),
            ("4 de marzo de 1980", &[nunez]),
            // Countries write both orders: who was born on either day is shown, with the date.
            ("3/4/1980", &[lopez, nunez]),
            ("1990-05-01", &[]),
            ("' OR 1=1 --", &[]),
            ("nobody", &[]),
        ];
        let done = 16;
        for (words, expected) in searches {
            let found = find(&mut ruiz, words).await;
            let mut charts: Vec<ChartId> = found.patients.iter().map(|patient| patient.chart).collect();
            let mut expected = expected.to_vec();
            charts.sort();
            expected.sort();
            assert_eq!((charts, found.has_more), (expected, false), "{words:?}");
        }
        assert_eq!(noted(&test).await, done);
        let subjects = test.texts("SELECT subject FROM audit_event WHERE action = 'patients.search'").await;
        assert!(subjects.iter().all(|subject| subject.parse::<u32>().is_ok()), "only how many: {subjects:?}");
        // Too little to search for.
        for words in ["", " ", "a", "%%", "- -"] {
            let reply = ruiz.call(FIND, &[("request[words]", words)]).await;
            assert!(
                reply.status == 422 && reply.body.contains("patients_short"),
                "{words:?}: {}",
                reply.body
            );
        }
        assert_eq!(noted(&test).await, done);
        // One sign can be a whole name.
        let li = add(&test, 4, "\u{674e}", "given = ''").await;
        let found = find(&mut ruiz, "\u{674e}").await;
        assert_eq!(found.patients.iter().map(|patient| patient.chart).collect::<Vec<_>>(), [li]);
        // What tells one from another, and no more.
        let found = find(&mut ruiz, "HS-1").await;
        let patient = found.patients.first().expect("a patient");
        assert_eq!(patient.name, "Jos\u{e9} Mar\u{ed}a Nu\u{f1}ez de la Torre");
        assert_eq!((patient.number.as_deref(), patient.born.as_deref()), (Some("HS-1"), Some("1980-03-04")));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_living_charts_of_the_own_clinic_are_found_and_twenty_at_most() {
    on_each_database(async |test| {
        test.colleague(&test.demo, "joan", Role::FrontDesk).await;
        let survivor = add(&test, 1, "Twice", "mrn = 'A-1', birth_date = '1980-01-31'").await;
        let merged = add(&test, 2, "Twice", "mrn = 'A-2', birth_date = '1980-01-31'").await;
        test.sql(&format!(
            "UPDATE chart SET merged_into = {} WHERE id = {}",
            test.id(survivor.0),
            test.id(merged.0)
        ))
        .await;
        let elsewhere = test.chart(&test.norte, 3, "Twice").await;
        test.sql(&format!(
            "UPDATE chart SET name_words = ' test twice ', mrn = 'A-1', birth_date = '1980-01-31' WHERE id = {}",
            test.id(elsewhere.0)
        ))
        .await;
        let mut joan = test.signed_in(&test.demo, "joan").await;
        for words in ["twice", "A-1", "1980-01-31"] {
            let found = find(&mut joan, words).await;
            let charts: Vec<ChartId> = found.patients.iter().map(|patient| patient.chart).collect();
            assert_eq!(charts, [survivor], "{words}");
        }
        assert!(find(&mut joan, "A-2").await.patients.is_empty(), "merged away");
        // A colleague's own record is shown as any other; opening it is another matter.
        let mut nurse = test.account(&test.demo, "nurse").await;
        nurse.roles = vec![Role::Provider];
        nurse.charts = vec![(survivor, Relation::Own, Scope::ALL.to_vec())];
        test.add(nurse).await;
        let mut nurse = test.signed_in(&test.demo, "nurse").await;
        assert_eq!(find(&mut nurse, "twice").await.patients.len(), 1);
        let mut last = survivor;
        for number in 10..31 {
            last = add(&test, number, "Many", "").await;
        }
        let found = find(&mut joan, "many").await;
        assert_eq!((found.patients.len() as u64, found.has_more), (MOST_FOUND, true));
        test.sql(&format!("UPDATE chart SET merged_into = {0} WHERE id = {1}", test.id(survivor.0), test.id(last.0)))
            .await;
        let found = find(&mut joan, "many").await;
        assert_eq!((found.patients.len() as u64, found.has_more), (MOST_FOUND, false));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_see_who_a_patient_is_finds_nobody() {
    on_each_database(async |test| {
        let chart = add(&test, 1, "Hughes", "").await;
        test.colleague(&test.demo, "bill", Role::Billing).await;
        test.colleague(&test.demo, "sofia", Role::Administrator).await;
        test.patient(&test.demo, "walter", chart).await;
        for name in ["bill", "walter"] {
            let mut browser = test.signed_in(&test.demo, name).await;
            for (path, field) in [(FIND, "request[words]"), ("/api/patients/read_search", "request[kept]")] {
                let reply = browser.call(path, &[(field, "hughes")]).await;
                assert_eq!((reply.status, reply.body.as_str()), (403, REFUSED), "{name} {path}");
            }
            let form = browser.post_form(FIND, &[("request[words]", "hughes")]).await;
            assert!(!form.header("location").contains("search="), "{name}: {}", form.header("location"));
            let page = browser.get("/staff/patients").await;
            assert!(matches!(page.status, 403 | 302), "{name}: {}", page.status);
        }
        assert_eq!(noted(&test).await, 0);
        let refused = "SELECT COUNT(*) FROM audit_event WHERE action = 'patients.search' \
                       AND outcome = 'access.not_permitted'";
        assert!(test.number(refused).await >= 6);
        let mut sofia = test.signed_in(&test.demo, "sofia").await;
        assert_eq!(find(&mut sofia, "hughes").await.patients.len(), 1);
        let mut stranger = test.browser(&test.demo);
        assert_eq!(stranger.call(FIND, &[("request[words]", "hughes")]).await.status, 401);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_scripts_the_answer_is_on_the_next_page_and_the_words_are_in_no_address() {
    on_each_database(async |test| {
        test.colleague(&test.demo, "ruiz", Role::Provider).await;
        test.colleague(&test.demo, "chen", Role::Provider).await;
        let chart = add(&test, 1, "Hughes", "mrn = 'HS-1'").await;
        let link = format!("href=\"/patients/{chart}/record\"");
        let mut ruiz = test.signed_in(&test.demo, "ruiz").await;
        let empty = ruiz.get("/staff/patients").await;
        assert!(empty.status == 200 && empty.body.contains("Whose record do you need?"), "{}", empty.body);
        assert_eq!(noted(&test).await, 0, "the page alone looks for nobody");

        let form = ruiz.post_form(FIND, &[("request[words]", "hughes")]).await;
        let next = form.header("location").to_owned();
        assert_eq!(form.status, 303, "{}", form.body);
        assert!(next.starts_with("/staff/patients?search=") && !next.contains("hughes"), "{next}");
        let kept = test.texts("SELECT body FROM flash").await;
        assert!(kept.len() == 1 && !kept[0].contains("hughes"), "{kept:?}");
        assert_eq!(noted(&test).await, 0, "kept, and not yet looked for");
        let page = ruiz.get(&next).await.body;
        assert!(page.contains(&link) && page.contains("Test Hughes") && page.contains("HS-1"), "{page}");
        assert!(page.contains("value=\"hughes\""), "{page}");
        assert_eq!(noted(&test).await, 1);
        // Once, and for whoever typed it.
        assert!(!ruiz.get(&next).await.body.contains(&link));
        let form = ruiz.post_form(FIND, &[("request[words]", "hughes")]).await;
        let mut chen = test.signed_in(&test.demo, "chen").await;
        assert!(!chen.get(form.header("location")).await.body.contains(&link));
        assert!(!ruiz.get("/staff/patients?search=nonsense").await.body.contains(&link));
        assert_eq!(noted(&test).await, 1);

        ruiz.post_form(FIND, &[("request[words]", "h")]).await;
        let page = ruiz.get("/staff/patients").await.body;
        assert!(
            page.contains("Write at least 2 letters or digits.") && page.contains("value=\"h\""),
            "{page}"
        );
    })
    .await;
}
