//! Addresses of one's own account: what is known, what can be added with a code, and taking one away.

use super::add_factor::Adding;
use super::api::{list_contacts, remove_contact};
use super::factors::{NeedsScripts, told};
use super::step_up::Gate;
use crate::layout::ErrorView;
use crate::load::{load, wait};
use crate::texts::{t, tf};
use crate::ui::{Badge, Button, Glyph, Icon, Skeleton, SkeletonLines, Tone, Weight, use_toasts};
use domain::account::contacts::{ContactRequest, ContactView, Contacts};
use domain::contact::ContactKind;
use i18n::{Key, k};
use leptos::prelude::*;

const fn icon(kind: ContactKind) -> Icon {
    match kind {
        ContactKind::Email => Icon::Mail,
        ContactKind::Phone => Icon::Phone,
    }
}

const fn name(kind: ContactKind) -> Key {
    match kind {
        ContactKind::Email => k::ACCOUNT_CONTACT_EMAIL,
        ContactKind::Phone => k::ACCOUNT_CONTACT_PHONE,
    }
}

/// The section of the security page.
#[component]
pub fn ContactsSection(adding: Adding, gate: Gate, changes: RwSignal<u32>) -> impl IntoView {
    let contacts = load(move || changes.get(), |_| list_contacts());
    view! {
        <section aria-labelledby="contacts-title" class="grid gap-3">
            <h2 id="contacts-title" class="section-title">{t(k::ACCOUNT_CONTACTS_TITLE)}</h2>
            <p class="text-muted">{t(k::ACCOUNT_CONTACTS_ABOUT)}</p>
            <NeedsScripts />
            <Transition fallback=|| view! { <Skeleton><SkeletonLines count=2 /></Skeleton> }>
                {move || wait(async move {
                    match contacts.await {
                        Ok(contacts) => view! { <ContactRows contacts adding gate changes /> }.into_any(),
                        Err(error) => view! { <ErrorView error /> }.into_any(),
                    }
                })}
            </Transition>
        </section>
    }
}

#[component]
fn ContactRows(contacts: Contacts, adding: Adding, gate: Gate, changes: RwSignal<u32>) -> impl IntoView {
    let Contacts { contacts, offered } = contacts;
    let problem = RwSignal::new(None::<&'static str>);
    let is_empty = contacts.is_empty();
    let rows = contacts
        .into_iter()
        .map(|contact| view! { <ContactRow contact gate changes problem /> }.into_any())
        .collect_view();
    let buttons = offered
        .into_iter()
        .map(|kind| {
            let begin = Callback::new(move |()| adding.begin_contact(kind));
            let words = match kind {
                ContactKind::Email => k::ACCOUNT_CONTACT_ADD_EMAIL,
                ContactKind::Phone => k::ACCOUNT_CONTACT_ADD_PHONE,
            };
            view! { <Button kind="button" icon=Icon::Add on_press=begin>{t(words)}</Button> }.into_any()
        })
        .collect_view();
    view! {
        {move || problem.get().map(|words| view! { <p class="problem" role="alert">{words}</p> }.into_any())}
        {if is_empty {
            view! { <p>{t(k::ACCOUNT_CONTACTS_NONE)}</p> }.into_any()
        } else {
            view! { <ul class="row-list">{rows}</ul> }.into_any()
        }}
        <div class="flex flex-wrap gap-3 noscript:hidden">{buttons}</div>
    }
}

#[component]
fn ContactRow(
    contact: ContactView,
    gate: Gate,
    changes: RwSignal<u32>,
    problem: RwSignal<Option<&'static str>>,
) -> impl IntoView {
    let ContactView { id, kind, address, is_bounced, is_factor } = contact;
    let pending = RwSignal::new(false);
    let toasts = use_toasts();
    let again = StoredValue::new(None::<Callback<()>>);
    let run = Callback::new(move |()| {
        pending.set(true);
        leptos::task::spawn_local(async move {
            let answer = remove_contact(ContactRequest { contact: id }).await;
            let _ = pending.try_set(false);
            match answer {
                Ok(()) => {
                    problem.set(None);
                    toasts.show(Tone::Success, t(k::ACCOUNT_CONTACT_REMOVED));
                    changes.update(|changes| *changes += 1);
                }
                Err(error) => told(&error, gate, again, problem),
            }
        });
    });
    again.set_value(Some(run));
    let about = if is_factor { k::ACCOUNT_CONTACT_FACTOR } else { k::ACCOUNT_CONTACT_PROVEN };
    view! {
        <li class="row flex-wrap" data-contact=kind.name()>
            <span class="icon-disc"><Glyph icon=icon(kind) /></span>
            <div class="grid gap-1 flex-1 min-w-40">
                <p class="font-semibold text-strong wrap-anywhere">{address.clone()}</p>
                <p class="text-sm text-muted">{t(name(kind))}" · "{t(about)}</p>
                {is_bounced.then(|| view! {
                    <p><Badge tone=Tone::Warning label=t(k::ACCOUNT_CONTACT_BOUNCED) /></p>
                }.into_any())}
            </div>
            {(!is_factor).then(|| view! {
                <div class="noscript:hidden">
                    <Button kind="button" weight=Weight::Danger pending on_press=run>
                        <span aria-hidden="true">{t(k::ACCOUNT_CONTACT_REMOVE)}</span>
                        <span class="sr-only">{tf(k::ACCOUNT_FACTOR_REMOVE_NAMED, &[("name", &address)])}</span>
                    </Button>
                </div>
            }.into_any())}
        </li>
    }
}
