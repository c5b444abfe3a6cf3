//! The record as a file to read, as programs that are not ours read it: pikepdf and poppler find its structure, language, headings,
//! tables, pictures with their words, fonts and bookmarks, and on each sheet whose it is, its number and its date.

use crate::downloads::{ask, list, path};
use crate::support::laboratory::{Test, chart, report, send};
use crate::support::{Client, TestPortal, on_each_database, peers};
use crate::theme::{administrator, publish, save};
use crate::theme_logos::{png, upload};
use domain::theme::contract::StoredLogo;
use serde_json::{Value, json};
use server::downloads::make_waiting;
use std::collections::BTreeSet;

/// What is read in the file of some parts, once its rules are kept.
async fn read(test: &TestPortal, client: &mut Client, parts: &[&str]) -> Value {
    let asked = ask(client, "pdf", parts, ("", "")).await;
    assert_eq!(asked.status, 200, "{}", asked.body);
    // With the theme that is published by now.
    let clinic = usecases::facility::find(&test.portal.backend, test.demo.id).await.expect("there");
    assert_eq!(make_waiting(&test.portal.backend, &clinic).await.expect("made"), 1);
    let line = list(client).await.remove(0);
    let reply = client.get(&path(&line)).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    let removed =
        client.call("/api/downloads/remove_download", &[("request[id]", &line.id.to_string())]).await;
    assert_eq!(removed.status, 200);
    let file = test.folder.join("structure.pdf");
    std::fs::write(&file, &reply.bytes).expect("own file");
    let file = file.display().to_string();
    let checked = peers::run("../../../end2end/support/pdf.py", &[&file]);
    assert_eq!(checked["is_compliant"], true, "{checked}");
    peers::run("structure.py", &[&file])
}

/// Names with their levels, as headings or bookmarks have them.
fn levels(said: &Value) -> Vec<(u64, String)> {
    let pair = |pair: &Value| {
        let level = pair[0].as_u64().or_else(|| pair[0].as_str()?.strip_prefix("/H")?.parse().ok());
        (level.expect("a level"), pair[1].as_str().expect("a name").to_owned())
    };
    said.as_array().expect("a list").iter().map(pair).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_of_others_find_the_structure_of_a_record_that_fills_several_sheets() {
    on_each_database(async |test| {
        let mut sofia = administrator(&test).await;
        let logo = upload(&mut sofia, png(1200, 300)).await;
        let logo: StoredLogo = serde_json::from_str(&logo.body).expect("a logo");
        let change = [
            ("request[tokens][logo_light]", logo.name.as_str()),
            ("request[tokens][logo_alt]", "A blue bird"),
        ];
        let base = save(&mut sofia, &change).await;
        assert_eq!(publish(&mut sofia, &base, "").await.status, 200);
        test.sql(r#"UPDATE facility SET results = '{"laboratory":"at_once","other":"at_once"}'"#).await;
        let names: Vec<String> = (0..90).map(|number| format!("t{number}")).collect();
        let value = |id: &String| {
            Test {
                id,
                title: "Potassium",
                code: "2823-3",
                status: "final",
                value: "4.10",
                date: "2019-02-20",
            }
            .json()
        };
        let tests: Vec<String> = names.iter().map(value).collect();
        let named: Vec<&str> = names.iter().map(String::as_str).collect();
        let panel = report("r", "Electrolytes", "final", "2019-02-20", &named);
        send(&test, &[tests, vec![panel]].concat()).await;
        let chart = chart(&test).await;
        test.entry(&test.demo, chart, (1, "Hay fever", "AllergyIntolerance")).await;
        test.patient(&test.demo, "walter", chart).await;
        let mut walter = test.signed_in(&test.demo, "walter").await;

        for (lang, title, foot, made) in [
            ("en", "Record of Walter Hughes", "Page {page} of {pages}", "Made: 1 March 2027"),
            ("es", "Historial de Walter Hughes", "Página {page} de {pages}", "Preparado: "),
        ] {
            walter.headers.retain(|(name, _)| *name != "accept-language");
            walter.headers.push(("accept-language", lang.to_owned()));
            let said = read(&test, &mut walter, &["allergies", "results"]).await;
            for (what, is) in [
                ("is_marked", json!(true)),
                ("language", json!(lang)),
                ("shows_title", json!(true)),
                ("part", json!("1")),
                ("figures", json!(["A blue bird"])),
                ("not_embedded", json!([])),
                ("tab_orders", json!(["/S"])),
            ] {
                assert_eq!(said[what], is, "{what} {lang}");
            }
            assert!(said["fonts"].as_u64().expect("a number") > 0);
            assert_eq!(
                (&said["poppler"]["Tagged"], &said["poppler"]["Title"]),
                (&json!("yes"), &json!(title))
            );

            // One title, then chapters and sections of which no level is left out; and bookmarks that are the same.
            let headings = levels(&said["headings"]);
            assert_eq!(headings.first(), Some(&(1, title.to_owned())));
            assert_eq!(headings.iter().filter(|(level, _)| *level == 1).count(), 1);
            assert_eq!(headings.iter().filter(|(level, _)| *level == 2).count(), 2, "{headings:?}");
            for (one, next) in headings.iter().zip(headings.iter().skip(1)) {
                assert!(next.0 <= one.0 + 1, "{one:?} then {next:?}");
            }
            assert_eq!(levels(&said["bookmarks"]), headings);

            // Every table names its columns, and the results their rows.
            let tables = said["tables"].as_array().expect("tables");
            assert!(tables.len() >= 2, "{tables:?}");
            assert!(tables.iter().all(|table| table["heads"].as_u64() > Some(0)), "{tables:?}");
            let scopes = said["scopes"].as_array().expect("scopes").iter().filter_map(Value::as_str);
            assert_eq!(scopes.collect::<BTreeSet<_>>(), BTreeSet::from(["/Column", "/Row"]));

            // Each sheet by itself says whose it is, which it is, and of when.
            let pages = said["pages"].as_u64().expect("a number");
            assert!(pages >= 2, "{pages}");
            assert_eq!(said["poppler"]["Pages"], json!(pages.to_string()));
            for (page, text) in (1_u64..).zip(said["texts"].as_array().expect("texts")) {
                let text = text.as_str().expect("a text");
                let number = foot.replace("{pages}", &pages.to_string()).replace("{page}", &page.to_string());
                for part in [number.as_str(), "Walter Hughes, ", "Clinic demo", made] {
                    assert!(text.contains(part), "{part} on sheet {page}: {text}");
                }
            }
        }
    })
    .await;
}
