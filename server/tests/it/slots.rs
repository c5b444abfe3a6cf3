//! Free times as the command line lists them: clock changes, exceptions and zones (BOOKING.md, cases 1 to 18).

use crate::support::{TestPortal, on_each_database};
use domain::time::Instant;
use usecases::Backend;
use usecases::booking::{OfferedSlot, SlotQuery, list_slots};
use usecases::calendar::{CalendarFile, import_calendar};
use usecases::clock::FixedClock;

/// One provider at one place, open every day from `from` to `to`, for visits of `minutes`.
fn calendar(zone: &str, from: &str, to: &str, minutes: u32, exceptions: &str) -> CalendarFile {
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let weekly: Vec<String> = days
        .iter()
        .map(|day| {
            format!(
                r#"{{"provider":"ruiz","location":"main","visit_types":["check"],"weekday":"{day}","from":"{from}","to":"{to}"}}"#
            )
        })
        .collect();
    let text = format!(
        r#"{{"facility":"demo",
            "locations":[{{"key":"main","name":"Main Street","zone":"{zone}"}}],
            "providers":[{{"key":"ruiz","name":"Ana Ruiz","specialty":""}}],
            "visit_types":[{{"key":"check","name":"Check-up","minutes":{minutes},"horizon_days":400}}],
            "weekly":[{}],"exceptions":[{exceptions}]}}"#,
        weekly.join(",")
    );
    CalendarFile::parse(&text).expect("a calendar file")
}

async fn import(test: &TestPortal, file: CalendarFile) {
    import_calendar(&test.portal.backend, test.demo.id, file, false).await.expect("imported");
}

fn query(from: &str, to: &str) -> SlotQuery {
    SlotQuery {
        visit_type: "check".to_owned(),
        provider: Some("ruiz".to_owned()),
        location: None,
        from: from.parse().expect("a date"),
        to: to.parse().expect("a date"),
    }
}

/// Slots as `--now` sees them.
async fn list(test: &TestPortal, now: &str, query: &SlotQuery) -> Vec<OfferedSlot> {
    let clock = std::sync::Arc::new(FixedClock::at(instant(now)));
    let backend = Backend { clock, ..test.portal.backend.clone() };
    list_slots(&backend, test.demo.id, query).await.expect("slots")
}

async fn on_day(test: &TestPortal, day: &str) -> Vec<String> {
    let slots = list(test, "2027-01-01T00:00:00Z", &query(day, day)).await;
    slots.into_iter().map(|slot| slot.local.into()).collect()
}

fn instant(text: &str) -> Instant {
    Instant(text.parse::<jiff::Timestamp>().expect("an instant").as_second())
}

fn utc(slot: &OfferedSlot) -> String {
    jiff::Timestamp::from_second(slot.start.0).expect("in range").to_string()
}

#[tokio::test]
async fn case_1_a_day_of_hours_has_as_many_slots_on_the_day_clocks_change() {
    on_each_database(async |test| {
        import(&test, calendar("America/New_York", "09:00", "17:00", 30, "")).await;
        for (day, first) in [("2027-03-13", "2027-03-13T14:00:00Z"), ("2027-03-14", "2027-03-14T13:00:00Z")] {
            let slots = list(&test, "2027-03-01T12:00:00Z", &query(day, day)).await;
            assert_eq!((slots.len(), utc(&slots[0]).as_str()), (16, first));
        }
        let slots = list(&test, "2027-03-01T12:00:00Z", &query("2027-03-14", "2027-03-14")).await;
        let first = &slots[0];
        assert_eq!(String::from(first.local), "2027-03-14T09:00:00-04:00");
        assert_eq!(first.end, first.start.plus_minutes(30));
        assert_eq!((first.provider.as_str(), first.location.as_str()), ("ruiz", "main"));
    })
    .await;
}

#[tokio::test]
async fn case_2_an_afternoon_after_the_change_is_not_shifted() {
    on_each_database(async |test| {
        import(&test, calendar("America/New_York", "13:00", "18:00", 60, "")).await;
        let slots = list(&test, "2027-03-01T12:00:00Z", &query("2027-03-14", "2027-03-14")).await;
        let starts: Vec<String> = slots.iter().map(utc).collect();
        let expected = [17, 18, 19, 20, 21].map(|hour| format!("2027-03-14T{hour}:00:00Z"));
        assert_eq!(starts, expected);
    })
    .await;
}

#[tokio::test]
async fn cases_3_and_5_skipped_hours_do_not_exist_and_repeated_ones_count_twice() {
    on_each_database(async |test| {
        import(&test, calendar("America/New_York", "00:00", "04:00", 60, "")).await;
        assert_eq!(
            on_day(&test, "2027-03-14").await,
            ["2027-03-14T00:00:00-05:00", "2027-03-14T01:00:00-05:00", "2027-03-14T03:00:00-04:00"]
        );
        assert_eq!(
            on_day(&test, "2027-11-07").await,
            [
                "2027-11-07T00:00:00-04:00",
                "2027-11-07T01:00:00-04:00",
                "2027-11-07T01:00:00-05:00",
                "2027-11-07T02:00:00-05:00",
                "2027-11-07T03:00:00-05:00"
            ]
        );
    })
    .await;
}

#[tokio::test]
async fn cases_7_and_8_madrid_on_both_nights() {
    on_each_database(async |test| {
        import(&test, calendar("Europe/Madrid", "01:00", "05:00", 30, "")).await;
        for (day, count, first, last) in [
            ("2027-03-28", 6, "2027-03-28T00:00:00Z", "2027-03-28T02:30:00Z"),
            ("2027-10-31", 10, "2027-10-30T23:00:00Z", "2027-10-31T03:30:00Z"),
        ] {
            let slots = list(&test, "2027-01-01T00:00:00Z", &query(day, day)).await;
            assert_eq!(slots.len(), count);
            assert_eq!((utc(&slots[0]).as_str(), utc(&slots[count - 1]).as_str()), (first, last));
        }
        import(&test, calendar("Europe/Madrid", "08:00", "15:00", 20, "")).await;
        for (day, first) in [("2027-03-28", "2027-03-28T06:00:00Z"), ("2027-10-31", "2027-10-31T07:00:00Z")] {
            let slots = list(&test, "2027-01-01T00:00:00Z", &query(day, day)).await;
            assert_eq!((slots.len(), utc(&slots[0]).as_str()), (21, first));
        }
    })
    .await;
}

#[tokio::test]
async fn cases_14_and_15_offsets_of_other_places() {
    on_each_database(async |test| {
        import(&test, calendar("Asia/Kathmandu", "09:00", "17:00", 30, "")).await;
        let slots = list(&test, "2027-02-01T00:00:00Z", &query("2027-03-01", "2027-03-01")).await;
        assert_eq!((slots.len(), utc(&slots[0]).as_str()), (16, "2027-03-01T03:15:00Z"));
        import(&test, calendar("Europe/Madrid", "09:00", "10:00", 30, "")).await;
        let slots = list(&test, "2027-02-01T00:00:00Z", &query("2027-03-20", "2027-03-20")).await;
        assert_eq!(utc(&slots[0]), "2027-03-20T08:00:00Z");
        let in_new_york = usecases::zones::local("America/New_York", slots[0].start);
        assert_eq!(String::from(in_new_york), "2027-03-20T04:00:00-04:00");
    })
    .await;
}

#[tokio::test]
async fn case_18_closed_wins_whatever_the_order() {
    on_each_database(async |test| {
        let rows = [("closed", "10:00", "12:00"), ("closed", "11:00", "13:00"), ("open", "12:30", "14:00")];
        for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
            let exceptions: Vec<String> = order
                .iter()
                .map(|index| {
                    let (kind, from, to) = rows[*index];
                    format!(
                        r#"{{"provider":"ruiz","location":"main","kind":"{kind}","from":"2027-03-02T{from}","to":"2027-03-02T{to}"}}"#
                    )
                })
                .collect();
            // Weekly hours end before, so that only the exceptions open the day's noon.
            import(&test, calendar("America/New_York", "09:00", "10:00", 30, &exceptions.join(","))).await;
            assert_eq!(
                on_day(&test, "2027-03-02").await,
                [
                    "2027-03-02T09:00:00-05:00",
                    "2027-03-02T09:30:00-05:00",
                    "2027-03-02T13:00:00-05:00",
                    "2027-03-02T13:30:00-05:00"
                ]
            );
        }
    })
    .await;
}

#[tokio::test]
async fn notice_and_horizon_are_exact() {
    on_each_database(async |test| {
        let mut file = calendar("America/New_York", "09:00", "11:00", 60, "");
        file.visit_types[0].min_notice_minutes = 120;
        file.visit_types[0].horizon_days = 2;
        import(&test, file).await;
        let all = query("1900-01-01", "2999-12-31");
        let starts = async |now: &str| -> Vec<String> {
            list(&test, now, &all).await.iter().map(|slot| String::from(slot.local)).collect()
        };
        let later = [
            "2027-03-02T09:00:00-05:00",
            "2027-03-02T10:00:00-05:00",
            "2027-03-03T09:00:00-05:00",
            "2027-03-03T10:00:00-05:00",
        ];
        let today = ["2027-03-01T09:00:00-05:00", "2027-03-01T10:00:00-05:00"];
        assert_eq!(starts("2027-03-01T12:00:00Z").await, [&today[..], &later[..]].concat());
        assert_eq!(starts("2027-03-01T12:00:01Z").await, [&today[1..], &later[..]].concat());
    })
    .await;
}

#[tokio::test]
async fn slots_at_one_instant_are_sorted_by_provider_and_place() {
    on_each_database(async |test| {
        let mut file = calendar("America/New_York", "09:00", "10:00", 60, "");
        for key in ["zorn", "abel"] {
            file.providers.push(usecases::calendar::ProviderEntry {
                key: key.to_owned(),
                name: format!("A {key}"),
                specialty: String::new(),
                active: None,
            });
            let mut hours = file.weekly.clone();
            hours.truncate(7);
            hours.iter_mut().for_each(|row| key.clone_into(&mut row.provider));
            file.weekly.extend(hours);
        }
        import(&test, file).await;
        let any = SlotQuery { provider: None, ..query("2027-03-02", "2027-03-02") };
        let keys: Vec<String> =
            list(&test, "2027-03-01T12:00:00Z", &any).await.into_iter().map(|slot| slot.provider).collect();
        assert_eq!(keys, ["abel", "ruiz", "zorn"]);
    })
    .await;
}

#[tokio::test]
async fn unknown_keys_are_named() {
    on_each_database(async |test| {
        import(&test, calendar("America/New_York", "09:00", "10:00", 60, "")).await;
        let known = query("2027-03-02", "2027-03-02");
        for (wrong, name) in [
            (SlotQuery { visit_type: "chat".to_owned(), ..known.clone() }, "visit type \"chat\""),
            (SlotQuery { provider: Some("house".to_owned()), ..known.clone() }, "provider \"house\""),
            (SlotQuery { location: Some("moon".to_owned()), ..known.clone() }, "location \"moon\""),
        ] {
            let answer = list_slots(&test.portal.backend, test.demo.id, &wrong).await;
            assert!(answer.as_ref().is_err_and(|error| error.contains(name)), "{answer:?}");
        }
    })
    .await;
}
