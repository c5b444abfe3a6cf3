//! Every read of a chart is in the audit log, or it does not happen.

use crate::isolation::world::{CANARY, World};
use crate::support::{Client, Reply, TestPortal, on_each_database};
use axum::http::Method;

/// Reads of a chart: the method, the path with `{id}` for an appointment, the body.
const READS: &[(&str, &str, &str)] = &[
    ("POST", "/api/records/read_section", "request[section]=diagnoses"),
    ("POST", "/api/records/read_section", "request[section]=medications"),
    ("POST", "/api/booking/list_appointments", ""),
    ("POST", "/api/booking/read_appointment", "request[appointment]={id}"),
    ("GET", "/files/visits/{id}.ics", ""),
    ("GET", "/visits", ""),
    ("GET", "/visits/{id}", ""),
    ("GET", "/records/diagnoses", ""),
];

async fn read(world: &World, (method, path, body): (&str, &str, &str)) -> Reply {
    let (walter, own) = &world.walter;
    let fill = |text: &str| text.replace("{id}", &own.appointment.to_string());
    let mut client: Client = walter.clone();
    let headers = [("accept", "application/json"), ("content-type", "application/x-www-form-urlencoded")];
    let method = Method::from_bytes(method.as_bytes()).expect("a method");
    client.send(method, &fill(path), &headers, fill(body)).await
}

async fn events(test: &TestPortal) -> i64 {
    test.number("SELECT COUNT(*) FROM audit_event WHERE chart_id IS NOT NULL AND outcome = 'done'").await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_read_of_a_chart_leaves_an_event() {
    on_each_database(async |test| {
        let world = World::make(&test).await;
        for one in READS {
            let before = events(&test).await;
            let reply = read(&world, *one).await;
            assert_eq!(reply.status, 200, "{one:?}");
            assert!(events(&test).await > before, "{one:?} left no event");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_its_event_nothing_is_read_and_nothing_is_done() {
    on_each_database(async |test| {
        let world = World::make(&test).await;
        let (walter, own) = &world.walter;
        test.sql("ALTER TABLE audit_event RENAME TO audit_event_elsewhere").await;
        for one in READS {
            let reply = read(&world, *one).await;
            assert!(reply.status >= 500, "{one:?}: {}", reply.status);
            assert!(!reply.body.contains(CANARY) && !reply.body.contains("audit"), "{one:?}: {}", reply.body);
        }
        let (hold, id) = (own.hold.to_string(), own.appointment.to_string());
        for (path, fields) in [
            ("/api/booking/confirm_hold", vec![("request[hold]", hold.as_str()), ("request[key]", "k")]),
            ("/api/booking/cancel_appointment", vec![("request[appointment]", id.as_str())]),
            ("/api/account/sign_out", vec![]),
        ] {
            assert_eq!(walter.clone().call(path, &fields).await.status, 500, "{path}");
        }
        assert_eq!(test.number("SELECT COUNT(*) FROM appointment WHERE status = 'booked'").await, 3);
        assert_eq!(test.number("SELECT COUNT(*) FROM claim WHERE kind = 'hold'").await, 3);
        let mut late = test.browser(&test.demo);
        let fields = [("request[username]", "walter"), ("request[password]", "a quiet harbour at dawn")];
        assert_eq!(late.call("/api/account/sign_in", &fields).await.status, 500);
        assert!(late.cookies.is_empty());
    })
    .await;
}
