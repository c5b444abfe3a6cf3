//! A colleague being changed: roles, state, and the way in without second factors.

use super::api::{Disable, Enable, SaveRoles};
use super::page::role_name;
use super::reset::Reset;
use crate::flash::Flash;
use crate::layout::{Gate, NotAccepted, ProveFirst, StepUpDialog, leave_when_closed, refusal};
use crate::post::{Post, PostForm};
use crate::routes::SETTINGS_STAFF;
use crate::texts::{t, tf};
use crate::ui::{Button, Choice, ExplainedTick, Glyph, Icon, Select, Sheet, Weight};
use domain::account::contract::Freshness;
use domain::permission::Role;
use domain::staff::ROLES;
use domain::staff::contract::{Clinician, Colleague};
use i18n::{Key, k};
use leptos::prelude::*;

/// What a role opens, in a sentence.
const fn role_about(role: Role) -> Key {
    match role {
        Role::FrontDesk => k::STAFF_ABOUT_FRONT_DESK,
        Role::Provider => k::STAFF_ABOUT_PROVIDER,
        Role::Billing => k::STAFF_ABOUT_BILLING,
        Role::Patient | Role::Proxy | Role::Administrator => k::STAFF_ABOUT_ADMINISTRATOR,
    }
}

/// The sheet; closing it leads back to the list.
#[component]
pub fn ColleagueSheet(
    person: Colleague,
    clinicians: Vec<Clinician>,
    freshness: Freshness,
    flash: Option<Flash>,
) -> impl IntoView {
    let open = RwSignal::new(true);
    leave_when_closed(open, SETTINGS_STAFF.to_owned());
    let gate = Gate::new();
    let proof = flash.clone().filter(|flash| flash.endpoint == "/api/account/step_up");
    view! {
        <Sheet id="colleague" title=person.name.clone() open close_href=SETTINGS_STAFF>
            <ProveFirst freshness flash=proof />
            <Roles person=person.clone() clinicians flash=flash.clone() gate />
            <State person=person.clone() flash gate />
            <Reset person gate />
        </Sheet>
        <StepUpDialog gate />
    }
}

#[component]
fn Roles(person: Colleague, clinicians: Vec<Clinician>, flash: Option<Flash>, gate: Gate) -> impl IntoView {
    let post = Post::to::<SaveRoles>();
    let flash = flash.filter(|flash| flash.endpoint == "/api/staff/save_roles");
    let error = refusal(post, "colleague-roles", gate, flash.as_ref().map(|flash| flash.error.clone()));
    let problem = move |name: &'static str| {
        Signal::derive(move || error.with(|error| error.as_ref()?.field(name).map(ToOwned::to_owned)))
    };
    let chosen = person.provider.map(|id| id.to_string()).unwrap_or_default();
    view! {
        <PostForm post id="colleague-roles" class="grid gap-4">
            <NotAccepted error id="colleague-problems" again=SETTINGS_STAFF />
            <input type="hidden" name="request[account]" value=person.id.to_string() />
            <input type="hidden" name="request[version]" value=person.version />
            <RoleTicks roles=person.roles flash error=problem("roles") />
            <Select
                id="f-provider"
                name="request[provider]"
                label=t(k::STAFF_CLINICIAN)
                help=t(k::STAFF_CLINICIAN_HELP)
                choices=clinician_choices(clinicians)
                value=chosen
                is_optional=true
                error=problem("provider")
            />
            <p class="help">{t(k::STAFF_ROLES_HELP)}</p>
            <div>
                <Button weight=Weight::Primary pending=post.pending()>{t(k::STAFF_SAVE_ROLES)}</Button>
            </div>
        </PostForm>
    }
}

/// Roles to tick, each with what it opens.
#[component]
pub fn RoleTicks(roles: Vec<Role>, flash: Option<Flash>, error: Signal<Option<String>>) -> impl IntoView {
    let ticks = ROLES
        .into_iter()
        .enumerate()
        .map(|(index, role)| {
            let name = format!("request[roles][{index}]");
            let is_ticked = flash.as_ref().map_or_else(|| roles.contains(&role), |flash| flash.has(&name));
            let (label, about) = (t(role_name(role)), t(role_about(role)));
            view! { <li><ExplainedTick name value=role.name() label about is_ticked /></li> }.into_any()
        })
        .collect_view();
    view! {
        <fieldset id="f-roles" class="grid gap-2">
            <legend class="label mb-1">{t(k::STAFF_COLUMN_ROLES)}</legend>
            <ul class="grid gap-2">{ticks}</ul>
            {move || error.get().map(|words| {
                view! {
                    <p class="problem flex gap-1" role="alert"><Glyph icon=Icon::Problem is_small=true /><span>{words}</span></p>
                }.into_any()
            })}
        </fieldset>
    }
}

/// The clinicians that a person can be, and none of them.
pub fn clinician_choices(clinicians: Vec<Clinician>) -> Vec<Choice> {
    let none = Choice { value: String::new(), label: t(k::STAFF_NO_CLINICIAN).to_owned() };
    let known = clinicians.into_iter().map(|row| Choice { value: row.id.to_string(), label: row.name });
    std::iter::once(none).chain(known).collect()
}

#[component]
fn State(person: Colleague, flash: Option<Flash>, gate: Gate) -> impl IntoView {
    let (disable, enable) = (Post::to::<Disable>(), Post::to::<Enable>());
    let post = if person.is_disabled { enable } else { disable };
    let kept =
        flash.filter(|flash| ["/api/staff/disable", "/api/staff/enable"].contains(&flash.endpoint.as_str()));
    let error = refusal(post, "colleague-state", gate, kept.map(|flash| flash.error));
    let (title, about, verb, weight) = if person.is_disabled {
        (k::STAFF_ENABLE_TITLE, k::STAFF_ENABLE_ABOUT, k::STAFF_ENABLE, Weight::Secondary)
    } else {
        (k::STAFF_DISABLE_TITLE, k::STAFF_DISABLE_ABOUT, k::STAFF_DISABLE, Weight::Danger)
    };
    let name = [("name", person.name.as_str())];
    let (about, verb) = (tf(about, &name), tf(verb, &name));
    view! {
        <section class="grid gap-3 pt-4 border-t border-hairline" aria-labelledby="state-title">
            <h3 id="state-title" class="text-base">{t(title)}</h3>
            <p>{about}</p>
            <PostForm post id="colleague-state" class="grid gap-3">
                <NotAccepted error id="state-problems" again=SETTINGS_STAFF />
                <input type="hidden" name="request[account]" value=person.id.to_string() />
                <input type="hidden" name="request[version]" value=person.version />
                <div>
                    <Button weight pending=post.pending()>{verb}</Button>
                </div>
            </PostForm>
        </section>
    }
}
