//! What others are called that an entry refers to: by its own files, else by what is stored.

use super::rows::{self, Body, Row, hash_of};
use super::words;
use domain::ids::FacilityId;
use domain::records::view::CODE_SIGN;
use fhir::{Details, Entry, Medication, PractitionerRole, Reference, Resource, View};
use i18n::Lang;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// Between a name and codes; no text holds it.
const APART: char = '\u{1f}';

/// What somebody or something is called, and the codes of a medicine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Called {
    pub name: Option<String>,
    pub codes: Vec<String>,
}

impl Called {
    /// The same in one text; nothing where it is called nothing.
    pub fn written(&self) -> Option<String> {
        if self.name.is_none() && self.codes.is_empty() {
            return None;
        }
        let name = std::iter::once(self.name.as_deref().unwrap_or_default());
        Some(name.chain(self.codes.iter().map(String::as_str)).collect::<Vec<_>>().join(&APART.to_string()))
    }

    /// What was written so.
    pub fn read(written: &str) -> Self {
        let mut parts = written.split(APART).map(ToOwned::to_owned);
        let name = parts.next().filter(|name| !name.is_empty());
        Self { name, codes: parts.collect() }
    }
}

/// What is known of a reference without looking into what is stored.
#[derive(Clone, Debug, Default)]
pub struct Named {
    /// What its own files call it.
    pub called: Called,
    /// Names under which it may be stored, likeliest first. What is called so goes before.
    pub stored: Vec<Uuid>,
    /// Names under which whatever comes later may be what it refers to.
    pub names: Vec<Uuid>,
    /// Whether it may lead to several, or to what cannot be found again by these names.
    pub is_doubtful: bool,
}

impl Named {
    fn found(&self, found: &HashMap<Uuid, Called>) -> Called {
        let stored = self.stored.iter().find_map(|name| found.get(name));
        match stored {
            None => self.called.clone(),
            Some(stored) => Called {
                name: stored.name.as_ref().or(self.called.name.as_ref()).cloned(),
                codes: stored.codes.clone(),
            },
        }
    }
}

/// Asks the files.
pub type Look<'a> = &'a dyn Fn(&Reference) -> Named;

/// The words of an entry.
pub struct Words {
    pub title: String,
    pub view: String,
    /// The names that were taken into them.
    pub used: Vec<String>,
}

/// Whom and what an entry refers to.
pub struct Asked(BTreeMap<String, Named>);

impl Asked {
    /// What the entry calls others, by the names under which those may come; nothing where that is in doubt.
    pub fn called(&self, found: &HashMap<Uuid, Called>) -> Vec<(Uuid, Option<String>)> {
        let Self(asked) = self;
        if asked.values().any(|named| named.is_doubtful) {
            return Vec::new();
        }
        let called: BTreeMap<Uuid, Option<String>> = asked
            .values()
            .flat_map(|named| {
                let called = named.found(found).written();
                named.names.iter().map(move |name| (*name, called.clone()))
            })
            .collect();
        called.into_iter().collect()
    }
}

/// The words of an entry, with the names of others as its files have them.
pub fn of(entry: &Entry, look: Look<'_>, lang: Lang) -> (Words, Asked) {
    let asked: RefCell<BTreeMap<String, Named>> = RefCell::default();
    let words = written(entry, lang, &|reference| {
        let mut asked = asked.borrow_mut();
        asked.entry(key_of(reference)).or_insert_with(|| look(reference)).called.clone()
    });
    (words, Asked(asked.into_inner()))
}

fn written(entry: &Entry, lang: Lang, ask: &dyn Fn(&Reference) -> Called) -> Words {
    let used = RefCell::new(Vec::new());
    let noted = |reference: &Reference| {
        let name = ask(reference).name;
        used.borrow_mut().extend(name.clone());
        name
    };
    let codes = match &entry.details {
        Details::Medication(details) => details.medication.as_ref().map(|what| ask(what).codes),
        _ => None,
    };
    let codes = codes.unwrap_or_default();
    let (title, view) = (words::title(entry, &noted, lang), words::view(entry, &noted, lang, &codes));
    let mut used = used.into_inner();
    used.extend(codes.iter().map(|code| format!("{CODE_SIGN}{code}")));
    Words { title, view, used }
}

/// Names under which whoever has a role may be stored, where the role does not say it in words.
pub fn whose(facility: FacilityId, role: &PractitionerRole, full_url: Option<&str>) -> Vec<Uuid> {
    let who = role.practitioner.as_ref().filter(|who| who.display.is_none());
    let keys = who.map(|who| who.named_keys(full_url)).unwrap_or_default();
    keys.iter().map(|key| rows::alias(facility, key)).collect()
}

/// The codes of a medicine, each once.
pub fn codes_of(medicine: &Medication) -> Vec<String> {
    let codes = medicine.code.codings.iter().filter_map(|coding| coding.code.clone());
    codes.collect::<BTreeSet<_>>().into_iter().collect()
}

/// What tells a reference from others of the same entry.
fn key_of(reference: &Reference) -> String {
    let identifier = reference.identifier.as_ref();
    let number = identifier.map(|one| (one.system.as_deref(), one.value.as_deref()));
    format!("{:?}", (reference.reference.as_deref(), reference.type_name.as_deref(), number))
}

/// An entry that refers to what its files do not hold.
pub struct Unnamed {
    entry: Box<Entry>,
    asked: Asked,
    lang: Lang,
}

impl Unnamed {
    /// The same, if there is anything to be looked for.
    pub fn new(entry: Box<Entry>, asked: Asked, lang: Lang) -> Option<Self> {
        let is_any = asked.0.values().any(|named| !named.stored.is_empty());
        is_any.then_some(Self { entry, asked, lang })
    }

    /// An entry as it is stored; nothing where it cannot be read, or refers to nobody.
    pub fn of_stored(
        facility: FacilityId,
        content: &str,
        full_url: Option<&str>,
        lang: Lang,
    ) -> Option<Self> {
        let resource = Resource::parse(content.to_owned()).ok()?;
        let mut view = fhir::view(&resource).ok()?;
        super::code_words::name(&mut view, lang);
        let View::Entry(entry) = view else { return None };
        let look = |reference: &Reference| {
            let keys = reference.named_keys(full_url);
            let names: Vec<Uuid> = keys.iter().map(|key| rows::alias(facility, key)).collect();
            let called = Called { name: reference.display.clone(), codes: Vec::new() };
            Named { called, stored: names.clone(), names, is_doubtful: false }
        };
        let (_, asked) = of(&entry, &look, lang);
        Self::new(entry, asked, lang)
    }

    /// Names under which what it refers to may be stored.
    pub fn stored(&self) -> impl Iterator<Item = Uuid> + '_ {
        self.asked.0.values().flat_map(|named| named.stored.iter().copied())
    }

    /// Its words with what was found.
    pub fn words(&self, found: &HashMap<Uuid, Called>) -> Words {
        written(&self.entry, self.lang, &|reference| {
            self.asked.0.get(&key_of(reference)).map(|named| named.found(found)).unwrap_or_default()
        })
    }

    /// What it calls others then.
    pub fn called(&self, found: &HashMap<Uuid, Called>) -> Vec<(Uuid, Option<String>)> {
        self.asked.called(found)
    }
}

impl Row {
    /// Takes the names in that were found by the names under which they are stored.
    pub fn name(&mut self, found: &HashMap<Uuid, Called>) {
        let (Some(unnamed), Body::Entry(row)) = (self.unnamed.take(), &mut self.body) else { return };
        if !unnamed.stored().any(|name| found.contains_key(&name)) {
            return;
        }
        let words = unnamed.words(found);
        (row.title, row.view) = (words.title, words.view);
        self.hash = hash_of(&self.content, &words.used);
        self.called = unnamed.called(found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_something_is_called_is_read_as_it_was_written() {
        let both = Called { name: Some("Pills".to_owned()), codes: vec!["1".to_owned(), "2".to_owned()] };
        let codes = Called { name: None, codes: vec!["1".to_owned()] };
        let name = Called { name: Some("Dr. Ruiz".to_owned()), codes: Vec::new() };
        for called in [both, codes, name] {
            assert_eq!(Called::read(&called.written().expect("something")), called);
        }
        assert_eq!(Called::default().written(), None);
    }
}
