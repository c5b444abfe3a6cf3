//! Plain words about codes: what a test looks at, what an illness is, what a medicine does. Tables of our own sentences, found by an
//! entry's codes, medicines and allergies also by the names of what they hold. They say what something is, never what a value means
//! or what is to be done.

mod table;

pub use table::{Table, rows};

use fhir::{Code, Coding, Details, Entry, Resource, View};
use i18n::Lang;
use table::{by_code, by_name};

/// Most sentences about a medicine of several ingredients.
const MOST_NAMED: usize = 3;

/// Which tables speak of an entry of a kind.
const fn tables(details: &Details) -> &'static [Table] {
    match details {
        Details::Observation(_) | Details::Report(_) => &[Table::Tests, Table::Procedures],
        Details::Procedure(_) => &[Table::Procedures, Table::Tests],
        Details::Document(_) => &[Table::Tests],
        Details::Condition(_) => &[Table::Conditions, Table::Allergies],
        Details::Allergy(_) => &[Table::Allergies],
        Details::Medication(_) => &[Table::Medicines],
        Details::Immunization(_) => &[Table::Vaccines],
        Details::Encounter(_) | Details::CarePlan(_) | Details::Goal(_) | Details::Kept => &[],
    }
}

/// A stored resource, as far as it can be explained.
pub struct Explained {
    entry: Option<Box<Entry>>,
    lang: Lang,
}

impl Explained {
    /// Reads a stored resource; what cannot be read is not explained.
    pub fn read(content: &str, lang: Lang) -> Self {
        let resource = Resource::parse(content.to_owned()).ok();
        let view = resource.and_then(|resource| fhir::view(&resource).ok());
        // What turned out not to be so is not explained as if it were.
        let entry = match view {
            Some(View::Entry(entry)) if entry.verification.as_deref() != Some("refuted") => Some(entry),
            _ => None,
        };
        Self { entry, lang }
    }

    /// What it is, by its codes or, where those are not known, by the names of its ingredients. A medicine that stands in a resource
    /// of its own is known by its `title`.
    pub fn own(&self, title: &str) -> Option<String> {
        let entry = self.entry.as_ref()?;
        self.of_code(&entry.code, title, tables(&entry.details))
    }

    /// What one of its parts is, by its place among the parts and its name.
    pub fn part(&self, place: usize, title: &str) -> Option<String> {
        let entry = self.entry.as_ref()?;
        let component = match &entry.details {
            Details::Observation(details) => details.components.get(place).map(|component| &component.code),
            _ => None,
        };
        let held = || entry.held.iter().map(|test| &test.code).find(|code| is_called(code, title));
        self.of_code(component.or_else(held)?, "", tables(&entry.details))
    }

    fn of_code(&self, code: &Code, title: &str, tables: &[Table]) -> Option<String> {
        let coded = |coding: &Coding| by_code(tables, coding.system.as_deref()?, coding.code.as_deref()?);
        if let Some(row) = code.codings.iter().find_map(coded) {
            return Some(row.words(self.lang).to_owned());
        }
        let displays = code.codings.iter().filter_map(|coding| coding.display.as_deref());
        let said: Vec<&str> = displays.chain(code.text.as_deref()).chain([title]).collect();
        let named: Vec<&str> =
            by_name(tables, &said).take(MOST_NAMED).map(|row| row.words(self.lang)).collect();
        (!named.is_empty()).then(|| named.join(" "))
    }
}

fn is_called(code: &Code, title: &str) -> bool {
    code.text.as_deref() == Some(title)
}
