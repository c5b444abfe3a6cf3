//! The calendar made and changed in the product: from nothing to bookable times, with every field answered.

use crate::support::{Client, TestPortal, on_each_database};
use domain::calendar::contract::{CalendarPage, Saved};
use domain::permission::Role;
use usecases::booking::{SlotQuery, list_slots};
use usecases::live;

type Form<'a> = &'a [(&'a str, &'a str)];

async fn administrator(test: &TestPortal) -> Client {
    for (name, role) in [("sofia", Role::Administrator), ("joan", Role::FrontDesk), ("ana", Role::Provider)] {
        let mut account = test.account(&test.demo, name).await;
        account.roles = vec![role];
        test.add(account).await;
    }
    test.add(test.account(&test.demo, "walter").await).await;
    test.signed_in(&test.demo, "sofia").await
}

async fn read(browser: &mut Client) -> CalendarPage {
    let reply = browser.call("/api/calendar/read_settings", &[]).await;
    serde_json::from_str(&reply.body).unwrap_or_else(|error| panic!("{error}: {}", reply.body))
}

async fn send(browser: &mut Client, what: &str, fields: Form<'_>) -> crate::support::Reply {
    let named: Vec<(String, &str)> =
        fields.iter().map(|(name, value)| (format!("request{name}"), *value)).collect();
    let named: Vec<(&str, &str)> = named.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    browser.call(&format!("/api/calendar/{what}"), &named).await
}

async fn save(browser: &mut Client, what: &str, fields: Form<'_>) -> Saved {
    let reply = send(browser, what, fields).await;
    assert_eq!(reply.status, 200, "{what}: {}", reply.body);
    serde_json::from_str(&reply.body).unwrap_or_else(|error| panic!("{error}: {}", reply.body))
}

const PLACE: Form<'_> = &[("[name]", "Main Street"), ("[zone]", "America/New_York"), ("[address]", "")];
const CHECK: Form<'_> = &[
    ("[name]", "Check-up"),
    ("[minutes]", "30"),
    ("[buffer_after]", ""),
    ("[min_notice_minutes]", "0"),
    ("[horizon_days]", "60"),
    ("[grid_minutes]", ""),
    ("[mode]", "in_person"),
    ("[cancel_notice_minutes]", ""),
    ("[max_upcoming_per_patient]", ""),
    ("[patients]", "any"),
    ("[is_active]", "true"),
];
const ANA: Form<'_> =
    &[("[name]", "Ana Ruiz, MD"), ("[specialty]", "Family medicine"), ("[is_active]", "true")];
const MORNINGS: Form<'_> = &[
    ("[provider]", "ana-ruiz-md"),
    ("[location]", "main-street"),
    ("[weekdays][1]", "1"),
    ("[weekdays][3]", "3"),
    ("[visit_types][0]", "check-up"),
    ("[from]", "09:00"),
    ("[to]", "10:30"),
    ("[valid_from]", ""),
    ("[valid_to]", ""),
];

/// A place, a visit type, a provider, and mornings on Tuesday and Thursday.
async fn make(browser: &mut Client) {
    assert_eq!(save(browser, "save_location", PLACE).await.key, "main-street");
    assert_eq!(save(browser, "save_visit_type", CHECK).await.key, "check-up");
    assert_eq!(save(browser, "save_provider", ANA).await.key, "ana-ruiz-md");
    save(browser, "save_hours", MORNINGS).await;
}

async fn starts(test: &TestPortal, from: &str, to: &str) -> Vec<String> {
    let query = SlotQuery {
        visit_type: "check-up".to_owned(),
        provider: None,
        location: None,
        from: from.parse().expect("a date"),
        to: to.parse().expect("a date"),
    };
    let slots = list_slots(&test.portal.backend, test.demo.id, &query).await.expect("slots");
    slots.into_iter().map(|slot| String::from(slot.local)[..16].to_owned()).collect()
}

#[tokio::test]
async fn a_calendar_made_from_nothing_offers_exactly_its_times() {
    on_each_database(async |test| {
        let mut sofia = administrator(&test).await;
        let html = sofia.get("/settings/calendar").await;
        assert_eq!(html.status, 200);
        assert!(html.body.contains("Set up your calendar"), "{}", html.body);
        make(&mut sofia).await;
        assert_eq!(
            starts(&test, "2027-03-01", "2027-03-07").await,
            [
                "2027-03-02T09:00",
                "2027-03-02T09:30",
                "2027-03-02T10:00",
                "2027-03-04T09:00",
                "2027-03-04T09:30",
                "2027-03-04T10:00"
            ]
        );
        let closed: Form<'_> = &[
            ("[provider]", "ana-ruiz-md"),
            ("[kind]", "closed"),
            ("[from_day]", "2027-03-02"),
            ("[from_time]", "09:00"),
            ("[to_time]", "10:00"),
            ("[note]", "training"),
        ];
        save(&mut sofia, "save_exception", closed).await;
        let holiday: Form<'_> =
            &[("[provider]", ""), ("[location]", ""), ("[kind]", "closed"), ("[from_day]", "2027-03-04")];
        save(&mut sofia, "save_exception", holiday).await;
        let extra: Form<'_> = &[
            ("[provider]", "ana-ruiz-md"),
            ("[location]", "main-street"),
            ("[kind]", "open"),
            ("[from_day]", "2027-03-06"),
            ("[from_time]", "20:00"),
            ("[visit_types][0]", "check-up"),
            ("[to_day]", "2027-03-06"),
            ("[to_time]", "21:00"),
        ];
        save(&mut sofia, "save_exception", extra).await;
        let expected = ["2027-03-02T10:00", "2027-03-06T20:00", "2027-03-06T20:30"];
        assert_eq!(starts(&test, "2027-03-01", "2027-03-07").await, expected);
        let page = read(&mut sofia).await;
        assert_eq!((page.exceptions.len(), page.weekly.len()), (3, 2));
        // The last exception for everybody goes too.
        for row in &page.exceptions {
            save(&mut sofia, "remove_exception", &[("[version]", &row.version)]).await;
        }
        assert_eq!(starts(&test, "2027-03-01", "2027-03-07").await.len(), 6);
        for row in &page.weekly {
            let fields: Form<'_> = &[("[provider]", "ana-ruiz-md"), ("[version]", &row.version)];
            save(&mut sofia, "remove_hours", fields).await;
        }
        assert!(starts(&test, "2027-03-01", "2027-03-07").await.is_empty());
        let html = sofia.get("/settings/calendar?tab=visit_types").await;
        assert!(html.body.contains("Check-up"), "{}", html.body);
    })
    .await;
}

#[tokio::test]
async fn every_field_is_answered_and_nothing_is_written() {
    on_each_database(async |test| {
        let mut sofia = administrator(&test).await;
        make(&mut sofia).await;
        let before = read(&mut sofia).await;
        for (what, base, field, value, answered, message) in [
            ("save_location", PLACE, "[name]", " ", "name", "needed"),
            ("save_location", PLACE, "[zone]", "Mars/Base", "zone", "zone"),
            ("save_provider", ANA, "[name]", "", "name", "needed"),
            ("save_visit_type", CHECK, "[minutes]", "32", "minutes", "multiple_of_five"),
            ("save_visit_type", CHECK, "[minutes]", "", "minutes", "number"),
            ("save_visit_type", CHECK, "[minutes]", "-30", "minutes", "number"),
            ("save_visit_type", CHECK, "[minutes]", "0", "minutes", "length"),
            ("save_visit_type", CHECK, "[buffer_after]", "7", "buffer_after", "multiple_of_five"),
            ("save_visit_type", CHECK, "[grid_minutes]", "0", "grid_minutes", "length"),
            ("save_visit_type", CHECK, "[horizon_days]", "9999", "horizon_days", "too_large"),
            ("save_visit_type", CHECK, "[cancel_notice_minutes]", "x", "cancel_notice_minutes", "number"),
            ("save_visit_type", CHECK, "[mode]", "letter", "mode", "choose"),
            ("save_hours", MORNINGS, "[location]", "nowhere", "location", "choose"),
            ("save_hours", MORNINGS, "[from]", "09:02", "from", "multiple_of_five"),
            ("save_hours", MORNINGS, "[from]", "nine", "from", "time"),
            ("save_hours", MORNINGS, "[to]", "08:00", "to", "order"),
            ("save_hours", MORNINGS, "[valid_from]", "2027-02-30", "valid_from", "date"),
            ("save_hours", MORNINGS, "[visit_types][0]", "dance", "visit_types", "choose"),
            ("save_hours", MORNINGS, "[from]", "09:00", "weekdays", "hours_twice"),
        ] {
            let mut fields: Vec<(&str, &str)> = base.to_vec();
            for pair in &mut fields {
                if pair.0 == field {
                    pair.1 = value;
                }
            }
            let reply = send(&mut sofia, what, &fields).await;
            let expected = format!(
                r#"{{"error":"invalid","fields":[{{"field":"{answered}","message":"calendar.{message}"}}]}}"#
            );
            assert_eq!((reply.status, reply.body), (422, expected), "{what} {field} {value:?}");
            assert!(
                i18n::key_by_name(&format!("field.calendar.{message}")).is_some(),
                "{message} has no text"
            );
        }
        let nothing: Form<'_> =
            &[("[provider]", "ana-ruiz-md"), ("[location]", "main-street"), ("[from]", "1"), ("[to]", "")];
        let reply = send(&mut sofia, "save_hours", nothing).await;
        assert!(reply.body.contains("calendar.choose_day"), "{}", reply.body);
        let backwards: Form<'_> =
            &[("[kind]", "closed"), ("[from_day]", "2027-03-02"), ("[to_day]", "2027-03-01")];
        let reply = send(&mut sofia, "save_exception", backwards).await;
        assert!(reply.body.contains(r#""field":"to_time","message":"calendar.order""#), "{}", reply.body);
        assert_eq!(read(&mut sofia).await, before);
    })
    .await;
}

#[tokio::test]
async fn what_a_colleague_changed_meanwhile_is_not_overwritten() {
    on_each_database(async |test| {
        let mut sofia = administrator(&test).await;
        make(&mut sofia).await;
        let seen = read(&mut sofia).await;
        let row = seen.weekly.first().expect("a row");
        let longer = |version: &str, to: &'static str| {
            vec![
                ("[version]".to_owned(), version.to_owned()),
                ("[provider]".to_owned(), "ana-ruiz-md".to_owned()),
                ("[location]".to_owned(), "main-street".to_owned()),
                ("[weekdays][0]".to_owned(), "1".to_owned()),
                ("[from]".to_owned(), "09:00".to_owned()),
                ("[to]".to_owned(), to.to_owned()),
            ]
        };
        let borrow = |fields: &[(String, String)]| -> Vec<(String, String)> { fields.to_vec() };
        let first = borrow(&longer(&row.version, "11:00"));
        let first: Vec<(&str, &str)> = first.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        save(&mut sofia, "save_hours", &first).await;
        let second = borrow(&longer(&row.version, "12:00"));
        let second: Vec<(&str, &str)> = second.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        let reply = send(&mut sofia, "save_hours", &second).await;
        assert_eq!(
            (reply.status, reply.body.as_str()),
            (409, r#"{"error":"refused","rule":"calendar.changed","kind":"conflict","next":"reload"}"#)
        );
        let now = read(&mut sofia).await;
        assert!(now.weekly.iter().any(|row| row.weekday == 1 && row.to == "11:00"), "{now:?}");
        // The same for a row with a key; another row can still be changed.
        let ana = seen.providers.first().expect("one");
        let rename = |name: &'static str| {
            [
                ("[key]", "ana-ruiz-md"),
                ("[version]", ana.version.as_str()),
                ("[name]", name),
                ("[is_active]", "true"),
            ]
        };
        save(&mut sofia, "save_provider", &rename("Dr Ana Ruiz")).await;
        assert_eq!(send(&mut sofia, "save_provider", &rename("A. Ruiz")).await.status, 409);
        let other = seen.weekly.get(1).expect("another row");
        let fields: Form<'_> = &[("[provider]", "ana-ruiz-md"), ("[version]", &other.version)];
        save(&mut sofia, "remove_hours", fields).await;
        let now = read(&mut sofia).await;
        assert_eq!((now.providers.first().expect("one").key.as_str(), now.weekly.len()), ("ana-ruiz-md", 1));
    })
    .await;
}

#[tokio::test]
async fn only_administrators_of_the_facility_see_and_change_it() {
    on_each_database(async |test| {
        let mut sofia = administrator(&test).await;
        make(&mut sofia).await;
        let page = read(&mut sofia).await;
        let version = page.weekly.first().expect("a row").version.clone();
        let forms: [(&str, Form<'_>); 4] = [
            ("save_location", PLACE),
            ("save_provider", ANA),
            ("save_visit_type", CHECK),
            ("save_hours", MORNINGS),
        ];
        let removal: Form<'_> = &[("[provider]", "ana-ruiz-md"), ("[version]", &version)];
        let closing: Form<'_> = &[("[kind]", "closed"), ("[from_day]", "2027-03-02")];
        let mut requests = forms.to_vec();
        requests.extend([
            ("remove_hours", removal),
            ("save_exception", closing),
            ("remove_exception", removal),
            ("read_settings", &[] as Form<'_>),
        ]);
        for name in ["joan", "ana", "walter"] {
            let mut browser = test.signed_in(&test.demo, name).await;
            for (what, fields) in &requests {
                let reply = send(&mut browser, what, fields).await;
                assert_eq!(
                    (reply.status, reply.body.as_str()),
                    (403, r#"{"error":"forbidden","rule":"access.not_permitted"}"#),
                    "{name} {what}"
                );
            }
            let status = browser.get("/settings/calendar").await.status;
            assert!(matches!(status, 403 | 302), "{name}: {status}");
        }
        let mut stranger = test.browser(&test.demo);
        for (what, fields) in &requests {
            assert_eq!(send(&mut stranger, what, fields).await.status, 401, "{what}");
        }
        let mut javier = test.account(&test.norte, "javier").await;
        javier.roles = vec![Role::Administrator];
        test.add(javier).await;
        let mut javier = test.signed_in(&test.norte, "javier").await;
        let elsewhere = read(&mut javier).await;
        assert!(elsewhere.providers.is_empty() && elsewhere.locations.is_empty());
        assert_eq!(send(&mut javier, "remove_hours", removal).await.status, 404);
        assert_eq!(send(&mut javier, "save_hours", MORNINGS).await.status, 404);
        assert_eq!(read(&mut sofia).await, page);
        let refused = "SELECT COUNT(*) FROM audit_event WHERE action = 'calendar.change' AND outcome = 'access.not_permitted'";
        assert_eq!(test.portal.backend.db.query_number(refused).await.expect("a number"), 21);
        let done = "SELECT COUNT(*) FROM audit_event WHERE action = 'calendar.change' AND outcome = 'done'";
        assert_eq!(test.portal.backend.db.query_number(done).await.expect("a number"), 4);
    })
    .await;
}

#[tokio::test]
async fn open_booking_pages_hear_of_each_change_and_what_is_retired_keeps_its_name() {
    on_each_database(async |test| {
        let mut sofia = administrator(&test).await;
        make(&mut sofia).await;
        let backend = &test.portal.backend;
        let seq = live::last_seq(backend.db.reader()).await.expect("a position");
        let closing: Form<'_> = &[("[kind]", "closed"), ("[from_day]", "2027-03-02")];
        save(&mut sofia, "save_exception", closing).await;
        let events = live::since(backend, test.demo.id, seq).await.expect("events").expect("still there");
        let ana =
            usecases::booking::find_provider(backend, test.demo.id, "ana-ruiz-md").await.expect("known");
        assert!(!events.is_empty() && events.iter().all(|event| event.resource == Some(ana.into())));
        let page = read(&mut sofia).await;
        let line = page.providers.first().expect("one");
        let retire: Form<'_> = &[("[key]", &line.key), ("[version]", &line.version), ("[name]", &line.name)];
        save(&mut sofia, "save_provider", retire).await;
        assert!(starts(&test, "2027-03-01", "2027-03-14").await.is_empty());
        let page = read(&mut sofia).await;
        assert!(page.providers.iter().all(|row| !row.is_active), "{page:?}");
        assert_eq!(page.weekly.len(), 2, "the hours stay for when the provider comes back");
        let mut joan = test.signed_in(&test.demo, "joan").await;
        let reply = joan.call("/api/booking/read_day", &[("request[provider]", &ana.to_string())]).await;
        assert!(reply.body.contains("Ana Ruiz, MD"), "{}", reply.body);
    })
    .await;
}
