//! The letter of an invitation as a file: who gets it, what is noted, and when it asks first.

use crate::support::desk::Desk;
use crate::support::{Client, PASSWORD, Reply, on_each_database};
use domain::ids::InvitationId;
use domain::permission::Role;

const NOTED: &str = "SELECT COUNT(*) FROM audit_event WHERE action = 'invitations.read_paper' AND outcome = 'done' AND chart_id IS NOT NULL";

fn path(id: InvitationId) -> String {
    format!("/files/letters/{id}.pdf")
}

fn must_be_a_letter(reply: &Reply) {
    assert_eq!(reply.status, 200, "{}", reply.body);
    assert!(reply.body.starts_with("%PDF-1.7"));
    assert!(reply.body.trim_end().ends_with("%%EOF"));
    assert_eq!(reply.header("content-type"), "application/pdf");
    assert_eq!(reply.header("content-disposition"), "attachment; filename=\"letter.pdf\"");
    assert_eq!(reply.header("cache-control"), "no-store");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_front_desk_and_administrators_get_the_letter_and_nobody_else_does() {
    on_each_database(async |test| {
        let desk = Desk::open(test).await;
        let id = desk.invite(true).await.expect("invited");
        let (test, demo, norte) = (&desk.test, &desk.test.demo, &desk.test.norte);
        let mut found = 0;
        for role in [Role::FrontDesk, Role::Administrator, Role::Provider, Role::Billing] {
            test.colleague(demo, role.name(), role).await;
            let reply = test.signed_in(demo, role.name()).await.get(&path(id)).await;
            if matches!(role, Role::FrontDesk | Role::Administrator) {
                must_be_a_letter(&reply);
                found += 1;
            } else {
                assert_eq!(reply.status, 403, "{role:?}");
            }
            assert_eq!(test.number(NOTED).await, found, "{role:?}");
        }

        test.patient(demo, "walter", desk.chart).await;
        let patient = test.signed_in(demo, "walter").await.get(&path(id)).await;
        assert_eq!(patient.status, 403, "a patient, even the one who is invited");
        let nobody = desk.browser().get(&path(id)).await;
        assert_eq!(nobody.status, 404, "signed out");
        test.colleague(norte, "ines", Role::FrontDesk).await;
        let mut ines = test.signed_in(norte, "ines").await;
        let elsewhere = ines.get(&path(id)).await;
        let missing = ines.get(&path(InvitationId(uuid::Uuid::nil()))).await;
        assert_eq!((elsewhere.status, missing.status), (404, 404), "of another clinic");
        assert_eq!(elsewhere.body, missing.body);
        for reply in [patient, nobody, elsewhere] {
            assert!(!reply.body.contains("%PDF") && !reply.body.contains("Hughes"), "{}", reply.body);
        }
        assert_eq!(test.number(NOTED).await, found);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_letter_asks_for_proof_anew_and_the_page_leads_to_it() {
    on_each_database(async |test| {
        let desk = Desk::open(test).await;
        let id = desk.invite(true).await.expect("invited");
        let mut browser: Client = desk.test.signed_in(&desk.test.demo, "joan").await;
        let page = browser.get(&format!("/patients/invitations/{id}/letter")).await;
        assert!(page.body.contains(&format!("href=\"{}\"", path(id))), "the page has the link");
        assert_eq!(desk.test.number(NOTED).await, 1, "of the page");

        desk.test.pass(601);
        let asked = browser.get(&path(id)).await;
        let confirm = format!("/account/confirm?next={}", path(id));
        assert_eq!((asked.status, asked.header("location")), (303, confirm.as_str()));
        assert_eq!(desk.test.number(NOTED).await, 1, "nothing was looked at");
        let right = [("request[password]", PASSWORD)];
        assert_eq!(browser.call("/api/account/step_up", &right).await.status, 200);
        must_be_a_letter(&browser.get(&path(id)).await);
        assert_eq!(desk.test.number(NOTED).await, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_that_has_ended_has_no_letter() {
    on_each_database(async |test| {
        let desk = Desk::open(test).await;
        let revoked = desk.invite(true).await.expect("invited");
        desk.test.sql("UPDATE invitation SET state = 'revoked'").await;
        let expired = desk.invite(true).await.expect("invited");
        let mut browser = desk.test.signed_in(&desk.test.demo, "joan").await;
        must_be_a_letter(&browser.get(&path(expired)).await);
        desk.test.pass(8 * 86_400);
        let mut browser = desk.test.signed_in(&desk.test.demo, "joan").await;
        for id in [revoked, expired] {
            let reply = browser.get(&path(id)).await;
            assert_eq!(reply.status, 410, "{}", reply.body);
            assert!(!reply.body.contains("Hughes"));
        }
        for path in ["/files/letters/x.pdf".to_owned(), format!("/files/letters/{expired}")] {
            assert_eq!(browser.get(&path).await.status, 404, "{path}");
        }
        assert_eq!(desk.test.number(NOTED).await, 1);
    })
    .await;
}
