//! Where the navigations lead: only places that exist, and of the clinic's own only those the person's roles open.

use crate::routes;
use crate::ui::Icon;
use domain::permission::{Action, Role};
use i18n::{Key, k};

/// A place of a navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its address.
    pub href: &'static str,
    /// Its name.
    pub name: Key,
    /// A shorter one for the bar of phones.
    pub short: Option<Key>,
    /// Its icon.
    pub icon: Icon,
}

/// Places that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Their common name, where they need one.
    pub name: Option<Key>,
    /// The places.
    pub places: Vec<Place>,
}

const TODAY: Place = Place { href: routes::STAFF_TODAY, name: k::NAV_TODAY, short: None, icon: Icon::List };
const FIND_PATIENT: Place = Place {
    href: routes::STAFF_PATIENTS,
    name: k::NAV_FIND_PATIENT,
    short: Some(k::NAV_PATIENTS),
    icon: Icon::Search,
};
const RESULTS_WORK: Place =
    Place { href: routes::STAFF_RESULTS, name: k::NAV_RESULTS_WORK, short: None, icon: Icon::Results };
const CORRECTIONS: Place =
    Place { href: routes::AMENDMENTS, name: k::NAV_AMENDMENTS, short: None, icon: Icon::Edit };
const RESULTS_RULES: Place =
    Place { href: routes::SETTINGS_RESULTS, name: k::NAV_RESULTS_RULES, short: None, icon: Icon::Results };
const INVITATIONS: Place = Place {
    href: routes::INVITATIONS,
    name: k::NAV_INVITATIONS,
    short: Some(k::NAV_INVITATIONS_SHORT),
    icon: Icon::Mail,
};
const ADD_CHARTS: Place = Place {
    href: routes::ADD_CHART,
    name: k::NAV_ADD_CHARTS,
    short: Some(k::NAV_ADD_CHARTS_SHORT),
    icon: Icon::Add,
};
const MERGE_CHARTS: Place = Place {
    href: routes::MERGE_CHARTS,
    name: k::NAV_MERGE_CHARTS,
    short: Some(k::NAV_MERGE_CHARTS_SHORT),
    icon: Icon::People,
};
const OPENING: Place =
    Place { href: routes::SETTINGS_PORTAL, name: k::NAV_OPENING, short: None, icon: Icon::Home };
const REQUESTS: Place =
    Place { href: routes::REQUESTS, name: k::NAV_REQUESTS, short: None, icon: Icon::People };
const REGISTRATION: Place =
    Place { href: routes::SETTINGS_REGISTRATION, name: k::NAV_REGISTRATION, short: None, icon: Icon::Person };
const CALENDAR: Place =
    Place { href: routes::SETTINGS_CALENDAR, name: k::NAV_CALENDAR, short: None, icon: Icon::Visits };
const APPEARANCE: Place =
    Place { href: routes::SETTINGS_APPEARANCE, name: k::NAV_APPEARANCE, short: None, icon: Icon::Appearance };
const ACCESS_LOG: Place = Place {
    href: routes::SETTINGS_ACCESS_LOG,
    name: k::NAV_ACCESS_LOG,
    short: Some(k::NAV_LOG),
    icon: Icon::List,
};
const STAFF: Place =
    Place { href: routes::SETTINGS_STAFF, name: k::NAV_STAFF, short: None, icon: Icon::People };
const CONNECTIONS: Place =
    Place { href: routes::SETTINGS_CONNECTIONS, name: k::NAV_CONNECTIONS, short: None, icon: Icon::Link };
const EXPORT: Place =
    Place { href: routes::SETTINGS_EXPORT, name: k::NAV_EXPORT, short: None, icon: Icon::Download };
const SECURITY: Place =
    Place { href: routes::SETTINGS_SECURITY, name: k::NAV_SECURITY, short: None, icon: Icon::Locked };

/// A patient's places.
#[must_use]
pub fn patient_places() -> Vec<Group> {
    let places = vec![
        Place { href: routes::HOME, name: k::NAV_HOME, short: None, icon: Icon::Home },
        Place { href: routes::VISITS, name: k::NAV_VISITS, short: None, icon: Icon::Visits },
        Place { href: routes::RECORDS, name: k::NAV_RECORDS, short: None, icon: Icon::Records },
        Place { href: routes::MORE, name: k::HOME_MORE, short: Some(k::NAV_MORE), icon: Icon::More },
    ];
    vec![Group { name: None, places }]
}

/// The places that `roles` open to a colleague.
#[must_use]
pub fn staff_places(roles: &[Role]) -> Vec<Group> {
    let may = |action: Action| roles.iter().any(|role| action.is_open_to(*role));
    let mut groups = Vec::new();
    let open = |places: &[(Place, Action)]| -> Vec<Place> {
        places.iter().filter(|(_, action)| may(*action)).map(|(place, _)| *place).collect()
    };
    let daily = open(&[
        (TODAY, Action::ReadDay),
        (FIND_PATIENT, Action::IdentifyPatient),
        (RESULTS_WORK, Action::ReleaseResults),
        (CORRECTIONS, Action::AnswerCorrections),
    ]);
    if !daily.is_empty() {
        groups.push(Group { name: None, places: daily });
    }
    let patients = open(&[
        (INVITATIONS, Action::InvitePatients),
        (REQUESTS, Action::ReviewRegistrations),
        (ADD_CHARTS, Action::InvitePatients),
        (MERGE_CHARTS, Action::MergeCharts),
    ]);
    let settings = open(&[
        (CALENDAR, Action::EditCalendar),
        (STAFF, Action::EditStaff),
        (ACCESS_LOG, Action::ReadAudit),
        (CONNECTIONS, Action::EditClients),
        (EXPORT, Action::ExportClinic),
    ]);
    let portal = open(&[
        (OPENING, Action::EditPortal),
        (APPEARANCE, Action::EditTheme),
        (REGISTRATION, Action::EditRegistration),
        (RESULTS_RULES, Action::EditReleaseRules),
        (SECURITY, Action::EditSecurity),
    ]);
    for (name, places) in [(k::NAV_PATIENTS, patients), (k::NAV_SETTINGS, settings), (k::NAV_PORTAL, portal)]
    {
        if !places.is_empty() {
            groups.push(Group { name: Some(name), places });
        }
    }
    groups
}

/// Whether `path` is `place` or lies below it.
#[must_use]
pub fn is_at(path: &str, place: &str) -> bool {
    path == place
        || (place != routes::HOME && path.strip_prefix(place).is_some_and(|rest| rest.starts_with('/')))
}
