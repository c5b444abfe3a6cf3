//! Records: who reads what, and what is left in the audit log.

use crate::support::on_each_database;

#[tokio::test]
async fn without_a_grant_the_record_is_refused_and_the_refusal_is_logged() {
    on_each_database(async |test| {
        test.add(test.account(&test.demo, "walter").await).await;
        let mut browser = test.signed_in(&test.demo, "walter").await;
        let page = browser.get("/records/diagnoses").await;
        assert_eq!(page.status, 403);
        assert!(page.body.contains("Not permitted"), "{}", page.body);
        let reply = browser.call("/api/records/read_section", &[("request[section]", "diagnoses")]).await;
        assert_eq!(
            (reply.status, reply.body.as_str()),
            (403, r#"{"error":"forbidden","rule":"access.not_permitted"}"#)
        );
    })
    .await;
}

#[tokio::test]
async fn signed_out_the_record_leads_to_the_sign_in_page_and_back() {
    on_each_database(async |test| {
        let mut browser = test.browser(&test.demo);
        let page = browser.get("/records/allergies").await;
        assert_eq!((page.status, page.header("location")), (302, "/sign-in?next=/records/allergies"));
        let reply = browser.call("/api/records/read_section", &[("request[section]", "allergies")]).await;
        assert_eq!((reply.status, reply.body.as_str()), (401, r#"{"error":"signed_out"}"#));
    })
    .await;
}
