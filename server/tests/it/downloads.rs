//! Files of the record on request: who may ask and fetch, until when, and what becomes of those that are lost or over.

use crate::isolation::state::state;
use crate::isolation::world::World;
use crate::support::{Client, PASSWORD, Reply, TestPortal, on_each_database};
use axum::http::Method;
use domain::actor::Relation;
use domain::downloads::State;
use domain::downloads::contract::{DownloadLine, Downloads};
use domain::permission::Scope;
use server::downloads::make_waiting;
use usecases::downloads::{Queue, claim, forget_ended};

/// Asks for a file.
pub async fn ask(client: &mut Client, kind: &str, parts: &[&str], days: (&str, &str)) -> Reply {
    let names: Vec<String> = (0..parts.len()).map(|index| format!("request[parts][{index}]")).collect();
    let mut fields = vec![("request[kind]", kind), ("request[from]", days.0), ("request[to]", days.1)];
    fields.extend(names.iter().map(String::as_str).zip(parts.iter().copied()));
    client.call("/api/downloads/ask_download", &fields).await
}

/// The files of a client, the latest first.
pub async fn list(client: &mut Client) -> Vec<DownloadLine> {
    let reply = client.call("/api/downloads/list_downloads", &[]).await;
    let found: Downloads =
        serde_json::from_str(&reply.body).unwrap_or_else(|error| panic!("{error}: {}", reply.body));
    found.lines
}

/// Makes what waits; says how many files.
pub async fn make(test: &TestPortal) -> u32 {
    make_waiting(&test.portal.backend, &test.demo).await.expect("made")
}

pub fn path(line: &DownloadLine) -> String {
    format!("/files/downloads/{}", line.id)
}

async fn events(test: &TestPortal, action: &str) -> i64 {
    let sql = format!(
        "SELECT COUNT(*) FROM audit_event WHERE action = '{action}' AND outcome = 'done' AND chart_id IS NOT NULL"
    );
    test.number(&sql).await
}

async fn prove(client: &mut Client) {
    let right = [("request[password]", PASSWORD)];
    assert_eq!(client.call("/api/account/step_up", &right).await.status, 200);
}

async fn walter(test: &TestPortal) -> Client {
    let chart = test.chart(&test.demo, 1, "Hughes").await;
    test.acting(&test.demo, "walter", chart, Relation::Own, &Scope::ALL).await;
    test.signed_in(&test.demo, "walter").await
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asked_fetches_it_and_nobody_else_does() {
    on_each_database(async |test| {
        let mut world = World::make(&test).await;
        let mine = &mut world.walter.0;
        let reply = ask(mine, "pdf", &["visits", "allergies"], ("", "")).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        let line = list(mine).await.remove(0);
        assert_eq!((line.state, line.parts.len()), (State::Waiting, 2));
        assert_eq!(mine.get(&path(&line)).await.status, 404, "not made yet");
        assert_eq!(make(&test).await, 1);
        let line = list(mine).await.remove(0);
        assert_eq!(line.state, State::Ready);
        let reply = mine.get(&path(&line)).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        assert!(reply.bytes.starts_with(b"%PDF-1.7"));
        assert_eq!(reply.bytes.len() as u64, line.bytes);
        assert_eq!(reply.header("content-type"), "application/pdf");
        assert!(reply.header("content-disposition").starts_with("attachment; filename=\"record-demo-2027-"));
        assert_eq!(reply.header("cache-control"), "no-store");
        for (action, count) in [("downloads.ask", 1), ("downloads.make", 1), ("downloads.fetch", 1)] {
            assert_eq!(events(&test, action).await, count, "{action}");
        }
        // The patient sees it among the looks at the record.
        let looks = mine.get("/records/access").await;
        assert!(looks.body.contains("Downloaded a file of the record"), "{}", looks.body);

        // Another patient, one of another clinic, whoever acts for this patient: as if there were none.
        for (why, client, expected) in [
            ("maya", &world.maya.0, 404),
            ("lucia", &world.lucia.0, 404),
            ("proxy", &world.proxy, 404),
            ("records_alone", &world.records_alone, 404),
            ("results_alone", &world.results_alone, 403),
            ("visits_alone", &world.visits_alone, 403),
        ] {
            let mut client = client.clone();
            let reply = client.get(&path(&line)).await;
            assert_eq!(reply.status, expected, "{why}: {}", reply.body);
            assert!(!reply.body.contains("%PDF"), "{why}");
            let removed =
                client.call("/api/downloads/remove_download", &[("request[id]", &line.id.to_string())]).await;
            assert_eq!(removed.status, expected, "{why}: {}", removed.body);
            if expected == 404 {
                assert_eq!(list(&mut client).await, [], "{why}");
            } else {
                let asked = ask(&mut client, "pdf", &["visits"], ("", "")).await;
                assert_eq!(asked.status, 403, "{why}: {}", asked.body);
            }
        }
        for (why, client) in world.ended.iter().chain(&world.powerless).chain(&world.nobody) {
            let mut client = client.clone();
            assert!(matches!(client.get(&path(&line)).await.status, 401 | 403 | 404), "{why}");
            let asked = ask(&mut client, "pdf", &["visits"], ("", "")).await;
            assert!(matches!(asked.status, 401 | 403), "{why}: {}", asked.status);
        }
        assert_eq!(events(&test, "downloads.fetch").await, 1);
        assert_eq!(test.number("SELECT COUNT(*) FROM download").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn asking_and_fetching_take_a_proof_anew() {
    on_each_database(async |test| {
        let mut walter = walter(&test).await;
        assert_eq!(ask(&mut walter, "pdf", &["visits"], ("", "")).await.status, 200);
        make(&test).await;
        test.pass(11 * 60);
        let reply = ask(&mut walter, "pdf", &["visits"], ("", "")).await;
        assert_eq!((reply.status, reply.body.contains("step_up")), (403, true), "{}", reply.body);
        let line = list(&mut walter).await.remove(0);
        let reply = walter.get(&path(&line)).await;
        let confirm = format!("/account/confirm?next={}", path(&line));
        assert_eq!((reply.status, reply.header("location")), (303, confirm.as_str()));
        assert_eq!(events(&test, "downloads.fetch").await, 0);
        prove(&mut walter).await;
        assert_eq!(walter.get(&path(&line)).await.status, 200);
        assert_eq!(ask(&mut walter, "archive", &["visits"], ("", "")).await.status, 200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_asked_is_told_by_its_field() {
    on_each_database(async |test| {
        let mut walter = walter(&test).await;
        for (parts, days, field) in [
            (vec![], ("", ""), "parts"),
            (vec!["nothing"], ("", ""), "parts"),
            (vec!["visits"], ("2027-02-30", ""), "from"),
            (vec!["visits"], ("", "tomorrow"), "to"),
            (vec!["visits"], ("2027-02-02", "2027-02-01"), "to"),
        ] {
            let reply = ask(&mut walter, "pdf", &parts, days).await;
            let named = format!("\"field\":\"{field}\"");
            assert!(reply.status == 422 && reply.body.contains(&named), "{field}: {}", reply.body);
        }
        assert_eq!(ask(&mut walter, "everything", &["visits"], ("", "")).await.status, 422, "no kind");
        for _ in 0..5 {
            assert_eq!(ask(&mut walter, "pdf", &["visits"], ("", "")).await.status, 200);
        }
        let reply = ask(&mut walter, "pdf", &["visits"], ("", "")).await;
        assert!(reply.status == 422 && reply.body.contains("downloads.enough"), "{}", reply.body);
        let line = list(&mut walter).await.remove(0);
        let removed =
            walter.call("/api/downloads/remove_download", &[("request[id]", &line.id.to_string())]).await;
        assert_eq!(removed.status, 200);
        assert_eq!(ask(&mut walter, "pdf", &["visits"], ("", "")).await.status, 200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_ends_with_the_access_it_was_made_with() {
    on_each_database(async |test| {
        let world = World::make(&test).await;
        let mut proxy = world.proxy.clone();
        assert_eq!(ask(&mut proxy, "pdf", &["results"], ("", "")).await.status, 200);
        assert_eq!(make(&test).await, 1);
        let line = list(&mut proxy).await.remove(0);
        assert_eq!(proxy.get(&path(&line)).await.status, 200);

        // What may be seen has become less: the file holds more.
        let of_proxy = "account_id = (SELECT id FROM account WHERE username = 'proxy')";
        test.sql(&format!("UPDATE access_grant SET scopes = 'records' WHERE {of_proxy}")).await;
        assert_eq!(proxy.get(&path(&line)).await.status, 410);
        test.sql(&format!("UPDATE access_grant SET scopes = 'records results appointments' WHERE {of_proxy}"))
            .await;
        assert_eq!(proxy.get(&path(&line)).await.status, 200);
        // The clinic calls more tests sensitive.
        test.sql(
            r#"UPDATE facility SET results = '{"laboratory":"at_once","other":"at_once","classes":[{"id":"1","name":"HIV","codes":["7917-8"],"rule":"at_once","is_sensitive":true,"reason":""}]}'"#,
        )
        .await;
        let reply = proxy.get(&path(&line)).await;
        assert_eq!(reply.status, 410, "{}", reply.body);

        // The grant ends while a file waits.
        assert_eq!(ask(&mut proxy, "pdf", &["results"], ("", "")).await.status, 200);
        let now = test.portal.backend.clock.now().0;
        test.sql(&format!("UPDATE access_grant SET revoked_s = {now} WHERE {of_proxy}")).await;
        assert_eq!(make(&test).await, 0);
        let ended = "SELECT COUNT(*) FROM download WHERE state = 'failed' AND problem = 'access_ended'";
        assert_eq!(test.number(ended).await, 1);
        assert_eq!(proxy.get(&path(&line)).await.status, 403);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_taken_back_ends_the_files_that_may_hold_it() {
    on_each_database(async |test| {
        let world = World::make(&test).await;
        let mut walter = world.walter.0.clone();
        let shown = test.result(&test.demo, world.walter.1.chart, (700, "shown", "released")).await;
        assert_eq!(ask(&mut walter, "pdf", &["results"], ("", "")).await.status, 200);
        make(&test).await;
        let line = list(&mut walter).await.remove(0);
        assert_eq!(walter.get(&path(&line)).await.status, 200);
        test.pass(5);
        let (facility, id, now) =
            (test.id(test.demo.id.0), test.id(shown.0), test.portal.backend.clock.now().0);
        let event = test.id(uuid::Uuid::from_u128(0xE7E7));
        test.sql(&format!("UPDATE result SET state = 'blocked' WHERE id = {id}")).await;
        test.sql(&format!(
            "INSERT INTO result_event (facility_id, id, result_id, at_s, what) VALUES ({facility}, {event}, {id}, {now}, 'taken_back')"
        ))
        .await;
        assert_eq!(walter.get(&path(&line)).await.status, 410);
        // One that is made now does not hold it, and lasts.
        test.pass(1);
        assert_eq!(ask(&mut walter, "pdf", &["results"], ("", "")).await.status, 200);
        make(&test).await;
        let line = list(&mut walter).await.remove(0);
        assert_eq!(walter.get(&path(&line)).await.status, 200);
        // Nor does one of entries after one of them was hidden.
        test.pass(5);
        let now = test.portal.backend.clock.now().0;
        let entry = test.id(world.walter.1.entry.0);
        test.sql(&format!("UPDATE entry SET is_hidden = TRUE, updated_s = {now} WHERE id = {entry}")).await;
        assert_eq!(walter.get(&path(&line)).await.status, 410);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_is_lost_loses_the_file_and_the_next_makes_it_whole() {
    on_each_database(async |test| {
        let mut browser = walter(&test).await;
        let (backend, demo) = (&test.portal.backend, &test.demo);
        assert_eq!(ask(&mut browser, "pdf", &["visits"], ("", "")).await.status, 200);
        let mut lost = claim(backend, demo, Queue::Records).await.expect("claimed").expect("a job");
        lost.expect(3).await.expect("its own");
        lost.step().await.expect("its own");
        lost.write(&vec![1; 600_000]).await.expect("its own");
        let line = list(&mut browser).await.remove(0);
        assert_eq!((line.state, line.steps), (State::Working, (1, 3)));
        assert_eq!(test.number("SELECT COUNT(*) FROM download_part").await, 2);
        assert!(claim(backend, demo, Queue::Records).await.expect("asked").is_none(), "it is another's");
        assert_eq!(browser.get(&path(&line)).await.status, 404);

        test.pass(121);
        assert_eq!(make(&test).await, 1);
        assert!(lost.write(&vec![1; 600_000]).await.is_err(), "it is no longer its own");
        assert!(lost.finish("x.pdf").await.is_err());
        let line = list(&mut browser).await.remove(0);
        let reply = browser.get(&path(&line)).await;
        assert_eq!((reply.status, reply.bytes.len() as u64), (200, line.bytes), "{}", reply.body);
        assert!(reply.bytes.starts_with(b"%PDF") && reply.bytes.trim_ascii_end().ends_with(b"%%EOF"));

        // What fails again and again is given up, and says what to do.
        assert_eq!(ask(&mut browser, "pdf", &["visits"], ("", "")).await.status, 200);
        for _ in 0..3 {
            assert!(claim(backend, demo, Queue::Records).await.expect("claimed").is_some());
            test.pass(121);
        }
        assert_eq!(make(&test).await, 0);
        let line = list(&mut browser).await.remove(0);
        assert_eq!((line.state, line.problem.is_some()), (State::Failed, true));
        let page = browser.get("/records/download").await;
        assert!(page.body.contains("Ask for the file again"), "{}", page.body);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_day_and_when_it_is_deleted_nothing_is_left() {
    on_each_database(async |test| {
        let mut browser = walter(&test).await;
        for _ in 0..2 {
            assert_eq!(ask(&mut browser, "archive", &["visits"], ("", "")).await.status, 200);
        }
        assert_eq!(make(&test).await, 2);
        let lines = list(&mut browser).await;
        // Nothing of the file can be read in the database.
        assert_eq!(state(&test).await.tables_with("record.pdf"), Vec::<&str>::new());
        let id = lines[0].id.to_string();
        assert_eq!(browser.call("/api/downloads/remove_download", &[("request[id]", &id)]).await.status, 200);
        assert_eq!(browser.get(&path(&lines[0])).await.status, 404);
        assert_eq!(test.number("SELECT COUNT(*) FROM download_part").await, 1);

        test.pass(86_401);
        let mut browser = test.signed_in(&test.demo, "walter").await;
        assert_eq!(list(&mut browser).await, []);
        assert_eq!(browser.get(&path(&lines[1])).await.status, 410);
        assert_eq!(forget_ended(&test.portal.backend, &test.demo).await.expect("forgotten"), 1);
        assert_eq!(browser.get(&path(&lines[1])).await.status, 404);
        for table in ["download", "download_part"] {
            assert_eq!(test.number(&format!("SELECT COUNT(*) FROM {table}")).await, 0, "{table}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fetch_that_broke_off_goes_on_from_its_byte() {
    on_each_database(async |test| {
        let mut browser = walter(&test).await;
        assert_eq!(ask(&mut browser, "archive", &["visits"], ("", "")).await.status, 200);
        let mut job =
            claim(&test.portal.backend, &test.demo, Queue::Records).await.expect("claimed").expect("a job");
        let whole: Vec<u8> =
            (0..700_000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        for some in whole.chunks(99_991) {
            job.write(some).await.expect("its own");
        }
        job.finish("record.zip").await.expect("finished");
        let line = list(&mut browser).await.remove(0);
        let mut get = async |headers: &[(&str, &str)]| {
            browser.send(Method::GET, &path(&line), headers, String::new()).await
        };
        let reply = get(&[("accept-encoding", "gzip, br")]).await;
        assert_eq!((reply.status, reply.bytes == whole), (200, true));
        assert_eq!((reply.header("accept-ranges"), reply.header("content-length")), ("bytes", "700000"));
        assert_eq!(reply.header("content-encoding"), "");
        let tag = reply.header("etag").to_owned();
        assert_eq!(tag.len(), 66, "{tag}");
        for (range, from, to) in [
            ("bytes=0-9", 0, 10),
            ("bytes=262100-262200", 262_100, 262_201),
            ("bytes=300000-", 300_000, 700_000),
            ("bytes=-5", 699_995, 700_000),
        ] {
            let reply = get(&[("range", range), ("if-range", &tag)]).await;
            assert_eq!(reply.status, 206, "{range}");
            assert_eq!(reply.header("content-range"), format!("bytes {from}-{}/700000", to - 1));
            assert!(reply.bytes == whole[from..to], "{range}");
        }
        assert_eq!(get(&[("range", "bytes=5-"), ("if-range", "\"other\"")]).await.bytes.len(), 700_000);
        let reply = get(&[("range", "bytes=700000-")]).await;
        assert_eq!((reply.status, reply.header("content-range")), (416, "bytes */700000"));
        assert_eq!(events(&test, "downloads.fetch").await, 7);
    })
    .await;
}
