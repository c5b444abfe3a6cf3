//! The apps and systems that the clinic lets ask; the address says which is being changed.

use super::api::{list_clients, read_flash};
use super::client_form::ClientSheet;
use crate::flash::Flash;
use crate::layout::ErrorView;
use crate::load::{load, load_once, wait};
use crate::routes::SETTINGS_CONNECTIONS;
use crate::texts::{t, tf};
use crate::ui::{
    Alert, Badge, Column, EmptyState, Icon, LinkButton, PageHeader, Skeleton, SkeletonLines, Table, Tone,
    Weight,
};
use domain::connections::ClientKind;
use domain::connections::contract::{ClientView, ClientsPage as Content};
use domain::ids::ClientId;
use i18n::{Key, k};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

const NEW_SYSTEM: &str = "/settings/connections?new=system";
const NEW_APP: &str = "/settings/connections?new=app";

/// Where a change leads to: the client, with the word that it was saved.
pub fn saved_href(id: ClientId) -> String {
    format!("{SETTINGS_CONNECTIONS}?saved={id}")
}

/// What the address asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct At {
    edited: Option<ClientId>,
    saved: Option<ClientId>,
    new: Option<ClientKind>,
}

/// The page.
#[component]
pub fn ClientsPage() -> impl IntoView {
    let query = use_query_map();
    let id = move |name: &'static str| {
        query.with(|query| query.get(name).and_then(|id| id.parse::<ClientId>().ok()))
    };
    let at = Memo::new(move |_| At {
        edited: id("edit"),
        saved: id("saved"),
        new: query.with(|query| query.get("new").and_then(|kind| ClientKind::parse(&kind))),
    });
    let content = load(move || at.get(), |_| list_clients());
    let flash = load_once(read_flash);
    view! {
        <Title text=t(k::CONNECTIONS_TITLE) />
        <PageHeader title=t(k::CONNECTIONS_TITLE) lead=t(k::CONNECTIONS_LEAD) />
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

/// The word for a kind.
const fn kind_name(kind: ClientKind) -> Key {
    match kind {
        ClientKind::System => k::CONNECTIONS_KIND_SYSTEM,
        ClientKind::App => k::CONNECTIONS_KIND_APP,
    }
}

#[component]
fn Parts(content: Content, at: At, flash: Option<Flash>) -> impl IntoView {
    let Content { clients, base, freshness } = content;
    let find = |id: Option<ClientId>| clients.iter().find(|client| Some(client.id) == id).cloned();
    let (edited, saved) = (find(at.edited), find(at.saved));
    let columns = [
        k::CONNECTIONS_COLUMN_NAME,
        k::CONNECTIONS_COLUMN_KIND,
        k::CONNECTIONS_COLUMN_STATE,
        k::CONNECTIONS_COLUMN_USED,
    ]
    .into_iter()
    .map(|name| Column::text(t(name)))
    .chain([
        Column::number(t(k::CONNECTIONS_COLUMN_PEOPLE)),
        Column::number(t(k::CONNECTIONS_COLUMN_ACTIONS)),
    ])
    .collect();
    let is_empty = clients.is_empty();
    let rows = clients.into_iter().map(row).collect_view();
    let sheet = match (edited, at.new) {
        (Some(client), _) => {
            let kind = client.kind;
            Some(view! { <ClientSheet client=Some(client) kind freshness flash /> }.into_any())
        }
        (None, Some(kind)) => Some(view! { <ClientSheet client=None kind freshness flash /> }.into_any()),
        (None, None) => None,
    };
    view! {
        <div class="grid gap-6">
            {saved.map(|client| view! {
                <Alert tone=Tone::Success title=client.name is_urgent=true>
                    {t(k::CONNECTIONS_SAVED)} " " {t(k::CONNECTIONS_CLIENT_ID)} ": "
                    <code class="break-all">{client.id.to_string()}</code>
                </Alert>
            }.into_any())}
            <section class="card max-w-none grid gap-1">
                <h2 class="text-lg">{t(k::CONNECTIONS_BASE)}</h2>
                <p><code class="break-all">{base}</code></p>
                <p class="text-sm text-muted">{t(k::CONNECTIONS_BASE_ABOUT)}</p>
            </section>
            <div class="flex flex-wrap gap-3">
                <LinkButton href=NEW_SYSTEM weight=Weight::Primary icon=Icon::Add>{t(k::CONNECTIONS_ADD_SYSTEM)}</LinkButton>
                <LinkButton href=NEW_APP weight=Weight::Secondary icon=Icon::Add>{t(k::CONNECTIONS_ADD_APP)}</LinkButton>
            </div>
            {if is_empty {
                view! { <EmptyState icon=Icon::Link title=t(k::CONNECTIONS_NONE) reason=t(k::CONNECTIONS_NONE_REASON) /> }.into_any()
            } else {
                view! { <Table id="clients" caption=t(k::CONNECTIONS_TITLE) is_caption_hidden=true columns>{rows}</Table> }.into_any()
            }}
        </div>
        {sheet}
    }
}

fn row(client: ClientView) -> AnyView {
    let state = if client.is_disabled {
        view! { <Badge tone=Tone::Danger label=t(k::CONNECTIONS_DISABLED) /> }.into_any()
    } else {
        view! { <Badge tone=Tone::Success label=t(k::CONNECTIONS_ACTIVE) /> }.into_any()
    };
    let used = match client.used {
        Some(local) => format!("{}, {}", i18n::numeric_date(&t, local), i18n::time(local)),
        None => t(k::CONNECTIONS_NEVER).to_owned(),
    };
    let people = match client.kind {
        ClientKind::App => client.connections.to_string(),
        ClientKind::System => "–".to_owned(),
    };
    let href = format!("{SETTINGS_CONNECTIONS}?edit={}", client.id);
    let label = tf(k::CONNECTIONS_CHANGE_NAMED, &[("name", &client.name)]);
    view! {
        <tr>
            <th scope="row" data-label=t(k::CONNECTIONS_COLUMN_NAME)>{client.name}</th>
            <td data-label=t(k::CONNECTIONS_COLUMN_KIND)>{t(kind_name(client.kind))}</td>
            <td data-label=t(k::CONNECTIONS_COLUMN_STATE)>{state}</td>
            <td data-label=t(k::CONNECTIONS_COLUMN_USED)>{used}</td>
            <td data-label=t(k::CONNECTIONS_COLUMN_PEOPLE) class="text-right">{people}</td>
            <td data-label=t(k::CONNECTIONS_COLUMN_ACTIONS) class="text-right">
                <a class="row-action" href=href>
                    <span aria-hidden="true">{t(k::CONNECTIONS_CHANGE)}</span>
                    <span class="sr-only">{label}</span>
                </a>
            </td>
        </tr>
    }
    .into_any()
}
