//! The operator's command line: what it prints, and how it ends.

mod booking;
mod calendar;
mod export;
mod import;
mod setup;

use crate::support::{Settings, on_each_database};
use serde_json::Value;
use std::io::Write as _;
use std::process::{Output, Stdio};

/// How a command ended: its exit code, standard output, standard error.
#[derive(Debug)]
struct Ended {
    code: i32,
    out: String,
    err: String,
}

impl Ended {
    /// The output as JSON.
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Checks that it failed, printed nothing, and complained in these words.
    fn must_fail_with(&self, words: &str) {
        assert_eq!((self.code, self.out.as_str()), (1, ""), "{self:?}");
        assert!(self.err.starts_with("portal: ") && self.err.contains(words), "{words}: {self:?}");
    }
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self {
            code: output.status.code().expect("an exit code"),
            out: text(&output.stdout),
            err: text(&output.stderr),
        }
    }
}

/// Runs a command to its end.
async fn portal(settings: &Settings, arguments: &[&str]) -> Ended {
    settings.run(arguments).await.into()
}

/// Runs a command that reads its standard input.
async fn portal_reading(settings: &Settings, arguments: &[&str], input: &str) -> Ended {
    let (mut command, input) = (settings.command(arguments), input.to_owned());
    let run = move || {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary starts");
        let mut stdin = child.stdin.take().expect("an input");
        // A command that is refused for its arguments reads nothing.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        child.wait_with_output().expect("its output")
    };
    tokio::task::spawn_blocking(run).await.expect("no panic").into()
}

/// A command line in words.
fn words(line: &str) -> Vec<&str> {
    line.split(' ').collect()
}

#[tokio::test]
async fn every_command_explains_itself() {
    on_each_database(async |test| {
        let settings = test.settings();
        let commands = [
            "serve",
            "migrate",
            "facility create",
            "admin create",
            "seed demo",
            "import fhir",
            "export fhir",
            "calendar import",
            "calendar export",
            "slots",
            "appointment book",
            "appointment cancel",
            "audit verify",
            "doctor",
        ];
        for command in commands {
            let help = portal(&settings, &words(&format!("{command} --help"))).await;
            let usage = format!("Usage: portal {command}");
            assert!(
                help.code == 0 && help.out.contains(&usage) && help.err.is_empty(),
                "{command}: {help:?}"
            );
        }
        let help = portal(&settings, &["--help"]).await;
        for command in commands.iter().filter_map(|command| command.split(' ').next()) {
            assert!(help.out.contains(&format!("\n  {command} ")), "{command}: {}", help.out);
        }
    })
    .await;
}

#[tokio::test]
async fn wrong_usage_ends_with_2_and_touches_nothing() {
    on_each_database(async |test| {
        let settings = test.settings();
        let slots = "slots --facility demo --provider ruiz --visit-type check";
        let book = "appointment book --facility demo --provider ruiz --visit-type check \
                    --chart 00000000-0000-0000-0000-000000000001";
        let cancel = "appointment cancel --facility demo --chart 00000000-0000-0000-0000-000000000001";
        for line in [
            "fly".to_owned(),
            "slots".to_owned(),
            format!("{slots} --from 2027-03-14"),
            format!("{slots} --from 2027-03-14 --to tomorrow"),
            format!("{slots} --from 2027-03-15 --to 2027-03-14"),
            format!("{slots} --from 2027-03-14 --to 2027-03-14 --now noon"),
            format!("{slots} --from 2027-03-14 --to 2027-03-14 --csv"),
            book.to_owned(),
            format!("{book} --start 2027-03-14T13:00:00"),
            format!("{book} --start 2027-03-14T13:00:00.5Z"),
            format!("{book} --start 2027-03-14T13:00:00Z --force"),
            book.replace("-000000000001", "") + " --start 2027-03-14T13:00:00Z",
            cancel.to_owned(),
            format!("{cancel} --start 2027-03-14T13:00:00Z"),
            format!("{cancel} --provider ruiz"),
            "calendar import".to_owned(),
            "calendar import a.json --wet-run".to_owned(),
            "facility create --key east".to_owned(),
            "admin create --facility demo --email sofia@example.org".to_owned(),
            "import fhir".to_owned(),
            "export fhir --all".to_owned(),
            "export fhir --facility demo".to_owned(),
            "export fhir --facility demo --all --chart 00000000-0000-0000-0000-000000000001".to_owned(),
            "export fhir --facility demo --chart everybody".to_owned(),
            "audit".to_owned(),
        ] {
            let ended = portal(&settings, &words(&line)).await;
            assert_eq!((ended.code, ended.out.as_str()), (2, ""), "{line}: {ended:?}");
            assert!(ended.err.starts_with("error: ") || ended.err.contains("Usage: "), "{line}: {ended:?}");
        }
        assert_eq!(test.number("SELECT COUNT(*) FROM appointment").await, 0);
    })
    .await;
}
