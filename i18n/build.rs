//! Turns `locales/<language>/<feature>.json` into typed keys and one table per language.
//!
//! The build fails, naming the key, when a language lacks a key, has one too many, or uses other placeholders.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a build that cannot make the tables stops, naming the key"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

/// The first is the source: every other language must have exactly its keys.
const LANGUAGES: [&str; 2] = ["en", "es"];

/// Keys with these prefixes can also be found by name at run time.
const BY_NAME: [&str; 2] = ["refusal.", "field."];

fn main() {
    println!("cargo::rerun-if-changed=locales");
    let tables: Vec<BTreeMap<String, String>> = LANGUAGES.iter().map(|language| read(language)).collect();
    let source = &tables[0];
    for (language, table) in LANGUAGES.iter().zip(&tables).skip(1) {
        compare(language, source, table);
    }
    let out = Path::new(&env::var("OUT_DIR").expect("cargo sets OUT_DIR")).join("tables.rs");
    fs::write(out, generate(&tables)).expect("the generated tables can be written");
}

fn read(language: &str) -> BTreeMap<String, String> {
    let folder = Path::new("locales").join(language);
    let mut table = BTreeMap::new();
    let files = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for file in files {
        let path = file.expect("a readable folder").path();
        let feature = path.file_stem().expect("a file name").to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let entries: BTreeMap<String, String> =
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for (key, value) in entries {
            assert!(!value.trim().is_empty(), "{}: {key} is empty", path.display());
            table.insert(format!("{feature}.{key}"), value);
        }
    }
    table
}

fn compare(language: &str, source: &BTreeMap<String, String>, table: &BTreeMap<String, String>) {
    let expected: BTreeSet<_> = source.keys().collect();
    let found: BTreeSet<_> = table.keys().collect();
    let missing: Vec<_> = expected.difference(&found).collect();
    let extra: Vec<_> = found.difference(&expected).collect();
    assert!(
        missing.is_empty() && extra.is_empty(),
        "locales/{language}: missing {missing:?}, not in {}: {extra:?}",
        LANGUAGES[0]
    );
    for (key, text) in source {
        assert_eq!(
            placeholders(text),
            placeholders(&table[key]),
            "locales/{language}: placeholders of {key}"
        );
    }
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

fn constant(key: &str) -> String {
    key.replace(['.', '-'], "_").to_uppercase()
}

fn generate(tables: &[BTreeMap<String, String>]) -> String {
    let keys: Vec<&String> = tables[0].keys().collect();
    let mut out = String::from(
        "/// One constant per text, named after its key.\npub mod k {\n    use super::{Key, Plural};\n",
    );
    for (index, key) in keys.iter().enumerate() {
        let doc = tables[0][*key].replace('\n', " ");
        writeln!(out, "    #[doc = {doc:?}]\n    pub const {}: Key = Key({index});", constant(key))
            .expect("a string");
        if let Some(stem) = key.strip_suffix(".one") {
            let other = format!("{stem}.other");
            assert!(tables[0].contains_key(&other), "{key} needs {other}");
            writeln!(
                out,
                "    #[doc = {doc:?}]\n    pub const {}: Plural = Plural {{ one: {}, other: {} }};",
                constant(stem),
                constant(key),
                constant(&other)
            )
            .expect("a string");
        }
    }
    out.push_str("}\n\n");
    writeln!(out, "/// How many texts there are.\npub const COUNT: usize = {};\n", keys.len())
        .expect("a string");
    for (language, table) in LANGUAGES.iter().zip(tables) {
        let texts: Vec<&String> = table.values().collect();
        writeln!(out, "static TABLE_{}: [&str; COUNT] = {texts:?};\n", language.to_uppercase())
            .expect("a string");
    }
    let features: Vec<&str> = keys.iter().map(|key| feature_of(key)).collect();
    writeln!(out, "static FEATURES: [&str; COUNT] = {features:?};\n").expect("a string");
    out.push_str("fn find(name: &str) -> Option<Key> {\n    match name {\n");
    for (index, key) in keys.iter().enumerate() {
        if BY_NAME.iter().any(|prefix| key.starts_with(prefix)) {
            writeln!(out, "        {key:?} => Some(Key({index})),").expect("a string");
        }
    }
    out.push_str("        _ => None,\n    }\n}\n");
    out
}

/// The feature that a text belongs to. Those that are found by name say more: `refusal.invitation` of
/// `refusal.invitation.own`, `field.chart` of `field.chart_number_taken`.
fn feature_of(key: &str) -> &str {
    let (feature, rest) = key.split_once('.').unwrap_or((key, ""));
    if !BY_NAME.iter().any(|prefix| key.starts_with(prefix)) {
        return feature;
    }
    let word = rest.split(['.', '_']).next().unwrap_or_default();
    key.get(..feature.len() + 1 + word.len()).unwrap_or(feature)
}
