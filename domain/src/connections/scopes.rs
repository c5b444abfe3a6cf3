//! What a client may do, in the words of SMART App Launch 2.2: `patient/Observation.rs`, `system/*.cu`, `offline_access`. The
//! older words (`patient/*.read`) are understood.

use super::{NAMED, Part, is_readable};
use std::fmt;

/// Longest list of scopes that an app may ask a person for, in bytes.
pub const LONGEST_SCOPE: usize = 2_000;

/// Whose data a scope is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Those of the one patient that a person has chosen.
    Patient,
    /// Those of the clinic.
    System,
}

/// What can be done with a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// Make a new one.
    Create = 1,
    /// Read one by its id.
    Read = 2,
    /// Change one.
    Update = 4,
    /// Search among many.
    Search = 8,
}

/// Verbs with their letters, in the order in which SMART writes them.
const LETTERS: [(char, Verb); 4] =
    [('c', Verb::Create), ('r', Verb::Read), ('u', Verb::Update), ('s', Verb::Search)];

/// One scope about resources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// Whose.
    pub level: Level,
    /// The FHIR type; none for all.
    pub type_name: Option<String>,
    /// Which verbs: the sum of [`Verb`]s.
    verbs: u8,
}

/// What a client asks for, or may do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scopes {
    /// Whether a patient is to be chosen, and told to the app.
    pub launch: bool,
    /// Whether it may go on when nobody is there.
    pub offline: bool,
    /// What it may do with resources.
    pub access: Vec<Access>,
}

impl Access {
    /// What this and another both allow.
    fn and(&self, other: &Self) -> Option<Self> {
        let type_name = match (&self.type_name, &other.type_name) {
            (Some(one), Some(two)) if one != two => return None,
            (Some(one), _) => Some(one.clone()),
            (None, two) => two.clone(),
        };
        let verbs = self.verbs & other.verbs;
        (self.level == other.level && verbs != 0).then_some(Self { level: self.level, type_name, verbs })
    }

    fn parse(word: &str) -> Option<Self> {
        let (level, rest) = word.split_once('/')?;
        let level = match level {
            "patient" => Level::Patient,
            "system" => Level::System,
            _ => return None,
        };
        let (type_name, verbs) = rest.split_once('.')?;
        // A query behind the verbs narrows a scope: what is not understood is not granted.
        let verbs = match verbs {
            "read" => Verb::Read as u8 | Verb::Search as u8,
            "write" => Verb::Create as u8 | Verb::Update as u8,
            "*" => 15,
            letters => letters_of(letters)?,
        };
        // What nobody has cannot be granted; so there are few scopes, however many words a text has.
        let type_name = match type_name {
            "*" => None,
            name if is_readable(name) => Some(name.to_owned()),
            _ => return None,
        };
        (verbs != 0).then_some(Self { level, type_name, verbs })
    }
}

/// The verbs of letters in SMART's order; `d`, for which the portal has no use, may stand among them.
fn letters_of(letters: &str) -> Option<u8> {
    let order = "cruds";
    let places: Option<Vec<usize>> = letters.chars().map(|letter| order.find(letter)).collect();
    let places = places?;
    let is_in_order = places.iter().zip(places.iter().skip(1)).all(|(one, next)| one < next);
    let verbs = LETTERS
        .iter()
        .filter(|(letter, _)| letters.contains(*letter))
        .fold(0, |all, (_, verb)| all | *verb as u8);
    (is_in_order && !places.is_empty()).then_some(verbs)
}

impl fmt::Display for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = match self.level {
            Level::Patient => "patient",
            Level::System => "system",
        };
        write!(f, "{level}/{}.", self.type_name.as_deref().unwrap_or("*"))?;
        LETTERS
            .iter()
            .filter(|(_, verb)| self.verbs & *verb as u8 != 0)
            .try_for_each(|(letter, _)| write!(f, "{letter}"))
    }
}

impl Scopes {
    /// Reads a list of scopes, apart by spaces; what is not known is left out, as OAuth wants it.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut scopes = Self::default();
        for word in text.split_ascii_whitespace() {
            match word {
                "launch/patient" => scopes.launch = true,
                "offline_access" => scopes.offline = true,
                other => scopes.add(Access::parse(other)),
            }
        }
        scopes
    }

    fn add(&mut self, access: Option<Access>) {
        if let Some(access) = access.filter(|access| !self.access.contains(access)) {
            self.access.push(access);
        }
    }

    /// What is asked for here and allowed there.
    #[must_use]
    pub fn within(&self, allowed: &Self) -> Self {
        let mut scopes = Self {
            launch: self.launch && allowed.launch,
            offline: self.offline && allowed.offline,
            access: Vec::new(),
        };
        for one in &self.access {
            for two in &allowed.access {
                scopes.add(one.and(two));
            }
        }
        scopes
    }

    /// Whether a verb is allowed with a type. Whoever may read any entry may read whom it names.
    #[must_use]
    pub fn allow(&self, level: Level, type_name: &str, verb: Verb) -> bool {
        let is_named = level == Level::Patient && NAMED.contains(&type_name);
        self.access.iter().any(|access| {
            access.level == level
                && access.verbs & verb as u8 != 0
                && (is_named || access.type_name.as_deref().is_none_or(|name| name == type_name))
        })
    }

    /// The parts of a record that can be read.
    #[must_use]
    pub fn parts(&self) -> Vec<Part> {
        let is_readable = |name: &str| {
            self.allow(Level::Patient, name, Verb::Read) || self.allow(Level::Patient, name, Verb::Search)
        };
        Part::ALL.iter().copied().filter(|part| part.types().iter().any(|name| is_readable(name))).collect()
    }

    /// The same, of these parts alone. All of them leave a scope about everything as it is.
    #[must_use]
    pub fn of_parts(&self, parts: &[Part]) -> Self {
        if Part::ALL.iter().all(|part| parts.contains(part)) {
            return self.clone();
        }
        let mut chosen = Self { launch: self.launch, offline: self.offline, access: Vec::new() };
        for access in &self.access {
            for name in parts.iter().flat_map(|part| part.types()) {
                let one =
                    Access { level: access.level, type_name: Some((*name).to_owned()), verbs: access.verbs };
                chosen.add(access.and(&one));
            }
        }
        chosen
    }

    /// Without any verb that changes something: what patients' apps can have.
    #[must_use]
    pub fn reading(&self) -> Self {
        let reads = Verb::Read as u8 | Verb::Search as u8;
        let access =
            self.access.iter().filter(|access| access.level == Level::Patient && access.verbs & reads != 0);
        Self {
            access: access.map(|access| Access { verbs: access.verbs & reads, ..access.clone() }).collect(),
            ..self.clone()
        }
    }
}

/// Apart by spaces, as OAuth writes them.
impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let launch = self.launch.then(|| "launch/patient".to_owned());
        let offline = self.offline.then(|| "offline_access".to_owned());
        let words: Vec<String> =
            launch.into_iter().chain(offline).chain(self.access.iter().map(Access::to_string)).collect();
        f.write_str(&words.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_read_in_old_and_new_words() {
        let read = |text: &str| Scopes::parse(text).to_string();
        assert_eq!(
            read("launch/patient offline_access patient/*.read"),
            "launch/patient offline_access patient/*.rs"
        );
        assert_eq!(read("patient/Observation.rs patient/Observation.rs"), "patient/Observation.rs");
        assert_eq!(read("system/*.cruds system/Patient.write"), "system/*.crus system/Patient.cu");
        // What is unknown, out of order or narrowed by a query is not granted.
        for text in [
            "openid fhirUser",
            "user/*.rs",
            "patient/*.sr",
            "patient/*.",
            "patient/.rs",
            "patient/*.rs?a=b",
            "patient/*.d",
            "patient/Ob5.rs",
            "patient/Device.rs",
            "patient/observation.rs",
        ] {
            assert_eq!(read(text), "", "{text}");
        }
    }

    #[test]
    fn nobody_gets_more_than_was_allowed() {
        let allowed = Scopes::parse("launch/patient patient/*.rs");
        let asked =
            Scopes::parse("launch/patient offline_access patient/Condition.cruds patient/*.r system/*.cu");
        assert_eq!(asked.within(&allowed).to_string(), "launch/patient patient/Condition.rs patient/*.r");
        let narrow = Scopes::parse("patient/Condition.rs");
        assert_eq!(Scopes::parse("patient/*.rs").within(&narrow).to_string(), "patient/Condition.rs");
        assert_eq!(Scopes::parse("patient/Goal.rs").within(&narrow).to_string(), "");
    }

    #[test]
    fn a_verb_needs_its_letter_its_type_and_its_level() {
        let scopes = Scopes::parse("patient/Condition.s patient/Goal.r");
        assert!(scopes.allow(Level::Patient, "Condition", Verb::Search));
        assert!(!scopes.allow(Level::Patient, "Condition", Verb::Read));
        assert!(!scopes.allow(Level::System, "Condition", Verb::Search));
        assert!(!scopes.allow(Level::Patient, "Observation", Verb::Search));
        // Who is named by an entry that can be read.
        assert!(scopes.allow(Level::Patient, "Practitioner", Verb::Read));
        assert!(!Scopes::parse("system/Goal.r").allow(Level::System, "Practitioner", Verb::Read));
    }

    #[test]
    fn a_person_leaves_parts_out() {
        let asked = Scopes::parse("launch/patient patient/*.rs");
        assert_eq!(asked.parts().len(), Part::ALL.len());
        let some = asked.of_parts(&[Part::Diagnoses, Part::Visits]);
        assert_eq!(
            some.to_string(),
            "launch/patient patient/Condition.rs patient/Appointment.rs patient/Encounter.rs"
        );
        assert_eq!(some.parts(), [Part::Diagnoses, Part::Visits]);
        assert_eq!(asked.of_parts(Part::ALL).to_string(), asked.to_string());
        // Nobody chooses what was not asked for.
        let one = Scopes::parse("patient/Condition.rs").of_parts(&[Part::Visits]);
        assert_eq!(one.access, []);
    }

    #[test]
    fn apps_of_patients_change_nothing() {
        let scopes = Scopes::parse("patient/*.cruds patient/Goal.cu system/*.rs").reading();
        assert_eq!(scopes.to_string(), "patient/*.rs");
    }
}
