//! Requests at the front desk: seen beside charts, linked, rejected, asked for more; and the settings.

use crate::support::registrar::{Applicant, DNI, NATIONAL_ID, Registrar, settings};
use crate::support::{Client, Reply, on_each_database};
use domain::permission::Role;
use usecases::invitations;

/// The right name and day from an address that the chart does not know: a person looks.
const ANA: Applicant<'_> = Applicant {
    name: "Ana Garcia",
    born: ["1980", "1", "13"],
    national_id: ("es", NATIONAL_ID),
    email: "new@example.org",
    phone: "",
};

/// A request of Ana's that waits, her chart, and a colleague who has just signed in.
async fn waiting(registrar: &Registrar) -> Client {
    let chart = registrar.chart(1, ("Ana", "García López"), "1980-01-31", "ana@example.org").await;
    registrar.identify(chart, DNI, NATIONAL_ID).await;
    registrar.chart(2, ("Luis", "Soto"), "1961-07-02", "luis@example.org").await;
    assert_eq!(registrar.apply(&ANA).await.status, 200);
    registrar.settle().await;
    assert_eq!(registrar.requests().await, ["waiting partial"]);
    registrar.test.signed_in(&registrar.test.demo, "joan").await
}

async fn decide(joan: &mut Client, registrar: &Registrar, verb: &str, more: &[(&str, &str)]) -> Reply {
    let (id, version) = registrar.only().await;
    let mut fields = vec![("request[request]", id.as_str()), ("request[version]", version.as_str())];
    fields.extend_from_slice(more);
    joan.call(&format!("/api/registration/{verb}"), &fields).await
}

async fn chart_id(registrar: &Registrar, number: &str) -> String {
    let id = if registrar.test.portal.backend.db.is_postgres() { "id::text" } else { "lower(hex(id))" };
    registrar.test.texts(&format!("SELECT {id} FROM chart WHERE mrn = '{number}'")).await.remove(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_seen_beside_the_charts_and_every_chart_that_is_shown_is_noted() {
    on_each_database(async |test| {
        let registrar = Registrar::open(test, &settings(true, true, true)).await;
        let mut joan = waiting(&registrar).await;
        let list = joan.call("/api/registration/list_requests", &[("request[page]", "0")]).await;
        assert!(list.status == 200 && list.body.contains("Ana Garcia"), "{}", list.body);
        let (id, _) = registrar.only().await;
        let seen = joan.call("/api/registration/read_request", &[("request[request]", &id)]).await;
        assert_eq!(seen.status, 200, "{}", seen.body);
        let seen: serde_json::Value = serde_json::from_str(&seen.body).expect("JSON");
        let charts = seen["charts"].as_array().expect("charts");
        assert_eq!(charts.len(), 1, "{seen}");
        let matches = ["is_name", "is_birth_date", "is_national_id", "is_email", "is_phone"]
            .map(|name| charts[0][name].as_str().unwrap_or_default().to_owned());
        assert_eq!(matches, ["same", "close", "same", "different", "unknown"]);
        assert_eq!(charts[0]["email"], "a•••@example.org");
        let noted = "SELECT COUNT(*) FROM audit_event WHERE action = 'registration.read' AND chart_id = \
                     (SELECT id FROM chart WHERE mrn = 'HS-1')";
        assert_eq!(registrar.test.number(noted).await, 1);
        let fields = [("request[request]", id.as_str()), ("request[number]", " HS-2 ")];
        let other = joan.call("/api/registration/compare_chart", &fields).await;
        assert!(other.status == 200 && other.body.contains("Luis Soto"), "{}", other.body);
        let noted = noted.replace("HS-1", "HS-2");
        assert_eq!(registrar.test.number(&noted).await, 1);
        let none = [("request[request]", id.as_str()), ("request[number]", "HS-9")];
        assert_eq!(joan.call("/api/registration/compare_chart", &none).await.status, 404);
        // At the other clinic there is no such request.
        registrar.test.colleague(&registrar.test.norte, "pilar", Role::FrontDesk).await;
        let mut pilar = registrar.test.signed_in(&registrar.test.norte, "pilar").await;
        let foreign = pilar.call("/api/registration/read_request", &[("request[request]", &id)]).await;
        assert_eq!(foreign.status, 404, "{}", foreign.body);
        assert_eq!(
            decide(&mut pilar, &registrar, "reject", &[("request[reason]", "not_enough")]).await.status,
            404
        );
        let chart = chart_id(&registrar, "HS-1").await;
        assert_eq!(decide(&mut pilar, &registrar, "link", &[("request[chart]", &chart)]).await.status, 404);
        assert_eq!(registrar.requests().await, ["waiting partial"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn linking_asks_for_proof_and_invites_at_the_chart_s_address_or_the_proven_one() {
    on_each_database(async |test| {
        let registrar = Registrar::open(test, &settings(true, true, true)).await;
        let mut joan = waiting(&registrar).await;
        let chart = chart_id(&registrar, "HS-1").await;
        registrar.test.pass(12 * 60);
        let stale = decide(&mut joan, &registrar, "link", &[("request[chart]", &chart)]).await;
        assert!(stale.status == 403 && stale.body.contains("step_up"), "{}", stale.body);
        assert!(registrar.invited().await.is_empty());
        let mut joan = registrar.test.signed_in(&registrar.test.demo, "joan").await;
        let linked = decide(&mut joan, &registrar, "link", &[("request[chart]", &chart)]).await;
        assert_eq!(linked.status, 200, "{}", linked.body);
        assert_eq!(registrar.invited().await, ["ana@example.org"]);
        assert_eq!(registrar.requests().await, ["approved partial"]);
        let again = decide(&mut joan, &registrar, "link", &[("request[chart]", &chart)]).await;
        assert!(again.status == 409 && again.body.contains("registration.changed"), "{}", again.body);
        let history = "SELECT state || ' ' || detail FROM registration_event ORDER BY at_s, state DESC";
        assert_eq!(registrar.test.texts(history).await, ["waiting ", "received ", "approved to_chart"]);
        // Another request of hers: the patient has an invitation already.
        registrar.test.sql("DELETE FROM registration_request").await;
        assert_eq!(registrar.apply(&ANA).await.status, 200);
        registrar.settle().await;
        let twice = decide(&mut joan, &registrar, "link", &[("request[chart]", &chart)]).await;
        assert!(twice.status == 422 && twice.body.contains("invitation.already_invited"), "{}", twice.body);
        registrar.test.sql("DELETE FROM invitation").await;
        let fields = [("request[chart]", chart.as_str()), ("request[to_applicant]", "true")];
        assert_eq!(decide(&mut joan, &registrar, "link", &fields).await.status, 200);
        assert_eq!(registrar.invited().await, ["new@example.org"]);
        let own = registrar.test.number("SELECT COUNT(*) FROM invitation WHERE is_own_address = TRUE").await;
        assert_eq!(own, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_asked_or_rejected_is_written_to_and_not_told_why() {
    on_each_database(async |test| {
        let registrar = Registrar::open(test, &settings(true, true, true)).await;
        let mut joan = waiting(&registrar).await;
        let asked = decide(&mut joan, &registrar, "ask", &[("request[wish]", "visit")]).await;
        assert_eq!(asked.status, 200, "{}", asked.body);
        registrar.settle().await;
        let mail = registrar.post.mails().pop().expect("a letter");
        assert!(mail.to == "new@example.org" && mail.text.contains("come by"), "{}", mail.text);
        assert_eq!(registrar.requests().await, ["asked partial"]);
        let stale = {
            let (id, _) = registrar.only().await;
            let fields = [("request[request]", id.as_str()), ("request[version]", "1"), ("request[reason]", "suspicious")];
            joan.call("/api/registration/reject", &fields).await
        };
        assert_eq!(stale.status, 409, "{}", stale.body);
        let rejected = decide(&mut joan, &registrar, "reject", &[("request[reason]", "suspicious")]).await;
        assert_eq!(rejected.status, 200, "{}", rejected.body);
        registrar.settle().await;
        let mail = registrar.post.mails().pop().expect("a letter");
        assert!(mail.to == "new@example.org" && !mail.text.contains("somebody else"), "{}", mail.text);
        for word in ["Ana", "García", "1980", NATIONAL_ID] {
            assert!(!mail.text.contains(word), "{word}");
        }
        let done = "SELECT action || ' ' || outcome FROM audit_event WHERE action IN ('registration.ask', 'registration.reject') ORDER BY action";
        assert_eq!(registrar.test.texts(done).await, ["registration.ask done", "registration.reject done"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_an_invitation_and_an_approval_at_once_one_holds() {
    on_each_database(async |test| {
        let registrar = Registrar::open(test, &settings(true, true, true)).await;
        let chart = registrar.chart(1, ("Ana", "García López"), "1980-01-31", "ana@example.org").await;
        registrar.identify(chart, DNI, NATIONAL_ID).await;
        let mut joan = registrar.test.signed_in(&registrar.test.demo, "joan").await;
        let charts = [("request[charts][0]", chart.0.to_string())];
        for _ in 0..5 {
            let sure = Applicant { born: ["1980", "1", "31"], ..ANA };
            assert_eq!(registrar.apply(&sure).await.status, 200);
            let fields: Vec<(&str, &str)> =
                charts.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let (invited, ()) =
                tokio::join!(joan.call("/api/invitations/invite", &fields), registrar.settle());
            assert_eq!(invited.status, 200, "{}", invited.body);
            let live = registrar.test.number("SELECT COUNT(*) FROM invitation").await;
            assert_eq!(live, 1);
            let state = registrar.requests().await.remove(0);
            assert!(["approved exact", "waiting exact"].contains(&state.as_str()), "{state}");
            registrar.forget().await;
        }
        // Two colleagues who link at once.
        registrar.decide(&settings(false, true, true)).await;
        assert_eq!(registrar.apply(&ANA).await.status, 200);
        registrar.settle().await;
        let chart = chart_id(&registrar, "HS-1").await;
        let mut other = registrar.test.signed_in(&registrar.test.demo, "joan").await;
        let fields = [("request[chart]", chart.as_str())];
        let (one, two) = tokio::join!(
            decide(&mut joan, &registrar, "link", &fields),
            decide(&mut other, &registrar, "link", &fields)
        );
        let mut both = [one.status, two.status];
        both.sort_unstable();
        assert_eq!(both, [200, 409], "{} {}", one.body, two.body);
        assert_eq!(registrar.invited().await.len(), 1);
        invitations::expire_due(&registrar.test.portal.backend, registrar.test.demo.id).await.expect("done");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_are_an_administrator_s_checked_versioned_and_noted() {
    on_each_database(async |test| {
        let registrar = Registrar::open(test, "{}").await;
        registrar.test.colleague(&registrar.test.demo, "sofia", Role::Administrator).await;
        let mut sofia = registrar.test.signed_in(&registrar.test.demo, "sofia").await;
        let mut joan = registrar.test.signed_in(&registrar.test.demo, "joan").await;
        assert_eq!(joan.call("/api/registration/read_settings", &[]).await.status, 403);
        let read = sofia.call("/api/registration/read_settings", &[]).await;
        let read: serde_json::Value = serde_json::from_str(&read.body).expect("JSON");
        assert_eq!(read["settings"]["is_on"], false);
        let version = read["version"].as_str().expect("a version").to_owned();
        let save = |version: &str, days: &str| {
            vec![
                ("request[version]", version.to_owned()),
                ("request[is_on]", "true".to_owned()),
                ("request[required][0]", "name".to_owned()),
                ("request[required][2]", "national_id".to_owned()),
                ("request[is_automatic]", "true".to_owned()),
                ("request[queues_partial]", "false".to_owned()),
                ("request[queues_none]", "false".to_owned()),
                ("request[kept_days]", days.to_owned()),
                ("request[most_per_day]", "20".to_owned()),
            ]
        };
        let fields = |fields: &[(&'static str, String)]| -> Vec<(&'static str, String)> { fields.to_vec() };
        async fn send(client: &mut Client, fields: Vec<(&'static str, String)>) -> Reply {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            client.call("/api/registration/save_settings", &fields).await
        }
        assert_eq!(send(&mut joan, fields(&save(&version, "10"))).await.status, 403);
        let bad = send(&mut sofia, save(&version, "0")).await;
        assert!(bad.status == 422 && bad.body.contains("kept_days"), "{}", bad.body);
        let saved = send(&mut sofia, save(&version, "10")).await;
        assert_eq!(saved.status, 200, "{}", saved.body);
        let late = send(&mut sofia, save(&version, "20")).await;
        assert!(late.status == 409 && late.body.contains("registration.settings_changed"), "{}", late.body);
        let facility = registrar.facility().await;
        assert!(facility.registration.is_on && facility.registration.policy.is_automatic);
        assert_eq!((facility.registration.kept_days, facility.registration.required.len()), (10, 2));
        let noted = registrar
            .test
            .texts("SELECT subject FROM audit_event WHERE action = 'registration.change_settings' AND outcome = 'done'")
            .await;
        assert_eq!(noted, ["on=true required=name+national_id automatic=true queue_partial=false queue_none=false kept_days=10 per_day=20"]);
        registrar.test.pass(11 * 60);
        let stale = send(&mut sofia, save(&version, "30")).await;
        assert!(stale.status == 403 && stale.body.contains("step_up"), "{}", stale.body);
    })
    .await;
}
