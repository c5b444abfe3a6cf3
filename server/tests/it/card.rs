//! The medical-ID card: what stands on it, for whom, and which browser keeps it.

use crate::isolation::world::World;
use crate::support::{Client, PASSWORD, TestPortal, laboratory, on_each_database};
use domain::actor::Relation;
use domain::card::contract::{Card, CardLine, Kept, Relationship, Severity};
use domain::ids::ChartId;
use domain::permission::Scope;

const READ: &str = "/api/card/read_card";
const KEEP: &str = "/api/card/keep_card";
const COPY: &str = "/files/card";

async fn read(client: &mut Client) -> Card {
    let reply = client.call(READ, &[]).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    serde_json::from_str(&reply.body).unwrap_or_else(|error| panic!("{error}: {}", reply.body))
}

async fn keep(client: &mut Client, is_kept: bool) {
    let reply = client.call(KEEP, &[("request[is_kept]", if is_kept { "true" } else { "false" })]).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
}

fn titles(lines: &[CardLine]) -> Vec<&str> {
    lines.iter().map(|line| line.title.as_str()).collect()
}

/// An allergy as it is sent: its standing, how sure it is, and what else is said.
fn allergy(id: &str, title: &str, (clinical, verified): (&str, &str), more: &str) -> String {
    let system = |name: &str| format!("http://terminology.hl7.org/CodeSystem/allergyintolerance-{name}");
    format!(
        r#"{{"resourceType":"AllergyIntolerance","id":"{id}","patient":{{"reference":"Patient/p"}},"clinicalStatus":{{"coding":[{{"system":"{}","code":"{clinical}"}}]}},"verificationStatus":{{"coding":[{{"system":"{}","code":"{verified}"}}]}},"code":{{"text":"{title}"}}{more}}}"#,
        system("clinical"),
        system("verification"),
    )
}

fn condition(id: &str, title: &str, clinical: &str, more: &str) -> String {
    format!(
        r#"{{"resourceType":"Condition","id":"{id}","subject":{{"reference":"Patient/p"}},"clinicalStatus":{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"{clinical}"}}]}},"code":{{"text":"{title}"}}{more}}}"#
    )
}

fn medicine(id: &str, title: &str, status: &str) -> String {
    format!(
        r#"{{"resourceType":"MedicationRequest","id":"{id}","status":"{status}","intent":"order","subject":{{"reference":"Patient/p"}},"medicationCodeableConcept":{{"text":"{title}"}},"dosageInstruction":[{{"text":"1 tablet at night"}}]}}"#
    )
}

fn group(id: &str, code: &str, words: &str, (status, date): (&str, &str)) -> String {
    format!(
        r#"{{"resourceType":"Observation","id":"{id}","status":"{status}","subject":{{"reference":"Patient/p"}},"category":[{{"coding":[{{"code":"laboratory"}}]}}],"code":{{"coding":[{{"system":"http://loinc.org","code":"{code}"}}],"text":"{id}"}},"effectiveDateTime":"{date}","valueCodeableConcept":{{"text":"{words}"}}}}"#
    )
}

const KEPT_BACK: &str =
    r#","meta":{"security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"NOPAT"}]}"#;
const RESTRICTED: &str = r#","meta":{"security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"R"}]}"#;

/// Whom to call, as the patient's resource says it.
const CONTACTS: &str = r#"[
  {"relationship":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0131","code":"E"}]}],"name":{"text":"The employer"},"telecom":[{"system":"phone","value":"1"}]},
  {"relationship":[{"text":"Neighbour"}],"name":{"given":["Old"],"family":"Friend"},"telecom":[{"system":"phone","value":"2"}],"period":{"end":"2020-01-01"}},
  {"relationship":[{"text":"Sister"}],"name":{"given":["Ana"],"family":"Hughes"},"telecom":[{"system":"email","value":"a@example.org"},{"system":"phone","use":"old","value":"3"},{"system":"phone","value":"+1 555 0104","rank":2},{"system":"phone","value":"+1 555 0103","rank":1}]},
  {"relationship":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0131","code":"C"}]}],"name":{"text":"Maria Hughes"},"telecom":[{"system":"phone","value":"+1 555 0105"}]},
  {"name":{"text":"Without a number"}}
]"#;

async fn say_contacts(test: &TestPortal) {
    let contacts: String = CONTACTS.lines().map(str::trim).collect();
    test.sql(&format!(
        r#"UPDATE chart SET content = '{{"resourceType":"Patient","id":"p","contact":{contacts}}}'"#
    ))
    .await;
}

/// Results of the laboratory are shown as they come.
async fn show_results_at_once(test: &TestPortal) {
    test.sql(r#"UPDATE facility SET results = '{"laboratory":"at_once","other":"at_once"}'"#).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_card_says_what_helps_and_nothing_that_is_over() {
    on_each_database(async |test| {
        show_results_at_once(&test).await;
        let severe = r#","criticality":"low","reaction":[{"manifestation":[{"text":"Hives"}],"severity":"mild"},{"manifestation":[{"text":"Shock"}],"severity":"severe"}]"#;
        laboratory::send(
            &test,
            &[
                allergy("a1", "Pollen", ("active", "unconfirmed"), ""),
                allergy("a2", "Penicillin", ("active", "confirmed"), severe),
                allergy("a3", "Cats", ("resolved", "confirmed"), ""),
                allergy("a4", "Nuts", ("active", "refuted"), ""),
                condition("c1", "Asthma", "active", ""),
                condition("c2", "Measles", "resolved", ""),
                medicine("m1", "Metformin", "active"),
                medicine("m2", "Metformin", "active"),
                medicine("m3", "Aspirin", "completed"),
                medicine("m4", "Insulin", "on-hold"),
                medicine("m5", "Statin", "draft"),
                group("b1", "883-9", "0", ("final", "2020-01-01")),
                group("b2", "883-9", "AB", ("final", "2021-01-01")),
                group("b3", "883-9", "B", ("preliminary", "2022-01-01")),
                group("b4", "10331-7", "Positive", ("final", "2021-01-01")),
            ],
        )
        .await;
        say_contacts(&test).await;
        let chart = laboratory::chart(&test).await;
        test.patient(&test.demo, "walter", chart).await;
        let mut walter = test.signed_in(&test.demo, "walter").await;
        let card = read(&mut walter).await;
        assert_eq!((card.name.as_str(), card.born.as_deref()), ("Walter Hughes", Some("1961-03-07")));
        assert_eq!(titles(&card.allergies), ["Penicillin", "Pollen"], "the dangerous one first");
        assert_eq!(card.allergies[0].severity, Some(Severity::Severe));
        assert_eq!(card.allergies[0].details, ["Hives", "Shock"]);
        assert_eq!(titles(&card.conditions), ["Asthma"]);
        let mut medicines = titles(&card.medicines);
        medicines.sort_unstable();
        assert_eq!(medicines, ["Insulin", "Metformin"], "each once, none that is over or planned");
        let blood = card.blood.expect("a blood group");
        let said = |value: Option<domain::results::value::Value>| value.and_then(|value| value.text);
        assert_eq!((said(blood.group).as_deref(), said(blood.rhesus).as_deref()), (Some("AB"), Some("Positive")));
        let people: Vec<_> = card.contacts.iter().map(|contact| contact.name.as_str()).collect();
        assert_eq!(people, ["Maria Hughes", "Ana Hughes"]);
        assert_eq!(card.contacts[0].relationship, Some(Relationship::Emergency));
        assert_eq!(card.contacts[1].words.as_deref(), Some("Sister"));
        assert_eq!(card.contacts[1].phones, ["+1 555 0103", "+1 555 0104"]);
        assert!(card.phone.is_some());
        assert_eq!(card.kept, Kept::Nothing);

        let page = walter.get("/records/card").await;
        assert_eq!(page.status, 200, "{}", page.body);
        for words in ["Walter Hughes", "Penicillin", "Severe reaction", "Asthma", "1 tablet at night", "Maria Hughes"] {
            assert!(page.body.contains(words), "{words}: {}", page.body);
        }
        for words in ["Measles", "Cats", "Nuts", "Aspirin", "The employer"] {
            assert!(!page.body.contains(words), "{words}");
        }
        // Both in one result that is newer.
        laboratory::send(&test, &[group("b5", "882-1", "AB negative", ("final", "2023-01-01"))]).await;
        let blood = read(&mut walter).await.blood.expect("a blood group");
        assert_eq!((said(blood.group).as_deref(), blood.rhesus), (Some("AB negative"), None));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_card_says_what_its_reader_may_not_see() {
    on_each_database(async |test| {
        test.sql(
            r#"UPDATE facility SET results = '{"laboratory":{"by_hand":{"deadline_hours":null}},"other":{"by_hand":{"deadline_hours":null}},"classes":[{"id":"s","name":"S","codes":["10331-7"],"rule":"at_once","is_sensitive":true,"reason":""},{"id":"o","name":"O","codes":["883-9"],"rule":"at_once","is_sensitive":false,"reason":""}]}'"#,
        )
        .await;
        laboratory::send(
            &test,
            &[
                allergy("a1", "Penicillin", ("active", "confirmed"), ""),
                allergy("a2", "private-allergy", ("active", "confirmed"), RESTRICTED),
                allergy("a3", "kept-allergy", ("active", "confirmed"), KEPT_BACK),
                condition("c1", "private-diagnosis", "active", RESTRICTED),
                condition("c2", "kept-diagnosis", "active", KEPT_BACK),
                group("open", "883-9", "open-group", ("final", "2020-01-01")),
                group("sensitive", "10331-7", "sensitive-rhesus", ("final", "2020-01-01")),
                group("held", "882-1", "held-group", ("final", "2026-01-01")),
            ],
        )
        .await;
        let chart = laboratory::chart(&test).await;
        test.patient(&test.demo, "walter", chart).await;
        test.acting(&test.demo, "priya", chart, Relation::Proxy, &Scope::ALL).await;
        test.acting(&test.demo, "records", chart, Relation::Proxy, &[Scope::Records]).await;
        test.acting(&test.demo, "results", chart, Relation::Proxy, &[Scope::Results]).await;
        for (name, shown, hidden) in [
            (
                "walter",
                vec!["Penicillin", "private-allergy", "private-diagnosis", "open-group", "sensitive-rhesus"],
                vec!["held-group", "kept-allergy", "kept-diagnosis"],
            ),
            (
                "priya",
                vec!["Penicillin", "open-group"],
                vec![
                    "private-allergy",
                    "private-diagnosis",
                    "sensitive-rhesus",
                    "held-group",
                    "kept-allergy",
                    "kept-diagnosis",
                ],
            ),
            (
                "records",
                vec!["Penicillin"],
                vec![
                    "private-allergy",
                    "private-diagnosis",
                    "open-group",
                    "sensitive-rhesus",
                    "held-group",
                    "kept-allergy",
                    "kept-diagnosis",
                ],
            ),
        ] {
            let mut client = test.signed_in(&test.demo, name).await;
            let answers =
                [client.call(READ, &[]).await, client.get("/records/card").await, client.get(COPY).await];
            for reply in &answers {
                assert_eq!(reply.status, 200, "{name}: {}", reply.body);
                for words in &shown {
                    assert!(reply.body.contains(words), "{name} does not read {words}: {}", reply.body);
                }
                for words in &hidden {
                    assert!(!reply.body.contains(words), "{name} reads {words}");
                }
            }
        }
        let mut results = test.signed_in(&test.demo, "results").await;
        for reply in [results.call(READ, &[]).await, results.get("/records/card").await, results.get(COPY).await] {
            assert_eq!(reply.status, 403, "{}", reply.body);
            assert!(!reply.body.contains("Penicillin"));
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_copy_is_a_document_by_itself_that_runs_and_fetches_nothing() {
    on_each_database(async |test| {
        let world = World::make(&test).await;
        let mut walter = world.walter.0.clone();
        let reply = walter.get(COPY).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
        assert_eq!(reply.header("cache-control"), "no-store");
        let policy = reply.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
        assert!(!policy.contains("script-src") && !policy.contains("unsafe"), "{policy}");
        assert!(reply.body.starts_with("<!DOCTYPE html>") && reply.body.contains("As of "), "{}", reply.body);
        assert!(reply.body.contains("tel:+15550100"), "{}", reply.body);
        for word in ["<script", "src=", "rel=\"stylesheet\"", "url(", " style="] {
            assert!(!reply.body.contains(word), "{word}: {}", reply.body);
        }
        let events = "SELECT COUNT(*) FROM audit_event WHERE action = 'card.copy' AND outcome = 'done'";
        assert_eq!(test.number(events).await, 1);
        for (why, client) in &world.nobody {
            assert_eq!(client.clone().get(COPY).await.status, 401, "{why}");
        }
        for (why, client) in world.powerless.iter().chain(&world.ended) {
            assert_eq!(client.clone().get(COPY).await.status, 403, "{why}");
        }
        assert_eq!(test.number(events).await, 1);
    })
    .await;
}

const COOKIE: &str = "__Host-card";

async fn walter(test: &TestPortal) -> (ChartId, Client) {
    let chart = test.chart(&test.demo, 1, "Hughes").await;
    test.patient(&test.demo, "walter", chart).await;
    (chart, test.signed_in(&test.demo, "walter").await)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_keeps_a_card_only_when_somebody_turned_that_on() {
    on_each_database(async |test| {
        let (chart, mut walter) = walter(&test).await;
        assert_eq!(read(&mut walter).await.kept, Kept::Nothing);
        walter.get(COPY).await;
        assert!(!walter.cookies.contains_key(COOKIE), "looking keeps nothing");
        keep(&mut walter, true).await;
        let mark = walter.cookies[COOKIE].clone();
        assert_eq!(mark.len(), 43, "{mark}");
        assert!(!mark.contains(&chart.to_string()));
        assert_eq!(read(&mut walter).await.kept, Kept::This);
        let page = walter.get("/records/card").await;
        assert!(page.header("set-cookie").starts_with(COOKIE), "it lasts on");
        keep(&mut walter, false).await;
        assert!(!walter.cookies.contains_key(COOKIE));
        assert_eq!(read(&mut walter).await.kept, Kept::Nothing);
        for action in ["card.keep", "card.forget"] {
            let sql = format!(
                "SELECT COUNT(*) FROM audit_event WHERE action = '{action}' AND outcome = 'done' AND chart_id IS NOT NULL"
            );
            assert_eq!(test.number(&sql).await, 1, "{action}");
        }
        // Nonsense is nothing, and does not stay.
        for nonsense in ["x", "AAAA", &"A".repeat(43)] {
            walter.cookies.insert(COOKIE.to_owned(), nonsense.to_owned());
            assert_eq!(read(&mut walter).await.kept, Kept::Nothing, "{nonsense}");
            assert!(!walter.cookies.contains_key(COOKIE), "{nonsense}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kept_card_goes_when_its_account_signs_out_or_another_one_signs_in() {
    on_each_database(async |test| {
        let (_, mut browser) = walter(&test).await;
        let other = test.chart(&test.demo, 2, "Lee").await;
        test.patient(&test.demo, "maya", other).await;
        let sign_in = async |browser: &mut Client, name: &str| {
            let fields = [("request[username]", name), ("request[password]", PASSWORD)];
            let reply = browser.call("/api/account/sign_in", &fields).await;
            assert_eq!(reply.status, 200, "{}", reply.body);
            reply
        };
        keep(&mut browser, true).await;
        // The same person again: it stays, whether the session had ended or not.
        browser.cookies.remove("__Host-sid");
        let reply = sign_in(&mut browser, "walter").await;
        assert_eq!(reply.header("clear-site-data"), "");
        assert_eq!(read(&mut browser).await.kept, Kept::This);
        // Proving anew who one is takes nothing away either.
        let proof = browser.call("/api/account/step_up", &[("request[password]", PASSWORD)]).await;
        assert_eq!((proof.status, proof.header("clear-site-data")), (200, ""));
        browser.cookies.remove("__Host-sid");
        let reply = sign_in(&mut browser, "maya").await;
        assert!(reply.header("clear-site-data").contains("\"storage\""), "{:?}", reply.headers);
        assert!(!browser.cookies.contains_key(COOKIE));
        assert_eq!(read(&mut browser).await.kept, Kept::Nothing);

        keep(&mut browser, true).await;
        let reply = browser.call("/api/account/sign_out", &[]).await;
        assert!(reply.header("clear-site-data").contains("\"storage\""));
        assert!(!browser.cookies.contains_key(COOKIE));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kept_card_goes_with_the_right_to_see_it() {
    on_each_database(async |test| {
        let (walters, mut walter) = walter(&test).await;
        let mayas = test.chart(&test.demo, 2, "Lee").await;
        let mut account = test.account(&test.demo, "helper").await;
        account.charts = vec![
            (walters, Relation::Proxy, vec![Scope::Records]),
            (mayas, Relation::Proxy, vec![Scope::Records]),
        ];
        test.add(account).await;
        let mut helper = test.signed_in(&test.demo, "helper").await;
        let show = async |client: &mut Client, chart: ChartId| {
            let reply = client.call("/api/account/switch_chart", &[("request[chart]", &chart.to_string())]).await;
            assert_eq!(reply.status, 200, "{}", reply.body);
        };
        show(&mut helper, walters).await;
        keep(&mut helper, true).await;
        assert_eq!(read(&mut helper).await.kept, Kept::This);
        show(&mut helper, mayas).await;
        assert_eq!(read(&mut helper).await.kept, Kept::Another);
        assert!(helper.cookies.contains_key(COOKIE));
        // The mark of one account is none of another's.
        walter.cookies.insert(COOKIE.to_owned(), helper.cookies[COOKIE].clone());
        assert_eq!(read(&mut walter).await.kept, Kept::Nothing);

        let now = test.portal.backend.clock.now().0;
        let ended = |chart: ChartId| {
            format!(
                "UPDATE access_grant SET revoked_s = {now} WHERE chart_id = {} AND account_id = (SELECT id FROM account WHERE username = 'helper')",
                test.id(chart.0)
            )
        };
        test.sql(&ended(walters)).await;
        assert_eq!(read(&mut helper).await.kept, Kept::Nothing, "nothing opens that record any more");
        assert!(!helper.cookies.contains_key(COOKIE));
        keep(&mut helper, true).await;
        assert_eq!(read(&mut helper).await.kept, Kept::This);
        test.sql(&ended(mayas)).await;
        for reply in [helper.call(KEEP, &[("request[is_kept]", "true")]).await, helper.get(COPY).await] {
            assert_eq!(reply.status, 403, "{}", reply.body);
        }
        assert!(helper.cookies.contains_key(COOKIE));
        assert_eq!(helper.get("/records/card").await.status, 403);
        assert!(!helper.cookies.contains_key(COOKIE), "the page takes it away");
        keep(&mut helper, false).await;
    })
    .await;
}
