//! Real processes: what one books the other's readers see, and a process that is killed loses nothing it has promised.

use crate::support::{Process, Settings, TestPortal, exchange, on_each_database, request};
use std::time::Duration;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::time::Instant;

const HOST: &str = "demo.localhost:3000";
const SECOND: Duration = Duration::from_secs(1);

/// A clinic by the system's clock: the demo's calendar, and two patients.
async fn clinic(test: &TestPortal) -> Settings {
    let settings = test.settings();
    test.sql("DELETE FROM facility").await;
    settings.must(&["seed", "demo"]).await;
    settings
}

/// Signs in through a process; the cookies.
async fn sign_in(process: &Process, username: &str, password: &str) -> String {
    let body = format!("request[username]={username}&request[password]={password}");
    let answer = process.call(HOST, "", "account/sign_in", &body).await.expect("an answer");
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.cookies()
}

/// The body of a request for the first free time of the first visit type, `skip` times later.
async fn wish(process: &Process, cookie: &str, skip: usize) -> String {
    let options = process.call(HOST, cookie, "booking/read_options", "").await.expect("an answer").json();
    let kind = options["visit_types"][0]["id"].as_str().expect("a visit type").to_owned();
    let from = "2000-01-01";
    let body = format!("request[visit_type]={kind}&request[from]={from}");
    let page = process.call(HOST, cookie, "booking/find_slots", &body).await.expect("an answer").json();
    let days = page["days"].as_array().expect("days");
    let slots: Vec<_> = days.iter().filter_map(|day| day["slots"].as_array()).flatten().collect();
    let slot = slots.get(slots.len().saturating_sub(1 + skip)).expect("a free time");
    format!(
        "request[visit_type]={kind}&request[provider]={}&request[location]={}&request[start]={}",
        slot["providers"][0].as_str().expect("a provider"),
        slot["location"].as_str().expect("a place"),
        slot["start"]
    )
}

async fn hold(process: &Process, cookie: &str, skip: usize) -> String {
    let body = wish(process, cookie, skip).await;
    let held = process.call(HOST, cookie, "booking/hold_slot", &body).await.expect("an answer");
    assert_eq!(held.status, 200, "{}", held.text);
    held.json()["hold"].as_str().expect("an id").to_owned()
}

/// A patient of the demo: name and password.
async fn patient(settings: &Settings) -> (String, String) {
    let accounts: serde_json::Value =
        serde_json::from_str(&settings.must(&["seed", "demo", "--json"]).await).expect("JSON");
    let accounts = accounts["accounts"].as_array().expect("accounts");
    let found = accounts.iter().find(|account| account["facility"] == "demo" && account["role"] == "patient");
    let word =
        |name: &str| found.and_then(|account| account[name].as_str()).expect("a word").replace(' ', "+");
    (word("username"), word("password"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_booking_at_one_process_reaches_the_readers_of_another_within_a_second() {
    on_each_database(async |test| {
        if !test.portal.backend.db.is_postgres() {
            return;
        }
        let settings = clinic(&test).await;
        let (name, password) = patient(&settings).await;
        let (here, there) = (Process::serve(&settings).await, Process::serve(&settings).await);
        let cookie = sign_in(&here, &name, &password).await;

        let mut reader = there.events(HOST, &cookie, None).await;
        for round in 0..3 {
            let asked = Instant::now();
            hold(&here, &cookie, round).await;
            let seen = reader.ids().len();
            while reader.ids().len() < seen + 1 + usize::from(round > 0) {
                let rest = reader.text.clone();
                reader.text.clear();
                assert!(reader.wait_for("data: {", SECOND).await, "round {round}: {rest}");
                reader.text = rest + &reader.text;
            }
            assert!(asked.elapsed() < 3 * SECOND, "round {round}: {:?}", asked.elapsed());
        }
        assert!(reader.text.contains(r#""kind":"taken""#) && reader.text.contains(r#""kind":"freed""#));
        assert!(!reader.text.contains(&name), "an event names nobody");

        // Case 40: whoever comes back hears what was missed, in order; whoever comes back too late asks anew.
        let ids = reader.ids();
        drop(reader);
        let (first, last) = (ids[0], *ids.last().expect("events"));
        let mut again = there.events(HOST, &cookie, Some(first)).await;
        assert!(again.wait_for(&format!("id: {last}\n"), SECOND).await, "{}", again.text);
        let missed = again.ids();
        assert!(missed.is_sorted() && missed.contains(&last), "{missed:?}");
        test.sql(&format!("DELETE FROM live_event WHERE seq < {last}")).await;
        for wrong in [1, last + 1_000] {
            let mut late = there.events(HOST, &cookie, Some(wrong)).await;
            assert!(late.wait_for("event: resync", SECOND).await, "{wrong}: {}", late.text);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_takes_nothing_holds_nobody_up() {
    on_each_database(async |test| {
        if !test.portal.backend.db.is_postgres() {
            return;
        }
        let settings = clinic(&test).await;
        let (name, password) = patient(&settings).await;
        let process = Process::serve(&settings).await;
        let cookie = sign_in(&process, &name, &password).await;
        let stuck = process.events(HOST, &cookie, None).await;
        let mut reader = process.events(HOST, &cookie, None).await;
        // 20,000 events are more than any socket's buffer and the broadcast's.
        let facility = test.number("SELECT COUNT(*) FROM facility WHERE key = 'demo'").await;
        assert_eq!(facility, 1);
        for batch in 0..20 {
            let now = test.number("SELECT CAST(extract(epoch FROM now()) AS BIGINT)").await;
            test.sql(&format!(
                "INSERT INTO live_event (facility_id, topic, version, kind, from_s, to_s, created_s) \
                 SELECT id, 'slots', n, 'batch{batch}', 0, 0, {now} FROM facility, generate_series(1, 1000) AS n \
                 WHERE key = 'demo'"
            ))
            .await;
            assert!(reader.wait_for(&format!("\"batch{batch}\""), 5 * SECOND).await, "batch {batch}");
            reader.text.clear();
        }
        let asked = Instant::now();
        hold(&process, &cookie, 0).await;
        assert!(reader.wait_for(r#""kind":"taken""#, 2 * SECOND).await, "{:?}", asked.elapsed());
        drop(stuck);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_39_a_process_killed_before_its_reply_has_booked_once_or_not_at_all() {
    on_each_database(async |test| {
        let settings = clinic(&test).await;
        let (name, password) = patient(&settings).await;
        let mut process = Process::serve(&settings).await;
        let cookie = sign_in(&process, &name, &password).await;
        let booked = async || test.number("SELECT COUNT(*) FROM appointment WHERE source = 'portal'").await;
        for round in 0..4 {
            let before = booked().await;
            let hold = hold(&process, &cookie, round).await;
            let body = format!("request[hold]={hold}&request[key]=round{round}");
            let bytes = request(HOST, &cookie, "booking/confirm_hold", &body);
            let mut socket = TcpStream::connect(("127.0.0.1", process.port)).await.expect("a connection");
            socket.write_all(bytes.as_bytes()).await.expect("sent");
            tokio::time::sleep(Duration::from_millis(4 * u64::try_from(round).expect("few"))).await;
            process.kill();
            assert!(booked().await - before <= 1);

            process = Process::serve(&settings).await;
            let mut bodies = Vec::new();
            for _ in 0..2 {
                let answer = exchange(process.port, &bytes).await.expect("an answer");
                assert_eq!(answer.status, 200, "round {round}: {}", answer.text);
                bodies.push(answer.json());
            }
            assert_eq!(bodies[0], bodies[1], "round {round}");
            assert_eq!(booked().await - before, 1, "round {round}");
        }
        let kept = "SELECT COUNT(*) FROM claim WHERE kind = 'appointment' AND expires_s IS NOT NULL";
        assert_eq!(test.number(kept).await, 0);
        settings.must(&["audit", "verify"]).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_stops_does_not_wait_for_open_pages() {
    on_each_database(async |test| {
        let settings = clinic(&test).await;
        let (name, password) = patient(&settings).await;
        let mut process = Process::serve(&settings).await;
        let cookie = sign_in(&process, &name, &password).await;
        let mut page = process.events(HOST, &cookie, None).await;
        let took = process.stop(8 * SECOND).await;
        assert!(took.is_some(), "it waited for a page that only listens");
        assert!(page.ends(SECOND).await, "the page is told, and turns to another process");
    })
    .await;
}
