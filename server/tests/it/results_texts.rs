//! Short texts that clinicians keep: each sees, changes and removes only the own ones, and inserts them without scripts.

use crate::support::{Client, on_each_database};
use domain::permission::Role;
use domain::results::templates::{MOST, Templates};

async fn texts(browser: &mut Client) -> Templates {
    let reply = browser.call("/api/release/list_templates", &[]).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    serde_json::from_str(&reply.body).expect("texts")
}

async fn save(browser: &mut Client, id: &str, name: &str, text: &str) -> (u16, String) {
    let fields = [("request[id]", id), ("request[name]", name), ("request[text]", text)];
    let reply = browser.call("/api/release/save_template", &fields).await;
    (reply.status, reply.body)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clinician_keeps_changes_and_removes_own_texts_and_nobody_elses() {
    on_each_database(async |test| {
        for name in ["ana", "bea"] {
            test.colleague(&test.demo, name, Role::Provider).await;
        }
        test.colleague(&test.demo, "sofia", Role::Administrator).await;
        let (mut ana, mut bea) =
            (test.signed_in(&test.demo, "ana").await, test.signed_in(&test.demo, "bea").await);
        let mut sofia = test.signed_in(&test.demo, "sofia").await;
        assert_eq!(save(&mut ana, "", "", "").await.0, 422);
        assert_eq!(save(&mut ana, "", " Normal ", " All is\nwell. ").await.0, 200);
        let (status, body) = save(&mut ana, "", "Normal", "again").await;
        assert!(status == 422 && body.contains("release_template_taken"), "{body}");
        assert_eq!(save(&mut bea, "", "Normal", "Mine").await.0, 200, "each has own names");
        let kept = texts(&mut ana).await.templates;
        assert_eq!(
            (kept.len(), kept[0].name.as_str(), kept[0].text.as_str()),
            (1, "Normal", "All is\nwell.")
        );
        let id = kept[0].id.to_string();
        for (status, body) in
            [save(&mut bea, &id, "Stolen", "x").await, save(&mut ana, "nonsense", "N", "x").await]
        {
            assert_eq!((status, body.as_str()), (404, r#"{"error":"not_found"}"#));
        }
        let remove = [("request[id]", id.as_str())];
        assert_eq!(bea.call("/api/release/remove_template", &remove).await.status, 404);
        assert_eq!(sofia.call("/api/release/remove_template", &remove).await.status, 403);
        assert_eq!(sofia.call("/api/release/list_templates", &[]).await.status, 403);
        assert_eq!(save(&mut sofia, "", "Normal", "x").await.0, 403);
        assert_eq!(save(&mut ana, &id, "Normal", "Better words").await.0, 200);
        assert_eq!(texts(&mut ana).await.templates[0].text, "Better words");
        assert_eq!(ana.call("/api/release/remove_template", &remove).await.status, 200);
        assert_eq!(texts(&mut ana).await.templates, []);
        for number in 0..MOST {
            assert_eq!(save(&mut ana, "", &format!("Text {number}"), "x").await.0, 200);
        }
        let (status, body) = save(&mut ana, "", "One more", "x").await;
        assert!(status == 422 && body.contains("results.enough_templates"), "{body}");
        for action in ["results.save_template", "results.remove_template"] {
            let logged =
                format!("SELECT COUNT(*) FROM audit_event WHERE action = '{action}' AND outcome = 'done'");
            assert!(test.number(&logged).await > 0, "{action}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_is_inserted_by_the_page_where_no_scripts_run() {
    on_each_database(async |test| {
        let chart = test.chart(&test.demo, 1, "Hughes").await;
        test.result(&test.demo, chart, (1, "Electrolytes", "held")).await;
        test.colleague(&test.demo, "ana", Role::Provider).await;
        let mut ana = test.signed_in(&test.demo, "ana").await;
        let none = ana.get("/staff/results").await.body;
        assert!(!none.contains("form=\"pick-text\"") && none.contains("/staff/results/texts"), "{none}");
        assert_eq!(save(&mut ana, "", "Normal", "As it should be.").await.0, 200);
        let id = texts(&mut ana).await.templates[0].id.to_string();
        let page = ana.get("/staff/results?shelf=waiting").await.body;
        assert!(page.contains("form=\"pick-text\"") && page.contains(&id), "{page}");
        let field = |body: &str| {
            let rest = body.split("id=\"f-comment\"").nth(1).unwrap_or_default();
            rest.split("</textarea>").next().unwrap_or_default().contains("As it should be.")
        };
        assert!(!field(&page));
        assert!(field(&ana.get(&format!("/staff/results?shelf=waiting&after=&text={id}")).await.body));
        assert!(!field(&ana.get("/staff/results?text=nonsense").await.body));
        assert!(ana.get("/staff/results/texts").await.body.contains("As it should be."));
    })
    .await;
}
