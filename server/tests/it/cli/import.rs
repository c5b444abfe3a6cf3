//! Importing FHIR on the command line, as people read it: a table of what became of each type, and what was left out.

use super::{portal, words};
use crate::support::on_each_database;

const FILE: &str = r#"{"resourceType":"Bundle","type":"collection","entry":[
    {"resource":{"resourceType":"Patient","id":"p","identifier":[{"system":"urn:test","value":"1"}],"name":[{"family":"Hughes","given":["Walter"]}]}},
    {"resource":{"resourceType":"Condition","id":"a","subject":{"reference":"Patient/p"},"code":{"text":"Asthma"},"onsetDateTime":"2020-01-01"}},
    {"resource":{"resourceType":"Condition","id":"b","subject":{"reference":"Patient/p"},"code":{"text":"Migraine"},"onsetDateTime":"2021-01-01"}},
    {"resource":{"resourceType":"Claim","id":"c","patient":{"reference":"Patient/p"}}}]}"#;

/// The table's lines in words.
fn table(out: &str) -> Vec<Vec<&str>> {
    out.lines().map(|line| line.split_whitespace().collect()).collect()
}

#[tokio::test]
async fn the_table_says_of_each_type_what_became_of_it() {
    on_each_database(async |test| {
        let settings = test.settings();
        let path = test.folder.join("record.json");
        std::fs::write(&path, FILE).expect("own file");
        let line = format!("import fhir {} --facility demo", path.display());
        let head = vec!["resource", "created", "updated", "unchanged", "unsupported"];
        let first = portal(&settings, &words(&line)).await;
        assert_eq!(
            (first.code, first.err.as_str()),
            (0, ""),
            "no progress is written into a file: {first:?}"
        );
        let expected = [
            head.clone(),
            vec!["Claim", "0", "0", "0", "1"],
            vec!["Condition", "2", "0", "0", "0"],
            vec!["Patient", "1", "0", "0", "0"],
        ];
        assert_eq!(table(&first.out), expected, "{}", first.out);
        let widths: Vec<usize> = first.out.lines().map(str::len).collect();
        assert!(
            widths.iter().all(|width| *width == widths[0]),
            "its columns stand below each other: {}",
            first.out
        );

        // Another name, one diagnosis of nobody, the other as it was.
        let other = FILE.replace("Migraine", "Cluster headache").replacen("Patient/p", "Patient/nobody", 1);
        std::fs::write(&path, other).expect("own file");
        let second = portal(&settings, &words(&line)).await;
        assert_eq!(second.code, 1, "{second:?}");
        assert!(second.err.contains("1 left out, the others are in"), "{second:?}");
        let (rows, left_out): (Vec<_>, Vec<_>) = table(&second.out)
            .into_iter()
            .partition(|row| row.len() == head.len() && row[0] != path.to_string_lossy());
        let expected = [
            head,
            vec!["Claim", "0", "0", "0", "1"],
            vec!["Condition", "0", "1", "0", "0"],
            vec!["Patient", "0", "0", "1", "0"],
        ];
        assert_eq!(rows, expected, "{}", second.out);
        assert_eq!(left_out.len(), 1, "{}", second.out);
        assert!(
            second.out.contains(&format!("{} ", path.display())) && second.out.contains("entry[1]"),
            "{}",
            second.out
        );
    })
    .await;
}
