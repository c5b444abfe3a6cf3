//! Every action that can be in the audit log has words, so that its readers see no codes.

use std::collections::BTreeSet;
use tidy::sources;

/// Dotted names that are no actions: refusals and fields have words of their own, files and hosts need none.
const OTHERS: [&str; 5] = ["secret.key", "mail.html", "demo.localhost", "patients.factors", "staff.factors"];

fn is_dotted(text: &str) -> bool {
    let is_word =
        |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    text.split_once('.').is_some_and(|(one, other)| is_word(one) && is_word(other))
}

/// The quoted texts of a file.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('"').skip(1).step_by(2)
}

#[test]
fn every_action_has_words() {
    let words: BTreeSet<String> = sources("server/usecases/src/audit/log", &["words.rs"])
        .iter()
        .flat_map(|file| {
            quoted(&file.text).filter(|text| is_dotted(text)).map(str::to_owned).collect::<Vec<_>>()
        })
        .collect();
    assert!(words.len() > 40, "the words were not found");
    let named: BTreeSet<String> = ["refusal.json", "field.json"]
        .iter()
        .flat_map(|name| sources("i18n/locales/en", &[*name]))
        .flat_map(|file| quoted(&file.text).map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let mut found = Vec::new();
    for file in sources("server/usecases/src", &[".rs"]) {
        for (number, line) in file.lines() {
            for text in quoted(line).filter(|text| is_dotted(text)) {
                let is_file =
                    [".json", ".html", ".localhost", ".csv", ".bin"].iter().any(|end| text.ends_with(end));
                let is_known = words.contains(text) || named.contains(text) || OTHERS.contains(&text);
                if !is_file && !is_known {
                    found.push(format!("  {}:{number}: {text}", file.path));
                }
            }
        }
    }
    assert!(found.is_empty(), "actions without words in audit/log/words.rs:\n{}", found.join("\n"));
}
