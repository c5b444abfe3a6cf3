//! Names of countries, each with what its national identity number is called.

use domain::registration::national_id::Country;
use i18n::{Key, k};

/// The name of a country, with what its number is called there.
pub const fn country_name(country: Country) -> Key {
    match country {
        Country::Br => k::REGISTRATION_COUNTRY_BR,
        Country::Cl => k::REGISTRATION_COUNTRY_CL,
        Country::Co => k::REGISTRATION_COUNTRY_CO,
        Country::Mx => k::REGISTRATION_COUNTRY_MX,
        Country::Es => k::REGISTRATION_COUNTRY_ES,
        Country::Us => k::REGISTRATION_COUNTRY_US,
        Country::Other => k::REGISTRATION_COUNTRY_OTHER,
    }
}
