//! What files of the record hold: what their reader sees on the pages, in the reader's language, and nothing else.

use crate::downloads::{ask, list, make, path};
use crate::isolation::world::World;
use crate::support::laboratory::{Test, chart, report, send};
use crate::support::{Client, TestPortal, on_each_database, peers};
use domain::downloads::Part;
use domain::downloads::contract::DownloadLine;
use reader::File;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

#[path = "../../pdf/tests/reader/mod.rs"]
#[expect(dead_code, reason = "the tests of the files themselves ask more")]
mod reader;

pub fn everything() -> Vec<&'static str> {
    Part::ALL.iter().map(|part| part.name()).collect()
}

/// Asks for a file, makes it, fetches it.
pub async fn made(
    test: &TestPortal,
    client: &mut Client,
    kind: &str,
    parts: &[&str],
    days: (&str, &str),
) -> Vec<u8> {
    let asked = ask(client, kind, parts, days).await;
    assert_eq!(asked.status, 200, "{}", asked.body);
    assert_eq!(make(test).await, 1);
    let line: DownloadLine = list(client).await.remove(0);
    let reply = client.get(&path(&line)).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    let removed =
        client.call("/api/downloads/remove_download", &[("request[id]", &line.id.to_string())]).await;
    assert_eq!(removed.status, 200);
    reply.bytes
}

/// The files of an archive.
pub fn unpacked(archive: Vec<u8>) -> BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(Cursor::new(archive)).expect("an archive");
    let mut files = BTreeMap::new();
    for index in 0..zip.len() {
        let mut file = zip.by_index(index).expect("a file");
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("its bytes");
        let name = file.name().expect("a name").into_owned();
        files.insert(name, bytes);
    }
    files
}

pub fn text(files: &BTreeMap<String, Vec<u8>>, name: &str) -> String {
    String::from_utf8(files.get(name).unwrap_or_else(|| panic!("no {name}")).clone()).expect("text")
}

pub fn said(pdf: Vec<u8>) -> String {
    File::read(pdf).text()
}

#[tokio::test(flavor = "multi_thread")]
async fn results_are_said_as_on_the_pages_and_held_ones_nowhere() {
    on_each_database(async |test| {
        test.sql(r#"UPDATE facility SET results = '{"laboratory":"at_once","other":"at_once"}'"#).await;
        let value = |id, title, value| Test {
            id,
            title,
            code: "2823-3",
            status: "final",
            value,
            date: "2027-02-20",
        };
        let tests = [value("k", "Potassium", "5.90"), value("n", "Sodium", "4.10")].map(|test| test.json());
        let panel = report("r", "Electrolytes", "final", "2027-02-20", &["k", "n"]);
        let old = report("o", "Old panel", "final", "2019-01-01", &[]);
        send(&test, &[tests.to_vec(), vec![panel, old]].concat()).await;
        let chart = chart(&test).await;
        test.result(&test.demo, chart, (701, "held-result", "held")).await;
        test.sql("UPDATE result SET comment = 'Please come in for a second test.' WHERE id = (SELECT id FROM entry WHERE title = 'Electrolytes')")
            .await;
        test.patient(&test.demo, "walter", chart).await;
        let mut walter = test.signed_in(&test.demo, "walter").await;
        let pdf = made(&test, &mut walter, "pdf", &["results", "allergies"], ("", "")).await;
        let file = test.folder.join("record.pdf");
        std::fs::write(&file, &pdf).expect("own file");
        let checked = peers::run("../../../end2end/support/pdf.py", &[&file.display().to_string()]);
        assert_eq!(checked["is_compliant"], true, "{checked}");
        let words = said(pdf);
        for part in [
            "Record of Walter Hughes",
            "Walter Hughes, born 7 March 1961",
            "Electrolytes",
            "Potassium",
            "5.90 mmol/L",
            "3.5–5.1 mmol/L",
            "High",
            "In range",
            "Please come in for a second test.",
            "Old panel",
            "Nothing is recorded here.",
            "Clinic demo",
        ] {
            assert!(words.contains(part), "{part:?} in {words}");
        }
        assert!(!words.contains("held-result"), "{words}");

        // From a day on, in Spanish.
        walter.headers.push(("accept-language", "es".to_owned()));
        let words = said(made(&test, &mut walter, "pdf", &["results"], ("2020-01-01", "2027-02-20")).await);
        for part in ["Historial de Walter Hughes", "Electrolytes", "Alto", "Resultados", "Página 1 de 1"] {
            assert!(words.contains(part), "{part:?} in {words}");
        }
        assert!(!words.contains("Old panel"), "{words}");
        let words = said(made(&test, &mut walter, "pdf", &["results"], ("", "2027-02-19")).await);
        assert!(words.contains("Old panel") && !words.contains("Electrolytes"), "{words}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_reader_may_not_see_is_in_no_file() {
    on_each_database(async |test| {
        let world = World::make(&test).await;
        let own = world.walter.1.chart;
        test.result(&test.demo, own, (700, "shown-result", "released")).await;
        test.result(&test.demo, own, (701, "held-result", "held")).await;
        let note = test.entry(&test.demo, own, (700, "restricted-note", "DocumentReference")).await;
        let gone = test.entry(&test.demo, own, (702, "hidden-note", "DocumentReference")).await;
        let open = test.entry(&test.demo, own, (701, "open-note", "DocumentReference")).await;
        test.sql(&format!("UPDATE entry SET is_restricted = TRUE WHERE id = {}", test.id(note.0))).await;
        // Hidden from the patient, though clinicians see it.
        test.sql(&format!(
            "UPDATE entry SET is_hidden = TRUE, is_kept_back = TRUE WHERE id = {}",
            test.id(gone.0)
        ))
        .await;
        // What the file for other clinics says of them.
        for title in ["shown-result", "held-result", "restricted-note", "hidden-note"] {
            test.sql(&format!(
                r#"UPDATE entry SET content = '{{"resourceType":"DocumentReference","text":"{title}"}}' WHERE title = '{title}'"#
            ))
            .await;
        }
        let mut all = Vec::new();
        for (client, is_own, has_results) in [
            (&world.walter.0, true, true),
            (&world.proxy, false, true),
            (&world.records_alone, false, false),
        ] {
            let mut client = client.clone();
            let pdf = said(made(&test, &mut client, "pdf", &everything(), ("", "")).await);
            let files = unpacked(made(&test, &mut client, "archive", &everything(), ("", "")).await);
            let mut told = vec![pdf, said(files["record.pdf"].clone())];
            told.extend(files.iter().filter(|(name, _)| !name.ends_with(".pdf")).map(|(name, bytes)| {
                format!("{name}\n{}", String::from_utf8_lossy(bytes))
            }));
            let told = told.join("\n");
            assert!(told.contains("open-note"), "{told}");
            assert_eq!(told.contains("restricted-note"), is_own, "{told}");
            assert_eq!(told.contains("shown-result"), has_results, "{told}");
            assert!(!told.contains("held-result") && !told.contains("hidden-note"), "{told}");
            assert_eq!(files.contains_key("tables/results.csv"), has_results);
            assert!(files.contains_key("record.json"), "everything that this reader may see");
            assert!(files.contains_key("summary.json"));
            all.push(files);
        }
        let _open = open;

        // A note of one's own is an attachment; of a proxy's archive it is none.
        let attached = |files: &BTreeMap<String, Vec<u8>>| {
            files.keys().filter(|name| name.starts_with("attachments/")).count()
        };
        assert!(attached(&all[0]) >= attached(&all[1]) && attached(&all[1]) >= 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_holds_what_was_chosen_with_its_checksums() {
    on_each_database(async |test| {
        let chart = test.chart(&test.demo, 1, "Hughes").await;
        test.entry(&test.demo, chart, (1, "Letter of the clinic", "DocumentReference")).await;
        test.entry(&test.demo, chart, (2, "=SUM(A1)", "Condition")).await;
        test.entry(&test.demo, chart, (3, "Hay fever", "AllergyIntolerance")).await;
        test.patient(&test.demo, "walter", chart).await;
        let mut walter = test.signed_in(&test.demo, "walter").await;
        let files = unpacked(made(&test, &mut walter, "archive", &everything(), ("", "")).await);
        let sums = text(&files, "SHA256SUMS");
        assert_eq!(sums.lines().count(), files.len() - 1, "{sums}");
        for line in sums.lines() {
            let (sum, name) = line.split_once("  ").expect("a sum and a name");
            let found: String =
                Sha256::digest(&files[name]).iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(found, sum, "{name}");
        }
        assert_eq!(
            text(&files, "attachments/0001-2001-09-09-letter-of-the-clinic.txt"),
            "Letter of the clinic"
        );
        let table = text(&files, "tables/diagnoses.csv");
        assert!(table.starts_with("\"Date\",\"End\",\"Name\""), "{table}");
        assert!(table.contains("\"2001-09-09\",\"\",\"'=SUM(A1)\""), "{table}");
        let bundle: serde_json::Value = serde_json::from_str(&text(&files, "record.json")).expect("JSON");
        assert_eq!(bundle["resourceType"], "Bundle");
        let summary: serde_json::Value = serde_json::from_str(&text(&files, "summary.json")).expect("JSON");
        assert_eq!(
            (summary["type"].as_str(), summary["resourceType"].as_str()),
            (Some("document"), Some("Bundle"))
        );
        assert!(sums.contains("  summary.json\n"), "{sums}");
        assert!(said(files["record.pdf"].clone()).contains("Letter of the clinic"));

        // Of some parts, or of some days, the file for other clinics would hold more.
        for (parts, days) in [(vec!["diagnoses"], ("", "")), (everything(), ("2026-01-01", ""))] {
            let files = unpacked(made(&test, &mut walter, "archive", &parts, days).await);
            assert!(!files.contains_key("record.json") && !files.contains_key("summary.json"), "{parts:?}");
            assert_eq!(files.keys().filter(|name| name.starts_with("tables/")).count(), parts.len());
            let words = said(files["record.pdf"].clone());
            assert!(words.contains("=SUM(A1)"), "what still holds is there whatever the days are");
            assert!(!files.keys().any(|name| name.starts_with("attachments/")), "{parts:?} {days:?}");
        }
    })
    .await;
}
