//! What a share link shows: the parts that were chosen, and no more than its maker may read at that moment.

use crate::support::hidden;
use crate::support::laboratory::{self, send};
use crate::support::on_each_database;
use crate::support::shared_links::{Link, call, document, linked, make, open, view, walter};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::shares::contract::ShareOptions;
use serde_json::Value;

#[tokio::test(flavor = "multi_thread")]
async fn a_link_tells_who_the_patient_is_and_not_what_else_is_noted() {
    on_each_database(async |test| {
        let mut walter = walter(&test).await;
        let person = r#"{"resourceType":"Patient","identifier":[{"system":"urn:mrn","value":"mrn-77","type":{"coding":[{"code":"MR"}]}},{"system":"urn:ssn","value":"canary-ssn","type":{"coding":[{"code":"SS"}]}}],"name":[{"family":"Hughes"}],"birthDate":"1961-03-07","telecom":[{"value":"555-0100"}],"contact":[{"name":{"text":"canary-wife"}}],"extension":[{"url":"http://example.org/religion","valueString":"canary"}]}"#;
        test.sql(&format!("UPDATE chart SET content = '{person}'")).await;
        let link = linked(&mut walter, ("week", "five", "")).await;
        let told = document(&link, &open(&test, &link, "").await).to_string();
        assert!(!told.contains("canary"), "{told}");
        for part in ["mrn-77", "Hughes", "1961-03-07", "555-0100"] {
            assert!(told.contains(part), "{part} in {told}");
        }
        // The same document as the patient's own file is whole.
        assert!(walter.get("/files/summary.json").await.body.contains("canary-wife"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_shows_what_its_maker_may_read_at_that_moment() {
    on_each_database(async |test| {
        hidden::send(&test, &[]).await;
        let kept = "SELECT COUNT(*) FROM entry WHERE is_kept_back AND is_hidden";
        assert_eq!(test.number(kept).await, 2, "what is kept from the patient is there for clinicians");
        let mut links = Vec::new();
        let readers: [(&str, &[&str], &[&str]); 3] = [
            (
                "walter",
                &["held-test", "kept-diagnosis", "kept-exam", "wrong-test"],
                &["sensitive-test", "open-test", "plain-diagnosis"],
            ),
            (
                "priya",
                &["held-test", "kept-diagnosis", "kept-exam", "wrong-test", "sensitive-test"],
                &["open-test", "plain-diagnosis"],
            ),
            (
                "records",
                &["held-test", "kept-diagnosis", "kept-exam", "wrong-test", "sensitive-test", "open-test"],
                &["plain-diagnosis"],
            ),
        ];
        for (name, hidden, shown) in readers {
            let mut person = test.signed_in(&test.demo, name).await;
            let options: ShareOptions = call(&mut person, "read_options", &[]).await;
            assert_eq!(options.parts.len(), if name == "records" { 6 } else { 7 }, "{name}");
            let link = linked(&mut person, ("day", "many", "")).await;
            let text = document(&link, &open(&test, &link, "").await).to_string();
            for title in hidden {
                assert!(!text.contains(title), "{name} shares {title}");
            }
            for title in shown {
                assert!(text.contains(title), "{name} does not share {title}");
            }
            links.push(link);
        }
        // What is taken back or hidden is gone with the next opening.
        let open_test = laboratory::entry(&test, "open-test").await;
        test.sql(&format!("UPDATE result SET state = 'blocked' WHERE id = {}", test.id(open_test.0))).await;
        test.sql("UPDATE entry SET is_hidden = TRUE WHERE title = 'plain-diagnosis'").await;
        let text = document(&links[0], &open(&test, &links[0], "").await).to_string();
        assert!(!text.contains("open-test") && !text.contains("plain-diagnosis"), "{text}");
        assert!(text.contains("sensitive-test"));
        // A link is dead while its maker may not read, and the others are not.
        let of = "account_id = (SELECT id FROM account WHERE username = 'priya')";
        for (what, undo) in [
            (
                format!("UPDATE access_grant SET scopes = 'results appointments' WHERE {of}"),
                format!("UPDATE access_grant SET scopes = 'records results appointments' WHERE {of}"),
            ),
            (
                format!("UPDATE access_grant SET revoked_s = 1 WHERE {of}"),
                format!("UPDATE access_grant SET revoked_s = NULL WHERE {of}"),
            ),
            (
                format!("UPDATE access_grant SET ends_s = 1 WHERE {of}"),
                format!("UPDATE access_grant SET ends_s = NULL WHERE {of}"),
            ),
            (
                "UPDATE account SET is_disabled = TRUE WHERE username = 'priya'".to_owned(),
                "UPDATE account SET is_disabled = FALSE WHERE username = 'priya'".to_owned(),
            ),
        ] {
            test.sql(&what).await;
            assert_eq!(open(&test, &links[1], "").await.status, 404, "{what}");
            assert_eq!(open(&test, &links[0], "").await.status, 200, "{what}");
            test.sql(&undo).await;
            assert_eq!(open(&test, &links[1], "").await.status, 200, "{undo}");
        }
        // Access that was given anew is another one.
        test.sql(&format!("UPDATE access_grant SET id = {} WHERE {of}", test.id(uuid::Uuid::from_u128(77))))
            .await;
        assert_eq!(open(&test, &links[1], "").await.status, 404);
        // A closed portal shares nothing.
        test.sql("UPDATE facility SET is_enabled = FALSE").await;
        assert_eq!(open(&test, &links[0], "").await.status, 404);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_shows_the_parts_that_were_chosen() {
    on_each_database(async |test| {
        let resources = [
            r#"{"resourceType":"Condition","id":"c","subject":{"reference":"Patient/p"},"code":{"text":"some-diagnosis"}}"#,
            r#"{"resourceType":"Procedure","id":"o","status":"completed","subject":{"reference":"Patient/p"},"code":{"text":"some-procedure"}}"#,
        ]
        .map(ToOwned::to_owned);
        send(&test, &resources).await;
        let chart = laboratory::chart(&test).await;
        test.patient(&test.demo, "walter", chart).await;
        let mut walter = test.signed_in(&test.demo, "walter").await;
        let fields =
            [("request[label]", "Dr. Bell"), ("request[lasts]", "day"), ("request[times]", "many")];
        let reply = make(&mut walter, &fields, &["procedures"]).await;
        let id = reply.body.trim_matches('"').to_owned();
        let seen = view(&mut walter, &id).await;
        assert_eq!(seen.line.parts.len(), 1);
        let href = seen.link.expect("a link").href;
        let payload = URL_SAFE_NO_PAD.decode(href.split_once("#shlink:/").expect("a link").1).expect("text");
        let payload: Value = serde_json::from_slice(&payload).expect("JSON");
        let path = payload["url"].as_str().and_then(|url| url.split_once(":3000")).expect("an address").1;
        let key = URL_SAFE_NO_PAD.decode(payload["key"].as_str().expect("a key")).expect("base64url");
        let link = Link { id, path: path.to_owned(), key, payload: payload.clone() };
        let bundle = document(&link, &open(&test, &link, "").await);
        let text = bundle.to_string();
        assert!(text.contains("some-procedure") && !text.contains("some-diagnosis"), "{text}");
        // That it is left out is not that there is nothing.
        let sections = bundle["entry"][0]["resource"]["section"].as_array().expect("sections").clone();
        let problems =
            sections.iter().find(|section| section["code"]["coding"][0]["code"] == "11450-4").expect("required");
        assert_eq!(problems["emptyReason"]["coding"][0]["code"], "withheld");
    })
    .await;
}
