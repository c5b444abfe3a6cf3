//! Who appears in the demo.

use super::contacts;
use crate::facility::NewFacility;
use domain::account::security::SecuritySettings;
use domain::actor::Relation::{self, Own, Proxy};
use domain::permission::Role;
use domain::registration::settings::RegistrationSettings;
use domain::registration::tier::RegistrationPolicy;
use domain::results::release::Rule;
use domain::results::settings::{ReleaseSettings, TestClass};

/// Everybody's password; the demo runs on one's own machine only.
pub const PASSWORD: &str = "open the harbor gate";

/// Somebody with an account.
pub struct Person {
    pub facility: &'static str,
    pub username: &'static str,
    pub name: &'static str,
    pub roles: &'static [Role],
    /// Key of the bookable clinician they are.
    pub provider: Option<&'static str>,
    /// Medical record numbers of the charts they may act for.
    pub charts: &'static [(&'static str, Relation)],
}

/// Both clinics.
pub fn clinics() -> [NewFacility; 2] {
    [
        NewFacility {
            key: "demo".to_owned(),
            name: "Harbor Street Clinic".to_owned(),
            host: "demo.localhost".to_owned(),
            zone: "America/New_York".to_owned(),
            language: "en".to_owned(),
            contacts: contacts(
                "+1 212 555 0142",
                "hello@harborstreet.example",
                "12 Harbor Street, New York, NY 10004",
                "Monday to Friday 8:00–18:00, Saturday 9:00–13:00",
            ),
            security: SecuritySettings::relaxed(),
            // Sure cases are invited at once, doubtful ones wait at the front desk, strangers are refused.
            registration: RegistrationSettings {
                is_on: true,
                policy: RegistrationPolicy { is_automatic: true, queues_partial: true, queues_none: false },
                ..RegistrationSettings::default()
            },
            results: harbor_results(),
        },
        NewFacility {
            key: "norte".to_owned(),
            name: "Clínica Norte".to_owned(),
            host: "norte.localhost".to_owned(),
            zone: "Europe/Madrid".to_owned(),
            language: "es".to_owned(),
            contacts: contacts(
                "+34 910 000 123",
                "hola@clinicanorte.example",
                "Calle del Norte 8, 28002 Madrid",
                "De lunes a viernes de 8:00 a 20:00",
            ),
            security: SecuritySettings::relaxed(),
            registration: RegistrationSettings::default(),
            results: ReleaseSettings { history_days: Some(365), ..ReleaseSettings::default() },
        },
    ]
}

/// Panels are shown at once, single tests when a clinician has looked at them, and what is sensitive to the patients alone.
fn harbor_results() -> ReleaseSettings {
    let class = |id: &str, name: &str, codes: &[&str], rule, is_sensitive, reason: &str| TestClass {
        id: id.to_owned(),
        name: name.to_owned(),
        codes: codes.iter().map(|code| (*code).to_owned()).collect(),
        rule,
        is_sensitive,
        reason: reason.to_owned(),
    };
    let told_in_person = "The doctor talks about it first.";
    let by_hand = Rule::ByHand { deadline_hours: None };
    ReleaseSettings {
        classes: vec![
            class("panels", "Blood counts and panels", &["58410-2", "24331-1", "51990-0"], Rule::AtOnce, false, ""),
            class("markers", "Tumor markers", &["2857-1"], by_hand, true, told_in_person),
        ],
        other: Rule::After { hours: 48 },
        history_days: Some(365),
        sentences: vec![
            "Everything is as it should be. There is nothing to do.".to_owned(),
            "Please book a visit within the next two weeks, so that we can talk about this.".to_owned(),
            "One value is a little outside its range. That is common, and we will check it again at your next visit."
                .to_owned(),
        ],
        ..ReleaseSettings::default()
    }
}

const fn patient(
    facility: &'static str,
    username: &'static str,
    name: &'static str,
    charts: &'static [(&'static str, Relation)],
) -> Person {
    Person { facility, username, name, roles: &[], provider: None, charts }
}

const fn colleague(
    facility: &'static str,
    username: &'static str,
    name: &'static str,
    roles: &'static [Role],
) -> Person {
    Person { facility, username, name, roles, provider: None, charts: &[] }
}

/// Patients of each clinic, mothers who act for a child, and a colleague for each role that has screens; three at the front
/// desk of the second clinic.
pub const ACCOUNTS: &[Person] = &[
    patient("demo", "walter", "Walter Hughes", &[("HS-000387", Own)]),
    patient("demo", "priya", "Priya Nair", &[("HS-101902", Own)]),
    patient("demo", "elena", "Elena Brooks", &[("HS-100214", Own), ("HS-100731", Proxy)]),
    colleague("demo", "frontdesk", "Joan Miller", &[Role::FrontDesk]),
    Person { provider: Some("ruiz"), ..colleague("demo", "ruiz", "Ana Ruiz", &[Role::Provider]) },
    colleague("demo", "mori", "Kenji Mori", &[Role::Provider]),
    colleague("demo", "admin", "Sofia Lindqvist", &[Role::Administrator]),
    patient("norte", "lucia", "Lucía Fernández Ruiz", &[("CN-20417", Own), ("CN-08122", Proxy)]),
    patient("norte", "inaki", "Iñaki Etxeberria Agirre-Goikoetxea", &[("CN-31960", Own)]),
    patient("norte", "nuria", "Nuria Vidal", &[("CN-40255", Own)]),
    colleague("norte", "recepcion", "Pilar Gómez", &[Role::FrontDesk]),
    colleague("norte", "turno", "Carmen Ortega", &[Role::FrontDesk]),
    colleague("norte", "archivo", "Benito Salas", &[Role::FrontDesk]),
    Person { provider: Some("ibanez"), ..colleague("norte", "ibanez", "Marta Ibáñez", &[Role::Provider]) },
    colleague("norte", "admin", "Javier Soler", &[Role::Administrator]),
];
