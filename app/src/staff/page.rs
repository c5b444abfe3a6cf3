//! The list of colleagues; the address says who is being changed.

use super::api::{list_colleagues, read_flash};
use super::form::ColleagueSheet;
use super::invite::InviteSheet;
use crate::flash::Flash;
use crate::layout::ErrorView;
use crate::load::{load, load_once, wait};
use crate::routes::SETTINGS_STAFF;
use crate::texts::{t, tf};
use crate::ui::{
    Alert, Badge, Column, Icon, LinkButton, PageHeader, Skeleton, SkeletonLines, Table, Tone, Weight,
};
use domain::ids::AccountId;
use domain::permission::Role;
use domain::staff::contract::{Colleague, StaffPage as Content};
use i18n::{Key, k};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// Where an invitation leads to: the list, with the word that it went out.
pub const INVITED_HREF: &str = "/settings/staff?invited=yes";
/// Where the form of an invitation is.
const INVITE_HREF: &str = "/settings/staff?invite=yes";

/// Invitations that have not led to an account yet, with all others.
const PENDING_HREF: &str = "/patients/invitations?tab=list";

/// What the address asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct At {
    edited: Option<AccountId>,
    saved: Option<AccountId>,
    is_inviting: bool,
    is_invited: bool,
}

/// Where a change leads to: the list, with the word that it was saved.
pub fn saved_href(account: AccountId) -> String {
    format!("{SETTINGS_STAFF}?saved={account}")
}

/// The name of a role.
pub const fn role_name(role: Role) -> Key {
    match role {
        Role::Patient => k::STAFF_ROLE_PATIENT,
        Role::Proxy => k::STAFF_ROLE_PROXY,
        Role::FrontDesk => k::STAFF_ROLE_FRONT_DESK,
        Role::Provider => k::STAFF_ROLE_PROVIDER,
        Role::Billing => k::STAFF_ROLE_BILLING,
        Role::Administrator => k::STAFF_ROLE_ADMINISTRATOR,
    }
}

/// The page of the colleagues.
#[component]
pub fn ColleaguesPage() -> impl IntoView {
    let query = use_query_map();
    let id = move |name: &'static str| {
        query.with(|query| query.get(name).and_then(|id| id.parse::<AccountId>().ok()))
    };
    let has = move |name: &'static str| query.with(|query| query.get(name).is_some());
    let at = Memo::new(move |_| At {
        edited: id("edit"),
        saved: id("saved"),
        is_inviting: has("invite"),
        is_invited: has("invited"),
    });
    // A saved change leads to the list, which is read anew.
    let content = load(move || at.get(), |_| list_colleagues());
    let flash = load_once(read_flash);
    view! {
        <Title text=t(k::STAFF_TITLE) />
        <PageHeader title=t(k::STAFF_TITLE) lead=t(k::STAFF_LEAD) />
        <Transition fallback=|| view! { <Skeleton><SkeletonLines count=6 /></Skeleton> }>
            {move || wait(async move {
                let flash = flash.await.ok().flatten();
                match content.await {
                    Ok(content) => view! { <Parts content at=at.get_untracked() flash /> }.into_any(),
                    Err(error) => view! { <ErrorView error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Parts(content: Content, at: At, flash: Option<Flash>) -> impl IntoView {
    let find = |id: Option<AccountId>| content.people.iter().find(|person| Some(person.id) == id).cloned();
    let (edited, saved) = (find(at.edited), find(at.saved));
    let columns = [
        k::STAFF_COLUMN_NAME,
        k::STAFF_COLUMN_ROLES,
        k::STAFF_COLUMN_STATE,
        k::STAFF_COLUMN_FACTOR,
        k::STAFF_COLUMN_LAST,
    ]
    .into_iter()
    .map(|name| Column::text(t(name)))
    .chain([Column::number(t(k::STAFF_COLUMN_ACTIONS))])
    .collect();
    let rows = content.people.into_iter().map(row).collect_view();
    view! {
        <div class="grid gap-4">
            {saved.map(|person| {
                let words = tf(k::STAFF_SAVED, &[("name", &person.name)]);
                view! { <div data-saved=""><Alert tone=Tone::Success>{words}</Alert></div> }.into_any()
            })}
            {at.is_invited.then(|| view! {
                <div data-invited=""><Alert tone=Tone::Success>{t(k::STAFF_INVITED)}</Alert></div>
            }.into_any())}
            <div class="flex flex-wrap items-center gap-x-4 gap-y-2">
                <LinkButton href=INVITE_HREF weight=Weight::Primary icon=Icon::Add>{t(k::STAFF_INVITE_TITLE)}</LinkButton>
                <a class="link" href=PENDING_HREF>{t(k::STAFF_PENDING)}</a>
            </div>
            <Table id="colleagues" caption=t(k::STAFF_TITLE) is_caption_hidden=true columns>{rows}</Table>
        </div>
        {match edited {
            Some(person) => {
                view! { <ColleagueSheet person clinicians=content.clinicians freshness=content.freshness flash /> }.into_any()
            }
            None if at.is_inviting => {
                view! { <InviteSheet clinicians=content.clinicians freshness=content.freshness flash /> }.into_any()
            }
            None => ().into_any(),
        }}
    }
}

fn row(person: Colleague) -> AnyView {
    let roles = person.roles.iter().map(|role| t(role_name(*role))).collect::<Vec<_>>().join(", ");
    let state = if person.is_disabled {
        view! { <Badge tone=Tone::Danger label=t(k::STAFF_DISABLED) /> }.into_any()
    } else {
        view! { <Badge tone=Tone::Success label=t(k::STAFF_ACTIVE) /> }.into_any()
    };
    let factor = if person.has_factor { k::STAFF_YES } else { k::STAFF_NO };
    let last = match person.last_sign_in {
        Some(local) => format!("{}, {}", i18n::numeric_date(&t, local), i18n::time(local)),
        None => t(k::STAFF_NEVER).to_owned(),
    };
    let action = if person.is_own {
        view! { <span class="text-sm text-muted">{t(k::STAFF_YOU)}</span> }.into_any()
    } else {
        let href = format!("{SETTINGS_STAFF}?edit={}", person.id);
        let label = tf(k::STAFF_EDIT_NAMED, &[("name", &person.name)]);
        view! {
            <a class="row-action" href=href>
                <span aria-hidden="true">{t(k::STAFF_EDIT)}</span>
                <span class="sr-only">{label}</span>
            </a>
        }
        .into_any()
    };
    view! {
        <tr>
            <th scope="row" class="cell row-head">
                <span class="block">{person.name}</span>
                <span class="block text-sm font-normal text-muted">{person.username}</span>
            </th>
            <td class="cell">{roles}</td>
            <td class="cell">{state}</td>
            <td class="cell">{t(factor)}</td>
            <td class="cell whitespace-nowrap">{last}</td>
            <td class="cell-actions">{action}</td>
        </tr>
    }
    .into_any()
}
