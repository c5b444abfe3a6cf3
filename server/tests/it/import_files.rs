//! FHIR files through the real importer: what lies beside the checkout, and what is broken in every way.

use crate::support::{TestPortal, on_each_database};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;
use usecases::facility::Facility;
use usecases::import::{Report, Source, import_fhir};

async fn import(test: &TestPortal, facility: &Facility, files: &[PathBuf]) -> Report {
    let sources = files.iter().cloned().map(Source::File).collect();
    import_fhir(&test.portal.backend, facility.id, sources, |_, _| {}).await.expect("the database takes it")
}

/// The files of a folder of `shared/data` beside the checkout; where it is not there, that is said aloud.
pub fn beside(name: &str) -> Option<Vec<PathBuf>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(name);
    let Ok(entries) = std::fs::read_dir(&folder) else {
        // Past the test harness, which shows printed lines of failing tests only.
        let _ = writeln!(std::io::stderr(), "SKIPPED: {} is not beside the checkout", folder.display());
        return None;
    };
    let mut files: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    Some(files)
}

fn sum(counts: &BTreeMap<String, u64>) -> u64 {
    counts.values().sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn real_files_are_taken_and_taken_again_without_a_change() {
    on_each_database(async |test| {
        // Two of an insurer's papers have the number of an earlier one; six examples are about somebody who is not there.
        for (folder, patients, errors) in
            [("synthea-smart", 16, 0), ("inferno", 4, 2), ("hl7-r4-examples", 2, 6)]
        {
            let Some(files) = beside(folder) else { continue };
            let first = import(&test, &test.demo, &files).await;
            assert_eq!(first.created.get("Patient"), Some(&patients), "{folder}");
            assert_eq!(first.errors.len(), errors, "{folder}: {:?}", first.errors);
            let again = import(&test, &test.demo, &files).await;
            assert_eq!((sum(&again.created), sum(&again.updated)), (0, 0), "{folder}: {again:?}");
            // Several files hold the same practitioners, and two senders the same organizations.
            let all = sum(&first.created) + sum(&first.updated) + sum(&first.unchanged);
            assert_eq!(sum(&again.unchanged), all, "{folder}");
            assert_eq!((again.errors, again.unsupported), (first.errors, first.unsupported), "{folder}");
        }
        // The other clinic has nothing of it, and takes the same files as its own.
        let elsewhere = format!("FROM chart WHERE facility_id = {}", test.id(test.norte.id.0));
        assert_eq!(test.number(&format!("SELECT COUNT(*) {elsewhere}")).await, 0);
        if let Some(files) = beside("inferno") {
            let other = import(&test, &test.norte, &files).await;
            assert_eq!(other.created.get("Patient"), Some(&4));
            assert_eq!(test.number(&format!("SELECT COUNT(*) {elsewhere}")).await, 4);
        }
    })
    .await;
}

const PATIENT: &str = r#"{"resourceType":"Patient","id":"p","identifier":[{"system":"urn:test","value":"1"}],"name":[{"family":"Hughes","given":["Walter"]}]}"#;

fn condition(id: &str, subject: &str) -> String {
    format!(
        r#"{{"resourceType":"Condition","id":"{id}","subject":{{"reference":"{subject}"}},"code":{{"text":"Asthma"}},"onsetDateTime":"2020-01-01"}}"#
    )
}

fn bundle(resources: &[String]) -> String {
    let entries: Vec<_> = resources.iter().map(|resource| format!(r#"{{"resource":{resource}}}"#)).collect();
    format!(r#"{{"resourceType":"Bundle","type":"collection","entry":[{}]}}"#, entries.join(","))
}

fn write(test: &TestPortal, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = test.folder.join(name);
    std::fs::write(&path, content).expect("own file");
    path
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_versions_in_one_import_the_last_counts_and_stays() {
    on_each_database(async |test| {
        let version = |name: &str| {
            format!(
                r#"{{"resourceType":"Organization","id":"o","identifier":[{{"system":"urn:test","value":"9"}}],"name":"{name}"}}"#
            )
        };
        let files = [
            write(&test, "first.json", bundle(&[version("Old name"), version("Older name")])),
            write(&test, "second.json", bundle(&[version("New name")])),
        ];
        let first = import(&test, &test.demo, &files).await;
        assert_eq!((sum(&first.created), sum(&first.updated), sum(&first.unchanged)), (1, 0, 2), "{first:?}");
        for _ in 0..2 {
            let again = import(&test, &test.demo, &files).await;
            assert_eq!((sum(&again.created), sum(&again.updated), sum(&again.unchanged)), (0, 0, 3), "{again:?}");
            assert_eq!(test.number("SELECT COUNT(*) FROM directory WHERE name = 'New name'").await, 1);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn progress_only_grows_and_ends_with_everything() {
    on_each_database(async |test| {
        let many: Vec<_> = (0..1_500).map(|number| condition(&format!("c{number}"), "Patient/p")).collect();
        let all: Vec<_> = std::iter::once(PATIENT.to_owned()).chain(many).collect();
        let file = write(&test, "many.json", bundle(&all));
        let told = std::cell::RefCell::new(Vec::new());
        let sources = vec![Source::File(file)];
        let hear = |done, total| told.borrow_mut().push((done, total));
        import_fhir(&test.portal.backend, test.demo.id, sources, hear).await.expect("the database takes it");
        let told = told.into_inner();
        assert!(told.len() > 1 && told.is_sorted(), "{told:?}");
        assert!(told.iter().all(|(done, total)| done <= total && *total == 1_501), "{told:?}");
        assert_eq!(told.last(), Some(&(1_501, 1_501)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_large_import_the_database_knows_how_much_there_is() {
    on_each_database(async |test| {
        if !test.portal.backend.db.is_postgres() {
            return;
        }
        let many: Vec<_> = (0..1_500).map(|number| condition(&format!("c{number}"), "Patient/p")).collect();
        let all: Vec<_> = std::iter::once(PATIENT.to_owned()).chain(many).collect();
        let file = write(&test, "many.json", bundle(&all));
        import(&test, &test.demo, &[file]).await;
        let counted = "SELECT reltuples::bigint FROM pg_class WHERE oid = 'entry'::regclass";
        assert!(test.number(counted).await >= 1_500);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unreadable_file_contributes_nothing_and_the_others_go_in() {
    on_each_database(async |test| {
        let whole = bundle(&[PATIENT.to_owned(), condition("a", "Patient/p")]);
        let good = write(&test, "good.json", &whole);
        let mut latin = whole.clone().into_bytes();
        let at = whole.find("Asthma").expect("there");
        latin[at] = 0xE9;
        let bad = [
            write(&test, "truncated.json", &whole[..whole.len() - 20]),
            write(&test, "latin.json", &latin),
            write(&test, "empty.json", ""),
            write(&test, "words.json", "no json at all"),
            write(&test, "number.json", "42"),
            write(&test, "deep.json", "[".repeat(100_000)),
            write(&test, "zeros.json", [0; 4_096]),
            write(&test, "twice.json", format!("{whole}{{")),
            test.folder.join("absent.json"),
            test.folder.clone(),
        ];
        let files: Vec<_> = bad.iter().chain([&good]).cloned().collect();
        let report = import(&test, &test.demo, &files).await;
        assert_eq!(sum(&report.created), 2, "{report:?}");
        for file in &bad {
            let name = file.display().to_string();
            let of_file: Vec<_> = report.errors.iter().filter(|error| error.file == name).collect();
            assert!(!of_file.is_empty() && of_file.iter().all(|error| !error.reason.is_empty()), "{name}");
        }
        assert!(report.errors.iter().all(|error| !error.file.ends_with("good.json")));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resource_that_cannot_be_taken_is_named_with_its_path_and_reason() {
    on_each_database(async |test| {
        let file = write(
            &test,
            "mixed.json",
            bundle(&[
                PATIENT.to_owned(),
                condition("good", "Patient/p"),
                condition("lost", "Patient/nobody"),
                r#"{"resourceType":"Condition","id":"bare"}"#.to_owned(),
                r#"{"resourceType":"Condition","id":"odd","subject":42}"#.to_owned(),
                r#"{"id":"typeless"}"#.to_owned(),
                r#"{"resourceType":"Condition","id":"nul","subject":{"reference":"Patient/p"},"code":{"text":"a\u0000b"}}"#
                    .to_owned(),
            ]),
        );
        let lines = write(
            &test,
            "lines.ndjson",
            format!("{}\n{{\"resourceType\":\n{}\n", condition("one", "Patient/p"), condition("two", "Patient/p")),
        );
        let report = import(&test, &test.demo, &[file, lines]).await;
        let paths: Vec<_> = report.errors.iter().map(|error| error.path.as_str()).collect();
        for entry in 2..7 {
            let wanted = format!("entry[{entry}]");
            assert!(paths.iter().any(|path| path.contains(&wanted)), "{wanted}: {paths:?}");
        }
        assert!(report.errors.iter().all(|error| !error.reason.is_empty() && !error.reason.contains("SQL")));
        assert_eq!(report.created.get("Patient"), Some(&1));
        assert!(report.created.get("Condition").is_some_and(|count| (1..=3).contains(count)), "{report:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_never_finds_a_patient_of_another_clinic() {
    on_each_database(async |test| {
        let patient = write(&test, "patient.json", bundle(&[PATIENT.to_owned()]));
        import(&test, &test.norte, std::slice::from_ref(&patient)).await;
        let entry = write(&test, "entry.json", bundle(&[condition("c", "Patient/p")]));
        let report = import(&test, &test.demo, std::slice::from_ref(&entry)).await;
        assert_eq!((sum(&report.created), report.errors.len()), (0, 1), "{report:?}");
        assert!(report.errors[0].path.ends_with("subject"), "{:?}", report.errors);
        import(&test, &test.demo, &[patient]).await;
        let report = import(&test, &test.demo, &[entry]).await;
        assert_eq!((sum(&report.created), report.errors.len()), (1, 0), "{report:?}");
        let here = format!("SELECT COUNT(*) FROM entry WHERE facility_id = {}", test.id(test.demo.id.0));
        assert_eq!((test.number(&here).await, test.number("SELECT COUNT(*) FROM entry").await), (1, 1));
    })
    .await;
}
