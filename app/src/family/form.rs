//! Fields about somebody who is to help: name, address, relationship, what they may, until when.

use super::words;
use crate::error::AppError;
use crate::flash::Flash;
use crate::texts::t;
use crate::ui::{Choice, DateField, ExplainedTick, Field, Glyph, Icon, Select};
use domain::family::{NAME_CHARS, Relationship};
use domain::permission::Scope;
use i18n::{Key, k};
use leptos::prelude::*;

/// The sentence for a field that was not accepted.
pub fn problem(error: Signal<Option<AppError>>, name: &'static str) -> Signal<Option<String>> {
    Signal::derive(move || error.with(|error| error.as_ref()?.field(name).map(ToOwned::to_owned)))
}

/// Name, address and relationship.
#[component]
pub fn PersonFields(
    flash: Option<Flash>,
    error: Signal<Option<AppError>>,
    relationship: Key,
    email_help: Key,
    #[prop(optional)] is_email_optional: bool,
) -> impl IntoView {
    let typed = |name: &str| flash.as_ref().map(|flash| flash.value(name)).unwrap_or_default();
    let (name, email, chosen) =
        (typed("request[name]"), typed("request[email]"), typed("request[relationship]"));
    let none = Choice { value: String::new(), label: t(k::FAMILY_CHOOSE).to_owned() };
    let known = Relationship::ALL.iter().map(|word| Choice {
        value: word.name().to_owned(),
        label: t(words::relationship(*word)).to_owned(),
    });
    let choices = std::iter::once(none).chain(known).collect();
    let most = u16::try_from(NAME_CHARS).unwrap_or(u16::MAX);
    view! {
        <Field
            id="f-name"
            name="request[name]"
            label=t(k::FAMILY_NAME)
            autocomplete="off"
            maxlength=most
            value=name
            error=problem(error, "name")
        />
        <Field
            id="f-email"
            name="request[email]"
            label=t(k::FAMILY_EMAIL)
            help=t(email_help)
            inputmode="email"
            autocomplete="off"
            maxlength=254
            value=email
            error=problem(error, "email")
            is_optional=is_email_optional
            is_verbatim=true
        />
        <Select
            id="f-relationship"
            name="request[relationship]"
            label=t(relationship)
            choices
            value=chosen
            error=problem(error, "relationship")
        />
    }
}

/// What somebody may see and do, and until when.
#[component]
pub fn AccessFields(
    flash: Option<Flash>,
    scopes: Vec<Scope>,
    until: String,
    until_help: Key,
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let until = flash.as_ref().map_or(until, |flash| flash.value("request[until]"));
    let ticks = Scope::ALL
        .into_iter()
        .enumerate()
        .map(|(index, scope)| {
            let name = format!("request[scopes][{index}]");
            let is_ticked = flash.as_ref().map_or_else(|| scopes.contains(&scope), |flash| flash.has(&name));
            let (label, about) = words::scope(scope);
            view! { <li><ExplainedTick name value=scope.name() label=t(label) about=t(about) is_ticked /></li> }
                .into_any()
        })
        .collect_view();
    let no_scope = problem(error, "scopes");
    view! {
        <fieldset id="f-scopes" tabindex="-1" class="grid gap-2">
            <legend class="label mb-1">{t(k::FAMILY_MAY)}</legend>
            <ul class="grid gap-2">{ticks}</ul>
            {move || no_scope.get().map(|words| {
                view! {
                    <p class="problem flex gap-1" role="alert"><Glyph icon=Icon::Problem is_small=true /><span>{words}</span></p>
                }.into_any()
            })}
        </fieldset>
        <DateField
            id="f-until"
            name="request[until]"
            label=t(k::FAMILY_UNTIL)
            help=t(until_help)
            value=until
            is_optional=true
            error=problem(error, "until")
        />
    }
}
