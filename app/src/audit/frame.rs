//! The head of the pages: log, alerts, rules, questions, openings.

use crate::routes::{
    SETTINGS_ACCESS_ALERTS, SETTINGS_ACCESS_LOG, SETTINGS_ACCESS_OPENINGS, SETTINGS_ACCESS_QUESTIONS,
    SETTINGS_ACCESS_RULES,
};
use crate::texts::t;
use crate::ui::{PageHeader, TabLink, TabLinks};
use i18n::k;
use leptos::prelude::*;
use leptos_meta::Title;

/// Which page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The log.
    Log,
    /// The alerts.
    Alerts,
    /// The rules for alerts.
    Rules,
    /// Questions of patients.
    Questions,
    /// Records that colleagues have opened.
    Openings,
}

/// Title and tabs.
#[component]
pub fn Head(part: Part) -> impl IntoView {
    let links = [
        (SETTINGS_ACCESS_LOG, k::AUDIT_TAB_LOG),
        (SETTINGS_ACCESS_ALERTS, k::AUDIT_TAB_ALERTS),
        (SETTINGS_ACCESS_RULES, k::AUDIT_TAB_RULES),
        (SETTINGS_ACCESS_QUESTIONS, k::AUDIT_TAB_QUESTIONS),
        (SETTINGS_ACCESS_OPENINGS, k::AUDIT_TAB_OPENINGS),
    ]
    .into_iter()
    .map(|(href, label)| TabLink { href: href.to_owned(), label: t(label).to_owned(), count: None })
    .collect();
    view! {
        <Title text=t(k::AUDIT_TITLE) />
        <PageHeader title=t(k::AUDIT_TITLE) lead=t(k::AUDIT_LEAD) />
        <div class="mb-4 md:mb-6">
            <TabLinks label=t(k::AUDIT_TABS) links current=Signal::stored(part as usize) />
        </div>
    }
}
