//! A summary that was shared, to be read: whose it is, who made it when, and its sections.

use super::{script, words};
use crate::dates::day;
use crate::texts::{t, tf};
use crate::ui::{Alert, Badge, Button, Icon, Tone, Weight};
use i18n::k;
use leptos::html;
use leptos::prelude::*;
use serde::Deserialize;

/// What the script says of the document.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Summary {
    title: String,
    name: String,
    born: String,
    number: String,
    made: String,
    by: String,
    sections: Vec<Section>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Section {
    title: String,
    /// Why nothing is in it: a code of FHIR.
    empty: String,
    lines: Vec<Line>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Line {
    name: String,
    detail: String,
    date: String,
    marks: Vec<String>,
}

/// The document.
#[component]
pub fn SummaryView(summary: Summary) -> impl IntoView {
    let Summary { title, name, born, number, made, by, sections } = summary;
    let date = day(&made).unwrap_or_default();
    let time = made.get(11..16).unwrap_or_default().to_owned();
    let made = tf(k::SHARES_VIEW_MADE, &[("clinic", &by), ("date", &date), ("time", &time)]);
    let born = day(&born).map(|date| tf(k::SHARES_VIEW_BORN, &[("date", &date)]));
    let number = Some(number).filter(|number| !number.is_empty());
    let number = number.map(|number| tf(k::SHARES_VIEW_NUMBER, &[("number", &number)]));
    let who: Vec<String> = born.into_iter().chain(number).collect();
    let parts = sections.into_iter().map(|section| view! { <Part section /> }.into_any()).collect_view();
    let save = Callback::new(move |()| {
        leptos::task::spawn_local(async move {
            script::call("save", "summary.json".to_owned()).await;
        });
    });
    // Whoever does not see it is told that something else is there.
    let head = NodeRef::<html::H1>::new();
    Effect::new(move |_| {
        if let Some(head) = head.get() {
            drop(head.focus());
        }
    });
    view! {
        <header class="grid gap-1">
            <h1 node_ref=head class="text-2xl md:text-3xl wrap-anywhere" tabindex="-1">{title} ": " {name}</h1>
            <p class="text-strong">{who.join(" · ")}</p>
            <p class="text-muted">{made}</p>
        </header>
        <Alert tone=Tone::Information>{t(k::SHARES_VIEW_ABOUT)}</Alert>
        {parts}
        <div class="flex flex-wrap gap-3" data-print="no">
            <Button kind="button" weight=Weight::Secondary icon=Icon::Download on_press=save>{t(k::SHARES_VIEW_SAVE)}</Button>
        </div>
    }
}

#[component]
fn Part(section: Section) -> impl IntoView {
    let Section { title, empty, lines } = section;
    let nothing = lines.is_empty().then(|| {
        let words = if empty == "withheld" { k::SHARES_VIEW_WITHHELD } else { k::SHARES_VIEW_NOTHING };
        view! { <p class="text-muted">{t(words)}</p> }.into_any()
    });
    let has_lines = !lines.is_empty();
    let rows = lines.into_iter().map(|line| view! { <Row line /> }.into_any()).collect_view();
    view! {
        <section class="grid gap-2" data-section="">
            <h2 class="section-title">{title}</h2>
            {nothing}
            {has_lines.then(|| view! { <ul class="row-list">{rows}</ul> }.into_any())}
        </section>
    }
}

#[component]
fn Row(line: Line) -> impl IntoView {
    let Line { name, detail, date, marks } = line;
    let badges = marks
        .iter()
        .filter_map(|code| words::mark(code))
        .map(|(label, tone)| view! { <Badge label tone /> }.into_any())
        .collect_view();
    let date = day(&date).unwrap_or_default();
    view! {
        <li class="row flex-col gap-1">
            <p class="flex flex-wrap items-center gap-x-2 gap-y-1">
                <span class="font-semibold text-strong wrap-anywhere">{name}</span>
                {badges}
            </p>
            {(!detail.is_empty()).then(|| view! { <p class="wrap-anywhere">{detail}</p> }.into_any())}
            {(!date.is_empty()).then(|| view! { <p class="text-sm text-muted tabular-nums">{date}</p> }.into_any())}
        </li>
    }
}
