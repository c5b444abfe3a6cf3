//! What others are called that an entry refers to: by its own files, else by what is stored.

use super::rows::{Body, Row, hash_of};
use super::words;
use fhir::{Entry, Reference};
use i18n::Lang;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// What is known of a reference without looking into what is stored.
#[derive(Clone, Debug, Default)]
pub struct Named {
    /// The name that its own files give.
    pub name: Option<String>,
    /// Names under which it may be stored, likeliest first. What is called so goes before.
    pub stored: Vec<Uuid>,
}

/// Asks the files.
pub type Look<'a> = &'a dyn Fn(&Reference) -> Named;

/// The words of an entry.
pub struct Words {
    pub title: String,
    pub view: String,
    /// The names that were taken into them.
    pub used: Vec<String>,
    /// All that was asked for.
    pub asked: BTreeMap<String, Named>,
}

/// The words of an entry, with the names of others as they are found.
pub fn of(entry: &Entry, look: Look<'_>, lang: Lang) -> Words {
    let asked: RefCell<BTreeMap<String, Named>> = RefCell::default();
    let (title, view, used) = written(entry, lang, &|reference| {
        let mut asked = asked.borrow_mut();
        let named = asked.entry(key_of(reference)).or_insert_with(|| look(reference));
        named.name.clone()
    });
    Words { title, view, used, asked: asked.into_inner() }
}

fn written(entry: &Entry, lang: Lang, names: words::Names<'_>) -> (String, String, Vec<String>) {
    let used = RefCell::new(Vec::new());
    let noted = |reference: &Reference| {
        let name = names(reference);
        used.borrow_mut().extend(name.clone());
        name
    };
    let (title, view) = (words::title(entry, &noted, lang), words::view(entry, &noted, lang));
    (title, view, used.into_inner())
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
    asked: BTreeMap<String, Named>,
    lang: Lang,
}

impl Unnamed {
    /// The same, if there is anything to be looked for.
    pub fn new(entry: Box<Entry>, asked: BTreeMap<String, Named>, lang: Lang) -> Option<Self> {
        let is_any = asked.values().any(|named| !named.stored.is_empty());
        is_any.then_some(Self { entry, asked, lang })
    }

    /// Names under which what it refers to may be stored.
    pub fn stored(&self) -> impl Iterator<Item = Uuid> + '_ {
        self.asked.values().flat_map(|named| named.stored.iter().copied())
    }
}

impl Row {
    /// Takes the names in that were found by the names under which they are stored.
    pub fn name(&mut self, found: &HashMap<Uuid, String>) {
        let (Some(unnamed), Body::Entry(row)) = (self.unnamed.take(), &mut self.body) else { return };
        if !unnamed.stored().any(|name| found.contains_key(&name)) {
            return;
        }
        let (title, view, used) = written(&unnamed.entry, unnamed.lang, &|reference| {
            let named = unnamed.asked.get(&key_of(reference))?;
            named.stored.iter().find_map(|name| found.get(name)).or(named.name.as_ref()).cloned()
        });
        (row.title, row.view) = (title, view);
        self.hash = hash_of(&self.content, &used);
    }
}
