//! What several unit tests begin with.

use domain::ids::FacilityId;
use i18n::Lang;
use usecases::facility::{Contacts, Facility};
use uuid::Uuid;

/// A facility of which only name and host matter.
pub fn facility(name: &str, host: &str) -> Facility {
    Facility {
        id: FacilityId(Uuid::nil()),
        key: String::new(),
        name: name.to_owned(),
        host: host.to_owned(),
        language: Lang::En,
        zone: "UTC".to_owned(),
        is_enabled: true,
        contacts: Contacts::default(),
        cancel_notice_minutes: 0,
        theme_version: 0,
        security: domain::account::security::SecuritySettings::default(),
        registration: domain::registration::settings::RegistrationSettings::default(),
        results: domain::results::settings::ReleaseSettings::default(),
    }
}
