//! Importing FHIR on the command line, as people read it: a table of what became of each type, and what was left out.

use super::{portal, words};
use crate::support::{Settings, on_each_database};
use std::process::{Command, Stdio};

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

/// Runs a command whose standard error is a terminal and whose standard output is a file; what came to the terminal, and to the file.
async fn at_a_terminal(settings: &Settings, arguments: &[&str]) -> (String, String) {
    let inner = settings.command(arguments);
    let file = settings.folder.join("stdout");
    let quoted = |text: &std::ffi::OsStr| format!("'{}'", text.to_string_lossy());
    let line: Vec<String> =
        std::iter::once(inner.get_program()).chain(inner.get_args()).map(quoted).collect();
    let line = format!("{} > {}", line.join(" "), quoted(file.as_os_str()));
    let mut command = Command::new("script");
    command
        .args(["--quiet", "--return", "--command", &line, "/dev/null"])
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?))))
        .stdin(Stdio::null());
    let run = move || command.output().expect("script runs: it is part of util-linux");
    let output = tokio::task::spawn_blocking(run).await.expect("no panic");
    let terminal = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{terminal}");
    (terminal, std::fs::read_to_string(&file).expect("the file"))
}

#[tokio::test]
async fn whoever_watches_sees_on_one_line_how_far_it_is() {
    on_each_database(async |test| {
        let settings = test.settings();
        let path = test.folder.join("record.json");
        std::fs::write(&path, FILE).expect("own file");
        let line = format!("import fhir {} --facility demo", path.display());
        let (terminal, out) = at_a_terminal(&settings, &words(&line)).await;
        // Each time from the beginning of the line, which ends once all are in.
        let told: Vec<&str> = terminal.trim_end_matches("\r\n").split('\r').collect();
        let last = told.last().expect("something");
        let counts: Vec<&str> = last.strip_suffix(" resources").unwrap_or_default().split(" of ").collect();
        assert!(counts.len() == 2 && counts[0] == counts[1] && counts[0] != "0", "{terminal:?}");
        assert!(terminal.starts_with('\r') && terminal.ends_with("resources\r\n"), "{terminal:?}");
        assert!(told.iter().skip(1).all(|words| words.ends_with(" resources")), "{terminal:?}");
        assert!(out.starts_with("resource") && !out.contains(" of "), "the table alone: {out}");

        let (terminal, out) = at_a_terminal(&settings, &words(&format!("{line} --json"))).await;
        assert_eq!(terminal, "", "a program watches nothing");
        let report: serde_json::Value = serde_json::from_str(&out).expect("JSON and nothing else");
        assert_eq!(report["unchanged"]["Patient"], 1, "{out}");
    })
    .await;
}
