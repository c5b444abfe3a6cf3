//! Where the reader is in the calendar's settings: the address holds the tab, the provider, and the form that is open.

use crate::routes;
#[cfg(feature = "ssr")]
use domain::calendar::contract::Saved;
use i18n::{Key, k};
use leptos_router::params::ParamsMap;

/// A part of the calendar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// Providers and their weekly hours.
    #[default]
    Hours,
    /// What differs from them.
    Exceptions,
    /// What can be booked.
    VisitTypes,
    /// Where.
    Places,
}

impl Tab {
    /// In their order on the page.
    pub const ALL: [Self; 4] = [Self::Hours, Self::Exceptions, Self::VisitTypes, Self::Places];

    /// Its word in the address.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Hours => "hours",
            Self::Exceptions => "exceptions",
            Self::VisitTypes => "visit_types",
            Self::Places => "places",
        }
    }

    /// Its name.
    #[must_use]
    pub const fn name(self) -> Key {
        match self {
            Self::Hours => k::CALENDAR_TAB_HOURS,
            Self::Exceptions => k::CALENDAR_TAB_EXCEPTIONS,
            Self::VisitTypes => k::CALENDAR_TAB_VISIT_TYPES,
            Self::Places => k::CALENDAR_TAB_PLACES,
        }
    }
}

/// A form over the page; with a row it changes that one, without it adds one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// Weekly hours.
    Hours,
    /// A provider.
    Provider,
    /// An exception.
    Exception,
    /// A visit type.
    VisitType,
    /// A place.
    Place,
    /// Takes weekly hours away.
    RemoveHours,
    /// Takes an exception away.
    RemoveException,
}

impl Task {
    const ALL: [Self; 7] = [
        Self::Hours,
        Self::Provider,
        Self::Exception,
        Self::VisitType,
        Self::Place,
        Self::RemoveHours,
        Self::RemoveException,
    ];

    const fn word(self) -> &'static str {
        match self {
            Self::Hours => "hours",
            Self::Provider => "provider",
            Self::Exception => "exception",
            Self::VisitType => "visit_type",
            Self::Place => "place",
            Self::RemoveHours => "remove_hours",
            Self::RemoveException => "remove_exception",
        }
    }
}

/// The page's state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct At {
    /// What is shown.
    pub tab: Tab,
    /// Key of the provider whose hours are shown.
    pub provider: Option<String>,
    /// The form that is open.
    pub task: Option<Task>,
    /// The row it changes: a version, or a key.
    pub row: Option<String>,
    /// Whether something was just saved, and how many booked visits no longer fit.
    pub saved: Option<usize>,
}

impl At {
    /// Reads the address.
    #[must_use]
    pub fn read(query: &ParamsMap) -> Self {
        let text = |name: &str| query.get(name).filter(|value| !value.is_empty());
        let tab = text("tab").and_then(|word| Tab::ALL.into_iter().find(|tab| tab.word() == word));
        let task = text("do").and_then(|word| Task::ALL.into_iter().find(|task| task.word() == word));
        Self {
            tab: tab.unwrap_or_default(),
            provider: text("provider"),
            task,
            row: text("row"),
            saved: text("saved").and_then(|count| count.parse().ok()),
        }
    }

    /// The address of this state.
    #[must_use]
    pub fn href(&self) -> String {
        let mut query = vec![format!("tab={}", self.tab.word())];
        if let Some(provider) = &self.provider {
            query.push(format!("provider={}", escaped(provider)));
        }
        if let Some(task) = self.task {
            query.push(format!("do={}", task.word()));
        }
        if let Some(row) = &self.row {
            query.push(format!("row={}", escaped(row)));
        }
        if let Some(count) = self.saved {
            query.push(format!("saved={count}"));
        }
        format!("{}?{}", routes::SETTINGS_CALENDAR, query.join("&"))
    }

    /// The same page without a form over it.
    #[must_use]
    pub fn plain(&self) -> Self {
        Self { tab: self.tab, provider: self.provider.clone(), ..Self::default() }
    }

    /// The same page with a form over it.
    #[must_use]
    pub fn with(&self, task: Task, row: Option<&str>) -> Self {
        Self { task: Some(task), row: row.map(ToOwned::to_owned), ..self.plain() }
    }
}

/// A part of the calendar, from anywhere.
#[must_use]
pub fn tab_href(tab: Tab) -> String {
    At { tab, ..At::default() }.href()
}

/// The page after a change.
#[cfg(feature = "ssr")]
#[must_use]
pub fn saved_href(tab: Tab, saved: &Saved) -> String {
    let provider = (tab == Tab::Hours && !saved.key.is_empty()).then(|| saved.key.clone());
    At { tab, provider, saved: usize::try_from(saved.outside).ok(), ..At::default() }.href()
}

/// A key as it may stand in an address.
#[must_use]
pub fn escaped(text: &str) -> String {
    text.bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}
