//! The card itself. The copy that a browser keeps has the same elements and a stylesheet of its own.

use super::words::{blood, danger, moment, relationship, told};
use crate::dates::day;
use crate::layout::contacts::dialled;
use crate::texts::{t, tf};
use crate::ui::{Glyph, Icon};
use domain::card::contract::{Card, CardContact, CardLine};
use domain::records::contract::Section;
use i18n::{Key, k};
use leptos::prelude::*;

/// The card.
#[component]
pub fn CardSheet(
    /// What stands on it.
    card: Card,
) -> impl IntoView {
    let born = card.born.as_deref().and_then(day).map(|born| tf(k::CARD_BORN, &[("date", &born)]));
    let blood = card.blood.as_ref().and_then(blood);
    let contacts =
        card.contacts.into_iter().map(|contact| view! { <Contact contact /> }.into_any()).collect::<Vec<_>>();
    let has_contacts = !contacts.is_empty();
    let phone = card.phone.map(|phone| (dialled(&phone), phone));
    let made = moment(k::CARD_AS_OF, card.made);
    let note = tf(k::CARD_NOTE, &[("clinic", &card.clinic)]);
    view! {
        <article class="card max-w-none grid gap-6 border-2 border-control text-lg text-strong" aria-labelledby="card-name" data-sheet="card">
            <header class="grid gap-1">
                <h2 id="card-name" class="text-3xl font-semibold wrap-anywhere">{card.name}</h2>
                {born.map(|born| view! { <p class="text-xl">{born}</p> }.into_any())}
                {blood
                    .map(|words| {
                        view! { <p class="text-xl">{t(k::CARD_BLOOD)} " " <strong>{words}</strong></p> }.into_any()
                    })}
            </header>
            <Lines section=Section::Allergies id="card-allergies" title=k::RECORDS_ALLERGIES lines=card.allergies none=k::CARD_NO_ALLERGIES />
            <Lines section=Section::Diagnoses id="card-conditions" title=k::RECORDS_DIAGNOSES lines=card.conditions none=k::CARD_NO_CONDITIONS />
            <Lines section=Section::Medications id="card-medicines" title=k::RECORDS_MEDICATIONS lines=card.medicines none=k::CARD_NO_MEDICINES />
            {has_contacts.then(|| view! {
                <section class="grid gap-2" aria-labelledby="card-contacts">
                    <h3 id="card-contacts" class="text-xl font-semibold">{t(k::CARD_CONTACTS)}</h3>
                    <ul class="grid gap-2">{contacts}</ul>
                </section>
            }.into_any())}
            <section class="grid gap-2" aria-labelledby="card-clinic">
                <h3 id="card-clinic" class="text-xl font-semibold wrap-anywhere">{card.clinic}</h3>
                {phone.map(|(href, phone)| view! { <p><a class="link text-xl" href=href>{phone}</a></p> }.into_any())}
            </section>
            <footer class="grid gap-1 text-base">
                <p><strong>{made}</strong></p>
                <p>{note}</p>
            </footer>
        </article>
    }
}

/// A part of the record, or that nothing of it is known, which is not that there is nothing.
#[component]
fn Lines(section: Section, id: &'static str, title: Key, lines: Vec<CardLine>, none: Key) -> impl IntoView {
    let is_empty = lines.is_empty();
    let rows = lines.into_iter().map(|line| view! { <Line section line /> }.into_any()).collect_view();
    view! {
        <section class="grid gap-2" aria-labelledby=id>
            <h3 id=id class="text-xl font-semibold">{t(title)}</h3>
            {if is_empty {
                view! { <p>{t(none)}</p> }.into_any()
            } else {
                view! { <ul class="grid gap-2">{rows}</ul> }.into_any()
            }}
        </section>
    }
}

#[component]
fn Line(section: Section, line: CardLine) -> impl IntoView {
    let is_allergy = section == Section::Allergies;
    let danger = danger(&line).filter(|_| is_allergy);
    let told = told(section, &line).join(" · ");
    view! {
        <li class="grid">
            <strong class="text-xl wrap-anywhere">{line.title}</strong>
            {danger.map(|words| view! {
                <span class="flex items-center gap-2 font-semibold text-danger-text">
                    <Glyph icon=Icon::Warning is_small=true />
                    <b>{words}</b>
                </span>
            }.into_any())}
            {(!told.is_empty()).then(|| view! { <span class="wrap-anywhere">{told}</span> }.into_any())}
        </li>
    }
}

#[component]
fn Contact(contact: CardContact) -> impl IntoView {
    let relationship = relationship(&contact);
    let phones = contact
        .phones
        .into_iter()
        .map(|phone| (dialled(&phone), phone))
        .map(|(href, phone)| view! { <a class="link text-xl" href=href>{phone}</a> }.into_any())
        .collect_view();
    view! {
        <li class="grid">
            <strong class="wrap-anywhere">{contact.name}</strong>
            {relationship.map(|words| view! { <span class="wrap-anywhere">{words}</span> }.into_any())}
            <span class="flex flex-wrap gap-x-4">{phones}</span>
        </li>
    }
}
