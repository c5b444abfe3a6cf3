//! What of a section is shown: what holds or what is over, and of which days. A plain form, which works without scripts.

use crate::routes;
use crate::texts::t;
use crate::ui::{Button, Choice, DateField, Fold, LinkButton, Select, Weight};
use domain::records::contract::Section;
use domain::records::period::is_reversed;
use domain::records::view::State;
use i18n::k;
use leptos::prelude::*;

/// What was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// `current`, `past`, or nothing for both.
    pub state: String,
    /// The first day.
    pub from: String,
    /// The last day.
    pub until: String,
}

impl Asked {
    /// What the address of a page asks for.
    pub fn read(query: &leptos_router::params::ParamsMap) -> Self {
        let of = |name| query.get(name).unwrap_or_default();
        Self { state: of("state"), from: of("from"), until: of("until") }
    }

    /// Whether anything is left out.
    #[must_use]
    pub const fn is_some(&self) -> bool {
        !(self.state.is_empty() && self.from.is_empty() && self.until.is_empty())
    }

    /// The address of a page of the same.
    #[must_use]
    pub fn href(&self, page: &str, after: &str) -> String {
        let parts =
            [("state", &*self.state), ("from", &*self.from), ("until", &*self.until), ("after", after)];
        let parts: Vec<String> = parts
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={}", routes::escaped(value)))
            .collect();
        if parts.is_empty() { page.to_owned() } else { format!("{page}?{}", parts.join("&")) }
    }
}

/// The days of a form that is sent as an address: from one to another.
#[component]
pub fn Days(
    /// The first day.
    from: String,
    /// The last day.
    until: String,
) -> impl IntoView {
    let wrong = is_reversed(&from, &until).then(|| t(k::RECORDS_FILTER_REVERSED).to_owned());
    let error = Signal::stored(wrong);
    view! {
        <DateField id="f-from" name="from" label=t(k::RECORDS_FILTER_FROM) value=from is_optional=true />
        <DateField id="f-until" name="until" label=t(k::RECORDS_FILTER_UNTIL) value=until is_optional=true error />
    }
}

/// The form, folded away until something is asked for.
#[component]
pub fn SectionFilter(
    /// The section.
    section: Section,
    /// Its address.
    page: String,
    /// What is asked for.
    asked: Asked,
) -> impl IntoView {
    let is_asked = asked.is_some();
    let choice = |value: &str, key| Choice { value: value.to_owned(), label: t(key).to_owned() };
    let choices = vec![
        choice("", k::RECORDS_FILTER_ALL),
        choice(State::Current.name(), k::RECORDS_CURRENT),
        choice(State::Past.name(), k::RECORDS_PAST),
    ];
    let state = section.has_past().then(|| {
        view! {
            <div class="min-w-40">
                <Select id="f-state" name="state" label=t(k::RECORDS_FILTER_STATE) choices value=asked.state.clone() is_optional=true />
            </div>
        }
        .into_any()
    });
    view! {
        <div class="mb-4" data-print="no">
            <Fold label=t(k::RECORDS_FILTER) is_open=is_asked>
                <form action=page.clone() method="get" class="flex flex-wrap items-end gap-3 pt-1">
                    {state}
                    <Days from=asked.from.clone() until=asked.until.clone() />
                    <Button>{t(k::RECORDS_FILTER_APPLY)}</Button>
                    {is_asked.then(|| view! { <LinkButton href=page.clone() weight=Weight::Quiet>{t(k::RECORDS_FILTER_RESET)}</LinkButton> }.into_any())}
                </form>
            </Fold>
        </div>
    }
}
