//! The tables of plain words, and how a row is found.

use i18n::Lang;
use std::collections::HashMap;
use std::sync::LazyLock;

/// What a table speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Table {
    /// Tests and measurements.
    Tests,
    /// Illnesses and injuries.
    Conditions,
    /// Medicines, by ingredient.
    Medicines,
    /// Vaccines.
    Vaccines,
    /// Operations, examinations, treatments.
    Procedures,
    /// Allergies, by what the body reacts to.
    Allergies,
}

/// Each table: a row has its keys apart by spaces, the words in English, the words in Spanish. A key is a code behind the name of its
/// system, or a name behind `word`.
const TABLES: [(Table, &str); 6] = [
    (Table::Tests, include_str!("tables/tests.tsv")),
    (Table::Conditions, include_str!("tables/conditions.tsv")),
    (Table::Medicines, include_str!("tables/medicines.tsv")),
    (Table::Vaccines, include_str!("tables/vaccines.tsv")),
    (Table::Procedures, include_str!("tables/procedures.tsv")),
    (Table::Allergies, include_str!("tables/allergies.tsv")),
];

/// Code systems and what the tables call them. What is in the tables of ICD-10-CM means the same in ICD-10.
const SYSTEMS: [(&str, &str); 6] = [
    ("http://loinc.org", "loinc"),
    ("http://snomed.info/sct", "sct"),
    ("http://hl7.org/fhir/sid/cvx", "cvx"),
    ("http://hl7.org/fhir/sid/icd-10-cm", "icd10"),
    ("http://hl7.org/fhir/sid/icd-10", "icd10"),
    ("http://www.nlm.nih.gov/research/umls/rxnorm", "rxnorm"),
];

/// Words with which a name is said not to be meant.
const NOT: [&str; 7] = [" no ", " not ", " none ", " denies ", " sin ", " niega ", " ninguna "];

/// The shortest code of ICD-10: what is finer is found by it, too.
const SHORTEST_ICD: usize = 3;

/// One explanation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    table: Table,
    english: &'static str,
    spanish: &'static str,
}

impl Row {
    /// The words in a language.
    pub const fn words(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.english,
            Lang::Es => self.spanish,
        }
    }
}

/// All rows, by code, and by name in the order of the tables.
struct Index {
    codes: HashMap<(&'static str, &'static str), Row>,
    names: Vec<(String, Row)>,
}

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let mut index = Index { codes: HashMap::new(), names: Vec::new() };
    for (table, columns) in rows() {
        let [keys, english, spanish] = *columns.as_slice() else { continue };
        let row = Row { table, english, spanish };
        for (system, code) in keys.split(' ').filter_map(|key| key.split_once(':')) {
            if system == "word" {
                index.names.push((format!(" {} ", code.replace('_', " ")), row));
            } else {
                index.codes.insert((system, code), row);
            }
        }
    }
    index
});

/// Every row of every table: its keys, and the words in English and Spanish.
pub fn rows() -> impl Iterator<Item = (Table, Vec<&'static str>)> {
    TABLES
        .into_iter()
        .flat_map(|(table, text)| text.lines().map(move |line| (table, line.split('\t').collect())))
}

/// The row of a code in these tables.
pub fn by_code(tables: &[Table], system: &str, code: &str) -> Option<Row> {
    let (_, system) = *SYSTEMS.iter().find(|(address, _)| *address == system)?;
    let mut code = code;
    loop {
        let found = INDEX.codes.get(&(system, code)).filter(|row| tables.contains(&row.table));
        if let Some(row) = found {
            return Some(*row);
        }
        code = code.strip_suffix(|_: char| system == "icd10")?.trim_end_matches('.');
        if code.len() < SHORTEST_ICD {
            return None;
        }
    }
}

/// Rows of these tables one of whose names is among the words, each once.
pub fn by_name(tables: &[Table], said: &[&str]) -> impl Iterator<Item = Row> {
    let said: Vec<String> = said.iter().map(|words| spaced(words)).collect();
    let is_denied = said.iter().any(|words| NOT.iter().any(|not| words.contains(not)));
    let mut found: Vec<Row> = Vec::new();
    for (name, row) in INDEX.names.iter().filter(|(_, row)| !is_denied && tables.contains(&row.table)) {
        if !found.contains(row) && said.iter().any(|words| words.contains(name.as_str())) {
            found.push(*row);
        }
    }
    found.into_iter()
}

/// The words in small letters with a single space before, between and after them.
fn spaced(words: &str) -> String {
    let lower = words.to_lowercase();
    let parts: Vec<&str> =
        lower.split(|sign: char| !sign.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    format!(" {} ", parts.join(" "))
}
