//! What documents say of the code is so: settings, commands, targets, counters, tests and files they name exist.

#![expect(clippy::expect_used, clippy::panic, reason = "a test stops at what it did not expect")]

use std::collections::BTreeSet;
use tidy::{root, sources};

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// What stands between `begin` and the next `end`, each time.
fn between<'a>(text: &'a str, begin: &'a str, end: char) -> impl Iterator<Item = &'a str> {
    text.split(begin).skip(1).filter_map(move |rest| rest.split_once(end).map(|(inside, _)| inside))
}

/// First cells of a document's tables, where they are in backticks.
fn first_cells(text: &str) -> BTreeSet<String> {
    let cells =
        text.lines().filter_map(|line| line.strip_prefix("| `")).filter_map(|rest| rest.split_once('`'));
    cells.map(|(cell, _)| cell.to_owned()).collect()
}

fn same(found: &BTreeSet<String>, told: &BTreeSet<String>, where_found: &str, where_told: &str) {
    let missing: Vec<_> = found.difference(told).collect();
    let invented: Vec<_> = told.difference(found).collect();
    assert!(missing.is_empty(), "{where_told} lacks what {where_found} has: {missing:?}");
    assert!(invented.is_empty(), "{where_told} names what {where_found} has not: {invented:?}");
}

#[test]
fn the_readme_names_every_setting() {
    let config = read("server/src/config.rs");
    let mut found: BTreeSet<String> = ["variable(\"", "var_os(\""]
        .iter()
        .flat_map(|call| between(&config, call, '"'))
        .map(str::to_owned)
        .collect();
    assert!(found.len() > 5, "the scan found only {found:?}");
    // The table of settings may also name what `doctor` looks at.
    found.extend(
        between(&read("server/src/cli/doctor.rs"), "(\"PORTAL_", '"').map(|rest| format!("PORTAL_{rest}")),
    );
    let is_setting = |cell: &String| cell.starts_with("PORTAL_") || cell == "DATABASE_URL";
    let told = first_cells(&read("README.md")).into_iter().filter(is_setting).collect();
    same(&found, &told, "server/src/config.rs", "README.md");
}

#[test]
fn the_readme_names_every_entry_of_the_file() {
    let config = read("server/src/config.rs");
    let (_, rest) = config.split_once("struct File {").expect("the file's struct");
    let (fields, _) = rest.split_once('}').expect("its end");
    let found =
        fields.lines().filter_map(|line| line.trim().split_once(':')).map(|(name, _)| name.to_owned());
    let readme = read("README.md");
    let example = between(&readme, "```toml\n", '`').next().expect("an example of portal.toml");
    let lines = example.lines().map(|line| line.trim_start_matches(['#', ' ']));
    let told = lines.filter_map(|line| line.split_once(" = ")).map(|(name, _)| name.to_owned());
    same(&found.collect(), &told.collect(), "server/src/config.rs", "README.md's portal.toml");
}

/// The words of an enum of commands: its variants, as the command line writes them, each with what it holds.
fn variants(source: &str) -> Vec<(String, String)> {
    let (_, rest) = source.split_once("enum Command {").expect("an enum of commands");
    let (body, _) = rest.split_once("\n}").expect("its end");
    body.lines()
        .filter(|line| line.starts_with("    ") && line.as_bytes().get(4).is_some_and(u8::is_ascii_uppercase))
        .map(|line| {
            let name: String = line.trim().chars().take_while(char::is_ascii_alphanumeric).collect();
            let mut word = String::new();
            for (index, letter) in name.chars().enumerate() {
                if index > 0 && letter.is_ascii_uppercase() {
                    word.push('-');
                }
                word.push(letter.to_ascii_lowercase());
            }
            (word, line.to_owned())
        })
        .collect()
}

/// Every command of `portal`, as in `facility create`.
fn commands() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (word, line) in variants(&read("server/src/cli/mod.rs")) {
        match between(&line, "(", ':').next() {
            Some(module) if line.contains("::Command)") => {
                let inner = variants(&read(&format!("server/src/cli/{module}.rs")));
                found.extend(inner.into_iter().map(|(second, _)| format!("{word} {second}")));
            }
            _ => drop(found.insert(word)),
        }
    }
    assert!(found.len() > 8, "the scan found only {found:?}");
    found
}

#[test]
fn the_readme_names_every_command() {
    let readme = read("README.md");
    let (_, rest) = readme.split_once("| Command |").expect("a table of commands");
    let table = rest.split("\n\n").next().unwrap_or_default();
    same(&commands(), &first_cells(table), "the command line", "README.md");
}

#[test]
fn documents_name_only_commands_that_exist() {
    let known = commands();
    let mut found = Vec::new();
    for file in sources(".", &[".md"]).into_iter().filter(|file| file.path != "CHANGELOG.md") {
        for inside in between(&file.text, "`portal ", '`') {
            let is_known = known.iter().any(|command| {
                inside == command
                    || inside.strip_prefix(command.as_str()).is_some_and(|rest| rest.starts_with(' '))
            });
            let is_group = known.iter().any(|command| command.split(' ').next() == Some(inside));
            if !is_known && !is_group && !inside.starts_with("--") {
                found.push(format!("  {}: portal {inside}", file.path));
            }
        }
    }
    assert!(found.is_empty(), "there are no such commands:\n{}", found.join("\n"));
}

#[test]
fn documents_name_only_targets_that_exist() {
    let makefile = read("Makefile");
    let targets: BTreeSet<&str> =
        makefile.lines().filter_map(|line| line.split_once(':')).map(|(name, _)| name).collect();
    let phony = between(&makefile, ".PHONY: ", '\n').next().unwrap_or_default();
    let phony: BTreeSet<&str> = phony.split(' ').collect();
    let is_target =
        |name: &&&str| !name.starts_with('.') && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let undeclared: Vec<_> = targets.iter().filter(is_target).filter(|name| !phony.contains(*name)).collect();
    assert!(undeclared.is_empty(), ".PHONY lacks {undeclared:?}");
    let mut found = Vec::new();
    for file in sources(".", &[".md"]) {
        let quoted =
            between(&file.text, "`make ", '`').map(|inside| inside.split(' ').next().unwrap_or_default());
        let typed = file.text.lines().filter_map(|line| line.strip_prefix("make "));
        let typed = typed.map(|rest| rest.split(' ').next().unwrap_or_default());
        for name in quoted.chain(typed).filter(|name| !targets.contains(*name)) {
            found.push(format!("  {}: make {name}", file.path));
        }
    }
    assert!(found.is_empty(), "there are no such targets:\n{}", found.join("\n"));
}

#[test]
fn links_of_documents_lead_to_files() {
    let mut found = Vec::new();
    for file in sources(".", &[".md"]) {
        let folder = root().join(&file.path);
        let folder = folder.parent().expect("a folder");
        for target in between(&file.text, "](", ')') {
            let path = target.split(['#', ' ']).next().unwrap_or_default();
            let is_elsewhere = path.contains("://") || path.starts_with("mailto:");
            if !path.is_empty() && !is_elsewhere && !folder.join(path).exists() {
                found.push(format!("  {}: {target}", file.path));
            }
        }
    }
    assert!(found.is_empty(), "documents link to what is not there:\n{}", found.join("\n"));
}

#[test]
fn security_names_tests_that_exist() {
    let tests: String = sources(".", &[".rs", ".ts"]).into_iter().map(|file| file.text).collect();
    let document = read("SECURITY.md");
    let rows =
        document.lines().filter(|line| line.starts_with("| ")).filter_map(|line| line.split(" | ").nth(1));
    let names: BTreeSet<&str> = rows.flat_map(|cell| cell.split('`').skip(1).step_by(2)).collect();
    assert!(names.len() > 10, "the scan found only {names:?}");
    let is_there = |name: &&&str| {
        tests.contains(&format!("fn {name}("))
            || tests.contains(&format!("'{name}'"))
            || root().join(name).exists()
    };
    let missing: Vec<_> = names.iter().filter(|name| !is_there(name)).collect();
    assert!(missing.is_empty(), "SECURITY.md names tests that do not exist: {missing:?}");
}

#[test]
fn operations_names_every_counter() {
    let mut found = BTreeSet::new();
    for file in sources("server", &[".rs"]) {
        for call in ["counter!(\"", "histogram!(\"", "gauge!(\""] {
            found.extend(between(&file.text, call, '"').map(str::to_owned));
        }
    }
    let cells =
        first_cells(&read("docs/operations.md")).into_iter().filter(|cell| cell.starts_with("portal_"));
    same(&found, &cells.collect(), "the server", "docs/operations.md");
}

#[test]
fn controls_that_can_be_taken_out_are_where_they_were_and_so_are_their_tests() {
    let controls: serde_json::Value =
        serde_json::from_str(&read("server/tests/controls/taken_out.json")).expect("JSON");
    let told = read("SECURITY.md");
    let controls = controls.as_array().expect("a list");
    assert!(controls.len() >= 6, "{}", controls.len());
    for control in controls {
        let text = |value: &serde_json::Value| value.as_str().expect("text").to_owned();
        for change in control["changes"].as_array().expect("changes") {
            let (file, from) = (text(&change["file"]), text(&change["from"]));
            assert_eq!(read(&file).matches(&from).count(), 1, "{file} holds this once: {from}");
        }
        for test in control["tests"].as_array().expect("tests") {
            assert!(told.contains(&format!("`{}`", text(test))), "SECURITY.md lacks {test}");
        }
    }
}
