//! The demo: two clinics that could not be more different, with patients whose charts came in as FHIR bundles.

mod cast;

use crate::account::{self, NewAccount, Passwords};
use crate::calendar::{self, CalendarFile};
use crate::facility::{self, Contacts, Facility, NewFacility};
use crate::import::{self, Source};
use crate::{Backend, UseCaseError, booking, charts, theme};
use cast::{ACCOUNTS, Person};
use domain::actor::Relation;
use domain::permission::Scope;
use domain::theme::ThemeTokens;
use serde::Serialize;

/// Somebody who can sign in to the demo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DemoAccount {
    /// Key of the facility.
    pub facility: &'static str,
    /// What they are.
    pub role: &'static str,
    /// Name to sign in with.
    pub username: &'static str,
    /// Password.
    pub password: &'static str,
    /// The person's name.
    pub name: &'static str,
}

/// Makes both clinics, or brings them up to date; safe to repeat.
///
/// # Errors
/// A sentence for the operator.
pub async fn seed(backend: &Backend, passwords: &Passwords) -> Result<Vec<DemoAccount>, String> {
    for clinic in cast::clinics() {
        let facility = find_or_create(backend, clinic).await?;
        let sources = fhir::DEMO_FILES
            .iter()
            .filter(|file| file.facility == facility.key)
            .map(|file| Source::BuiltIn { name: file.name, json: file.json })
            .collect();
        let report = import::import_fhir(backend, facility.id, sources, |_, _| {}).await.map_err(told)?;
        if let Some(problem) = report.errors.first() {
            return Err(format!("{} {}: {}", problem.file, problem.path, problem.reason));
        }
        keep_calendar(backend, &facility).await?;
        for person in ACCOUNTS.iter().filter(|person| person.facility == facility.key) {
            add(backend, passwords, &facility, person).await?;
        }
    }
    Ok(ACCOUNTS.iter().map(Person::shown).collect())
}

/// Writes the calendar once; what an administrator changed afterwards stays.
async fn keep_calendar(backend: &Backend, facility: &Facility) -> Result<(), String> {
    let existing = calendar::read_calendar(backend, facility).await.map_err(told)?;
    if !existing.providers.is_empty() {
        return Ok(());
    }
    let json = if facility.key == "norte" {
        include_str!("calendar_norte.json")
    } else {
        include_str!("calendar_demo.json")
    };
    let file = CalendarFile::parse(json).map_err(|problem| problem.to_string())?;
    calendar::import_calendar(backend, facility.id, file, false).await.map_err(|error| error.to_string())?;
    Ok(())
}

async fn find_or_create(backend: &Backend, new: NewFacility) -> Result<Facility, String> {
    let key = new.key.clone();
    if let Ok(found) = facility::find_by_key(backend, &key).await {
        return Ok(found);
    }
    let made = facility::create(backend, new).await?;
    if key == "norte" {
        theme::publish_as_operator(backend, made.id, &ThemeTokens::norte()).await.map_err(told)?;
    }
    Ok(made)
}

async fn add(
    backend: &Backend,
    passwords: &Passwords,
    facility: &Facility,
    person: &Person,
) -> Result<(), String> {
    let mut granted = Vec::new();
    for (number, relation) in person.charts {
        let chart = charts::find_by_record_number(backend, facility.id, number).await.map_err(told)?;
        granted.push((chart, *relation, Scope::ALL.to_vec()));
    }
    let provider = match person.provider {
        Some(key) => Some(booking::find_provider(backend, facility.id, key).await.map_err(told)?),
        None => None,
    };
    let new = NewAccount {
        facility: facility.id,
        username: person.username.to_owned(),
        display_name: person.name.to_owned(),
        password: cast::PASSWORD.to_owned(),
        roles: person.roles.to_vec(),
        provider,
        charts: granted,
    };
    account::upsert(backend, passwords, new).await.map_err(told)?;
    Ok(())
}

/// A fault as a sentence.
fn told(error: UseCaseError) -> String {
    let source = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
    format!("the demo could not be made: {error} {source}")
}

impl Person {
    fn shown(&self) -> DemoAccount {
        let role = match (self.roles.first(), self.charts) {
            (Some(role), _) => role.name(),
            (None, charts) if charts.iter().any(|(_, relation)| *relation == Relation::Proxy) => "proxy",
            (None, _) => "patient",
        };
        DemoAccount {
            facility: self.facility,
            role,
            username: self.username,
            password: cast::PASSWORD,
            name: self.name,
        }
    }
}

/// How to reach a clinic of the demo.
fn contacts(phone: &str, email: &str, address: &str, opening_hours: &str) -> Contacts {
    Contacts {
        phone: Some(phone.to_owned()),
        email: Some(email.to_owned()),
        address: Some(address.to_owned()),
        opening_hours: Some(opening_hours.to_owned()),
    }
}
