//! What requests for corrections tell colleagues of a record: no more than the record itself would.

use crate::chart_view::Ward;
use crate::support::{Client, TestPortal, on_each_database};
use domain::corrections::contract::{CorrectionList, CorrectionPage};
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;

async fn call<T: DeserializeOwned>(browser: &mut Client, path: &str, fields: &[(&str, &str)]) -> T {
    let reply = browser.call(&format!("/api/{path}"), fields).await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.body);
    serde_json::from_str(&reply.body).unwrap_or_else(|error| panic!("{error}: {}", reply.body))
}

/// The names that a colleague is told, by the list and by each request's own page, which are the same.
async fn named(test: &TestPortal, name: &str) -> BTreeSet<String> {
    let mut browser = test.signed_in(&test.demo, name).await;
    told(&mut browser).await
}

async fn told(browser: &mut Client) -> BTreeSet<String> {
    let list: CorrectionList = call(browser, "amend/list_requests", &[("request[page]", "0")]).await;
    assert_eq!(list.lines.len(), 4, "each request is there, whoever reads it");
    let mut names = BTreeSet::new();
    for line in list.lines {
        let id = line.id.to_string();
        let page: CorrectionPage = call(browser, "amend/read_request", &[("request[id]", &id)]).await;
        assert_eq!(page.line.title, line.title);
        assert_eq!(page.subject.map(|subject| subject.title), line.title);
        names.extend(line.title);
    }
    names
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_name_to_colleagues_what_the_record_would_show_them() {
    on_each_database(async |test| {
        let ward = Ward::make(&test).await;
        let kept = test.entry(&test.demo, ward.chart, (3, "Suspicion", "Condition")).await;
        test.sql(&format!(
            "UPDATE entry SET is_hidden = TRUE, is_kept_back = TRUE WHERE id = {}",
            test.id(kept.0)
        ))
        .await;
        for (number, title, entry) in [
            (1, "Asthma", ward.entry),
            (2, "Depression", ward.restricted),
            (3, "HIV test", ward.sensitive),
            (4, "Suspicion", kept),
        ] {
            test.correction(&test.demo, ward.chart, (number, title, entry)).await;
        }
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
        let (open, all) = (names(&["Asthma"]), names(&["Asthma", "Depression", "HIV test", "Suspicion"]));
        for colleague in ["ruiz", "chen", "sofia"] {
            assert_eq!(named(&test, colleague).await, open, "{colleague} does not treat the patient");
        }
        // The page says what it is, and not which.
        let page = test.signed_in(&test.demo, "sofia").await.get("/patients/corrections").await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("An entry") && page.body.contains("Asthma"), "{}", page.body);
        for title in ["Depression", "HIV test", "Suspicion"] {
            assert!(!page.body.contains(title), "{title}");
        }
        // Who treats the patient, and who broke the glass, while it is broken; asking opened nothing.
        ward.visit(&test, "ruiz", 86_400).await;
        assert_eq!(named(&test, "ruiz").await, all);
        assert_eq!(named(&test, "chen").await, open);
        assert_eq!(test.number("SELECT COUNT(*) FROM chart_view").await, 0);
        let mut sofia = test.signed_in(&test.demo, "sofia").await;
        assert_eq!(ward.glass(&mut sofia, "unconscious in room two").await.0, 200);
        assert_eq!(told(&mut sofia).await, all);
        // What is opened is told by the second in which a session began.
        test.pass(1);
        assert_eq!(named(&test, "sofia").await, open, "another session has broken nothing");
    })
    .await;
}
