//! The records of all patients as one file: for administrators alone, with a reason that others see, and told to every patient.

use crate::downloads::make;
use crate::downloads_files::{text, unpacked};
use crate::isolation::world::World;
use crate::support::laboratory::{Test, report, send};
use crate::support::{Client, PASSWORD, Reply, TestPortal, on_each_database};
use domain::audit::alert::AlertKind;
use domain::audit::contract::AlertsPage;
use domain::downloads::State;
use domain::downloads::contract::{ExportLine, Exports};
use domain::permission::Role;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
use usecases::downloads::{Queue, claim};

const REASON: &str = "We move to another system";

async fn ask(client: &mut Client, reason: &str) -> Reply {
    client.call("/api/downloads/ask_export", &[("request[reason]", reason)]).await
}

async fn list(client: &mut Client) -> Vec<ExportLine> {
    let reply = client.call("/api/downloads/list_exports", &[]).await;
    let found: Exports =
        serde_json::from_str(&reply.body).unwrap_or_else(|error| panic!("{error}: {}", reply.body));
    found.lines
}

fn path(line: &ExportLine) -> String {
    format!("/files/exports/{}", line.id)
}

async fn events(test: &TestPortal, action: &str, with_chart: bool) -> i64 {
    let is = if with_chart { "NOT NULL" } else { "NULL" };
    let of = format!("action = '{action}' AND outcome = 'done' AND chart_id IS {is}");
    test.number(&format!("SELECT COUNT(*) FROM audit_event WHERE {of}")).await
}

fn administrator(world: &World) -> Client {
    let found = world.colleagues.iter().find(|(role, _)| *role == Role::Administrator);
    found.expect("an administrator").1.clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_takes_all_records_along_and_everybody_hears_of_it() {
    on_each_database(async |test| {
        let world = World::make(&test).await;
        let mut admin = administrator(&world);
        let before = test.number("SELECT COUNT(*) FROM outbox").await;
        for reason in ["", "   "] {
            let reply = ask(&mut admin, reason).await;
            assert!(reply.status == 422 && reply.body.contains("reason"), "{}", reply.body);
        }
        let reply = ask(&mut admin, REASON).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        assert!(test.number("SELECT COUNT(*) FROM outbox").await > before, "administrators are told");
        let line = list(&mut admin).await.remove(0);
        assert_eq!((line.state, line.reason.as_str(), line.is_own), (State::Waiting, REASON, true));
        assert_eq!(admin.get(&path(&line)).await.status, 404, "not made yet");
        // While the portal is closed for patients, too.
        test.sql("UPDATE facility SET is_enabled = FALSE WHERE key = 'demo'").await;
        let mut closed = test.demo.clone();
        closed.is_enabled = false;
        let made = server::downloads::make_waiting(&test.portal.backend, &closed).await.expect("made");
        assert_eq!(made, 1);
        test.sql("UPDATE facility SET is_enabled = TRUE WHERE key = 'demo'").await;
        let line = list(&mut admin).await.remove(0);
        assert_eq!(line.state, State::Ready);
        let reply = admin.get(&path(&line)).await;
        assert_eq!((reply.status, reply.header("content-type")), (200, "application/zip"), "{}", reply.body);
        assert!(reply.header("content-disposition").contains("clinic-demo-2027-"));
        assert_eq!(reply.bytes.len() as u64, line.bytes);
        let charts = test
            .number("SELECT COUNT(*) FROM chart WHERE merged_into IS NULL AND facility_id = (SELECT id FROM facility WHERE key = 'demo')")
            .await;
        assert!(charts > 1);
        assert_eq!(events(&test, "exports.make", true).await, charts);
        for action in ["exports.ask", "exports.make", "exports.fetch"] {
            assert_eq!(events(&test, action, false).await, 1, "{action}");
        }
        let mut walter = world.walter.0.clone();
        let looks = walter.get("/records/access").await;
        assert!(looks.body.contains("Put the record into a file with all records"), "{}", looks.body);
        let alerts = admin.call("/api/audit/read_alerts", &[]).await;
        let alerts: AlertsPage = serde_json::from_str(&alerts.body).expect("alerts");
        assert!(alerts.alerts.iter().any(|alert| alert.kind == AlertKind::Export));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_asks_sees_or_fetches_it() {
    on_each_database(async |test| {
        let mut world = World::make(&test).await;
        let mut admin = administrator(&world);
        assert_eq!(ask(&mut admin, REASON).await.status, 200);
        assert_eq!(make(&test).await, 1);
        let line = list(&mut admin).await.remove(0);
        let others = world.colleagues.iter_mut().filter(|(role, _)| *role != Role::Administrator);
        let mut everybody: Vec<(String, Client)> =
            others.map(|(role, client)| (role.name().to_owned(), client.clone())).collect();
        everybody.push(("a patient".to_owned(), world.walter.0.clone()));
        everybody.push(("a proxy".to_owned(), world.proxy.clone()));
        for (who, mut client) in everybody {
            assert_eq!(ask(&mut client, REASON).await.status, 403, "{who}");
            assert_eq!(client.get(&path(&line)).await.status, 403, "{who}");
            let elsewhere = client.get(&format!("/files/downloads/{}", line.id)).await;
            assert!(matches!(elsewhere.status, 403 | 404), "{who}: {}", elsewhere.status);
            let reply = client.call("/api/downloads/ask_download", &[("request[kind]", "clinic"), ("request[parts][0]", "visits")]).await;
            assert!(matches!(reply.status, 403 | 422), "{who}: {}", reply.body);
        }
        // Another administrator sees it in the list, takes it away, and does not get what it holds.
        test.colleague(&test.demo, "second", Role::Administrator).await;
        let mut second = test.signed_in(&test.demo, "second").await;
        let seen = list(&mut second).await.remove(0);
        assert_eq!((seen.id, seen.is_own), (line.id, false));
        assert_eq!(second.get(&path(&line)).await.status, 404);
        // Whoever is no administrator any more has no file any more.
        test.sql("UPDATE staff_role SET role = 'front_desk' WHERE role = 'administrator' AND account_id = (SELECT account_id FROM download)").await;
        assert_eq!(admin.get(&path(&line)).await.status, 403);
        let removed = second.call("/api/downloads/remove_export", &[("request[id]", &line.id.to_string())]).await;
        assert_eq!(removed.status, 200, "{}", removed.body);
        assert_eq!(list(&mut second).await, []);
        let forgotten = usecases::downloads::forget_ended(&test.portal.backend, &test.demo).await;
        assert_eq!(forgotten.expect("forgotten"), 1);
        assert_eq!(test.number("SELECT COUNT(*) FROM download_part").await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn asking_and_fetching_all_records_take_a_proof_anew() {
    on_each_database(async |test| {
        test.colleague(&test.demo, "boss", Role::Administrator).await;
        let mut admin = test.signed_in(&test.demo, "boss").await;
        assert_eq!(ask(&mut admin, REASON).await.status, 200);
        make(&test).await;
        test.pass(11 * 60);
        let reply = ask(&mut admin, REASON).await;
        assert_eq!((reply.status, reply.body.contains("step_up")), (403, true), "{}", reply.body);
        let line = list(&mut admin).await.remove(0);
        let reply = admin.get(&path(&line)).await;
        assert_eq!((reply.status, reply.header("location").starts_with("/account/confirm")), (303, true));
        let right = [("request[password]", PASSWORD)];
        assert_eq!(admin.call("/api/account/step_up", &right).await.status, 200);
        assert_eq!(admin.get(&path(&line)).await.status, 200);
        for _ in 0..2 {
            assert_eq!(ask(&mut admin, REASON).await.status, 200);
        }
        let reply = ask(&mut admin, REASON).await;
        assert!(reply.status == 422 && reply.body.contains("downloads.enough"), "{}", reply.body);
        // After a day it is over.
        test.pass(24 * 60 * 60);
        let mut admin = test.signed_in(&test.demo, "boss").await;
        assert_eq!(admin.get(&path(&line)).await.status, 410);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_in_it_with_references_that_lead_to_it() {
    on_each_database(async |test| {
        let value = |id, title| Test {
            id,
            title,
            code: "2823-3",
            status: "final",
            value: "5.90",
            date: "2027-02-20",
        };
        let tests = [value("k", "Potassium"), value("n", "Sodium")].map(|test| test.json());
        let panel = report("r", "Electrolytes", "final", "2027-02-20", &["k", "n"]);
        // Nothing is released: an export of the clinic holds it all the same.
        test.sql(r#"UPDATE facility SET results = '{"laboratory":"manual","other":"manual"}'"#).await;
        send(&test, &[tests.to_vec(), vec![panel]].concat()).await;
        test.colleague(&test.demo, "boss", Role::Administrator).await;
        let mut admin = test.signed_in(&test.demo, "boss").await;
        assert_eq!(ask(&mut admin, REASON).await.status, 200);
        assert_eq!(make(&test).await, 1);
        let line = list(&mut admin).await.remove(0);
        let files = unpacked(admin.get(&path(&line)).await.bytes);
        let names: Vec<&str> = files.keys().map(String::as_str).collect();
        assert_eq!(names, ["DiagnosticReport.ndjson", "Observation.ndjson", "Patient.ndjson", "SHA256SUMS"]);
        let sums = text(&files, "SHA256SUMS");
        let mut known = BTreeSet::new();
        let mut resources = Vec::new();
        for (name, bytes) in files.iter().filter(|(name, _)| name.ends_with(".ndjson")) {
            let sum: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
            assert!(sums.contains(&format!("{sum}  {name}\n")), "{sums}");
            for line in text(&files, name).lines() {
                let resource: serde_json::Value = serde_json::from_str(line).expect("a resource");
                let kind = resource["resourceType"].as_str().expect("a type").to_owned();
                assert_eq!(format!("{kind}.ndjson"), *name);
                known.insert(format!("{kind}/{}", resource["id"].as_str().expect("an id")));
                resources.push(resource);
            }
        }
        assert_eq!(resources.len(), 4);
        for resource in resources.iter().filter(|resource| resource["resourceType"] != "Patient") {
            let subject = resource["subject"]["reference"].as_str().expect("whose");
            assert!(known.contains(subject), "{subject} in {known:?}");
            for result in resource["result"].as_array().into_iter().flatten() {
                let leads = result["reference"].as_str().expect("a reference");
                assert!(known.contains(leads), "{leads} in {known:?}");
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_that_begins_again_tells_each_patient_once_and_keeps_no_other_file_waiting() {
    on_each_database(async |test| {
        let world = World::make(&test).await;
        let mut admin = administrator(&world);
        assert_eq!(ask(&mut admin, REASON).await.status, 200);
        let (backend, facility) = (&test.portal.backend, &test.demo);
        let mut walter = world.walter.0.clone();
        assert_eq!(crate::downloads::ask(&mut walter, "pdf", &["visits"], ("", "")).await.status, 200);
        let job = claim(backend, facility, Queue::Clinics).await.expect("claimed").expect("the export");
        let _records = job.clinic().await.expect("told");
        let told = events(&test, "exports.make", true).await;
        assert!(told > 1);
        // Its worker is lost; what a patient asked for is made meanwhile.
        let made = server::downloads::make_next(backend, facility, Queue::Records).await;
        assert_eq!(made.expect("made"), Some(true));
        test.pass(121);
        let made = server::downloads::make_next(backend, facility, Queue::Clinics).await;
        assert_eq!(made.expect("made"), Some(true));
        assert_eq!(events(&test, "exports.make", true).await, told, "each log tells of it once");
    })
    .await;
}
