//! A hundred browsers at once, through the whole server (BOOKING.md, cases 22 and 23).

use crate::support::clinic::{Clinic, at};
use crate::support::{Client, Reply, TestPortal, on_each_database};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::collections::BTreeMap;
use usecases::keys::sha256;
use uuid::Uuid;

const CROWD: u8 = 100;

/// The id of a patient's chart, account and grant.
fn patient(number: u8) -> Uuid {
    Uuid::from_u128(0xB000 + u128::from(number))
}

/// A hundred patients who are signed in; all rows written at once.
async fn crowd(test: &TestPortal) -> Vec<Client> {
    let facility = test.id(test.demo.id.0);
    let now = crate::support::START.0;
    let mut rows: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut clients = Vec::new();
    for number in 0..CROWD {
        let token = [number; 32];
        let own = test.id(patient(number));
        let mut add = |table, row| rows.entry(table).or_default().push(format!("({facility}, {row})"));
        add("resource (facility_id, id, kind, version)", format!("{own}, 'patient', 0"));
        add(
            "chart (facility_id, id, given, family, is_deceased, content, content_hash, updated_s)",
            format!("{own}, 'Test', 'Patient', FALSE, '{{}}', {}, 0", test.bytes(&[0])),
        );
        add(
            "account (facility_id, id, username, display_name, password_hash, is_disabled, created_s)",
            format!("{own}, 'one of many {number}', 'Somebody', '', FALSE, 0"),
        );
        add(
            "access_grant (facility_id, id, account_id, chart_id, relation, scopes, starts_s)",
            format!("{own}, {own}, {own}, 'own', 'records appointments', 0"),
        );
        add(
            "session (facility_id, token_hash, account_id, chart_id, assurance, device, created_s, last_seen_s, expires_s)",
            format!("{}, {own}, {own}, 1, '', {now}, {now}, {}", test.bytes(&sha256(&token)), now + 40_000),
        );
        let mut client = test.browser(&test.demo);
        client.cookies.insert("__Host-sid".to_owned(), URL_SAFE_NO_PAD.encode(token));
        clients.push(client);
    }
    for (table, rows) in rows {
        test.sql(&format!("INSERT INTO {table} VALUES {}", rows.join(", "))).await;
    }
    clients
}

/// A browser, a path, a form.
type Call = (Client, &'static str, Vec<(&'static str, String)>);

/// Calls with every client at the same time.
async fn at_once(calls: Vec<Call>) -> Vec<Reply> {
    let running: Vec<_> = calls
        .into_iter()
        .map(|(mut client, path, fields)| {
            tokio::spawn(async move {
                let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
                client.call(path, &fields).await
            })
        })
        .collect();
    let mut replies = Vec::new();
    for task in running {
        replies.push(task.await.expect("no panic"));
    }
    replies
}

/// How many answers had each status.
fn statuses(replies: &[Reply]) -> BTreeMap<u16, usize> {
    let mut counts = BTreeMap::new();
    for reply in replies {
        *counts.entry(reply.status).or_default() += 1;
    }
    counts
}

/// Beginnings of the times a refusal offers instead.
fn alternatives(reply: &Reply) -> Vec<i64> {
    let error: serde_json::Value = serde_json::from_str(&reply.body).expect("JSON");
    let offered = error["alternatives"].as_array().cloned().unwrap_or_default();
    offered.iter().filter_map(|slot| slot["start"].as_i64()).collect()
}

async fn wish(clinic: &Clinic<'_>, visit_type: &str, minutes: i64) -> Vec<(&'static str, String)> {
    let wish = clinic.wish(visit_type, Some("ruiz"), at(9, minutes)).await;
    vec![
        ("request[visit_type]", wish.visit_type.to_string()),
        ("request[provider]", wish.provider.expect("a provider").to_string()),
        ("request[location]", wish.location.to_string()),
        ("request[start]", wish.start.0.to_string()),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn case_22_a_hundred_browsers_hold_and_confirm_one_slot() {
    on_each_database(async |test| {
        let clinic = Clinic::open(&test).await;
        let clients = crowd(&test).await;
        let wish = wish(&clinic, "check", 0).await;
        let calls = clients.iter().map(|client| (client.clone(), "/api/booking/hold_slot", wish.clone()));
        let replies = at_once(calls.collect()).await;
        assert_eq!(statuses(&replies), BTreeMap::from([(200, 1), (409, 99)]));
        for reply in replies.iter().filter(|reply| reply.status == 409) {
            assert_eq!(alternatives(reply), [30, 60, 90].map(|minutes| at(9, minutes).0));
        }

        // Everybody had held it once and lost it: a hundred forms for one slot are sent at the same moment.
        test.sql("DELETE FROM claim").await;
        let ids = |name: &str| {
            let found = wish.iter().find(|(field, _)| *field == format!("request[{name}]"));
            test.id(found.expect("a field").1.parse().expect("an id"))
        };
        let (facility, provider, location, kind) =
            (test.id(test.demo.id.0), ids("provider"), ids("location"), ids("visit_type"));
        let (start, end, ended) = (at(9, 0).0, at(9, 30).0, crate::support::START.0 - 1);
        let rows: Vec<String> = (0..CROWD)
            .map(|number| {
                let (own, session) = (test.id(patient(number)), test.bytes(&sha256(&[number; 32])));
                format!(
                    "({facility}, {own}, 'ended', {own}, {session}, {provider}, {location}, {kind}, {start}, {end}, \
                     {start}, {end}, {ended}, FALSE, 0)"
                )
            })
            .collect();
        test.sql(&format!(
            "INSERT INTO claim (facility_id, id, kind, chart_id, owner_session, provider_id, location_id, \
             visit_type_id, start_s, end_s, busy_from_s, busy_to_s, expires_s, is_extended, created_s) VALUES {}",
            rows.join(", ")
        ))
        .await;
        let mut calls = Vec::new();
        for (number, client) in (0..CROWD).zip(&clients) {
            let fields =
                vec![("request[hold]", patient(number).to_string()), ("request[key]", format!("form {number}"))];
            calls.push((client.clone(), "/api/booking/confirm_hold", fields));
        }
        let again = calls.clone();
        let replies = at_once(calls).await;
        let counts = statuses(&replies);
        assert_eq!((counts.get(&200), counts.len()), (Some(&1), 2), "{counts:?}");
        assert_eq!(counts.get(&410), Some(&99), "{counts:?}");
        for reply in replies.iter().filter(|reply| reply.status == 410) {
            assert_eq!(alternatives(reply), [30, 60, 90].map(|minutes| at(9, minutes).0));
        }
        assert_eq!(clinic.count("appointment").await, 1);
        assert_eq!(clinic.count("outbox WHERE event = 'appointment_booked'").await, 1);
        assert_eq!(clinic.kept_units().await, 12);

        // The winner's browser asks again, as if the reply had been lost.
        let winner = replies.iter().position(|reply| reply.status == 200).expect("one");
        let replayed = at_once(vec![again[winner].clone()]).await;
        assert_eq!((replayed[0].status, &replayed[0].body), (200, &replies[winner].body));
        assert_eq!(clinic.count("appointment").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_23_a_hundred_browsers_and_overlapping_times() {
    on_each_database(async |test| {
        let clinic = Clinic::open(&test).await;
        let clients = crowd(&test).await;
        let mut calls = Vec::new();
        for (index, client) in (0_i64..).zip(&clients) {
            calls.push((
                client.clone(),
                "/api/booking/hold_slot",
                wish(&clinic, "fine", index % 12 * 5).await,
            ));
        }
        let replies = at_once(calls).await;
        let counts = statuses(&replies);
        assert!(counts.keys().all(|status| [200, 409].contains(status)), "{counts:?}");
        let held = counts.get(&200).copied().unwrap_or_default();
        assert!((1..=3).contains(&held), "{counts:?}");
        let units = clinic.count("busy_unit").await;
        assert_eq!(units, 12 * i64::try_from(held).expect("few"), "times that are held are disjoint");
    })
    .await;
}
