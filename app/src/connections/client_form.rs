//! A client being made or changed, and shut out.

use super::api::{SaveClient, SwitchClient};
use crate::flash::Flash;
use crate::layout::{Gate, NotAccepted, ProveFirst, StepUpDialog, leave_when_closed, refusal};
use crate::post::{Post, PostForm};
use crate::routes::SETTINGS_CONNECTIONS;
use crate::texts::t;
use crate::ui::{Button, ExplainedTick, Field, FieldProblem, Sheet, TextArea, Weight};
use domain::account::contract::Freshness;
use domain::connections::ClientKind;
use domain::connections::contract::ClientView;
use i18n::k;
use leptos::prelude::*;

const ENDPOINT: &str = "/api/connections/save_client";
const FORM: &str = "client";
const SWITCH: &str = "client-switch";

/// The sheet; closing it leads back to the list.
#[component]
pub fn ClientSheet(
    client: Option<ClientView>,
    kind: ClientKind,
    freshness: Freshness,
    flash: Option<Flash>,
) -> impl IntoView {
    let open = RwSignal::new(true);
    leave_when_closed(open, SETTINGS_CONNECTIONS.to_owned());
    let gate = Gate::new();
    let proof = flash.clone().filter(|flash| flash.endpoint == "/api/account/step_up");
    let title = match (&client, kind) {
        (Some(client), _) => client.name.clone(),
        (None, ClientKind::System) => t(k::CONNECTIONS_NEW_SYSTEM).to_owned(),
        (None, ClientKind::App) => t(k::CONNECTIONS_NEW_APP).to_owned(),
    };
    let known = client.clone();
    view! {
        <Sheet id="client-sheet" title open close_href=SETTINGS_CONNECTIONS>
            <ProveFirst freshness flash=proof />
            {known.map(|client| view! {
                <div class="grid gap-1">
                    <p class="font-semibold text-strong">{t(k::CONNECTIONS_CLIENT_ID)}</p>
                    <p><code class="break-all">{client.id.to_string()}</code></p>
                    <p class="help">{t(k::CONNECTIONS_CLIENT_ID_HELP)}</p>
                </div>
            }.into_any())}
            <Form client=client.clone() kind flash gate />
            {client.map(|client| view! { <Switch client gate /> }.into_any())}
        </Sheet>
        <StepUpDialog gate />
    }
}

#[component]
fn Form(client: Option<ClientView>, kind: ClientKind, flash: Option<Flash>, gate: Gate) -> impl IntoView {
    let post = Post::to::<SaveClient>();
    let flash = flash.filter(|flash| flash.endpoint == ENDPOINT);
    let error = refusal(post, FORM, gate, flash.as_ref().map(|flash| flash.error.clone()));
    let problem = move |name: &'static str| {
        Signal::derive(move || error.with(|error| error.as_ref()?.field(name).map(ToOwned::to_owned)))
    };
    let typed = |name: &str, stored: String| {
        flash.as_ref().map_or(stored, |flash| flash.value(&format!("request[{name}]")))
    };
    let ticked = |name: &str, stored: bool| {
        flash.as_ref().map_or(stored, |flash| flash.has(&format!("request[{name}]")))
    };
    let is_app = kind == ClientKind::App;
    let known = client.as_ref();
    let name = typed("name", known.map(|client| client.name.clone()).unwrap_or_default());
    let keys = typed("keys", known.map(|client| client.keys.clone()).unwrap_or_default());
    let uris =
        typed("redirect_uris", known.map(|client| client.redirect_uris.join("\n")).unwrap_or_default());
    let may_write = ticked("may_write", known.is_none_or(|client| client.may_write));
    let may_read = ticked("may_read", known.is_some_and(|client| client.may_read));
    let is_offline = ticked("is_offline", known.is_some_and(|client| client.is_offline));
    let id = known.map(|client| client.id.to_string()).unwrap_or_default();
    let version = known.map(|client| client.version).unwrap_or_default();
    let (name_help, keys_help) = if is_app {
        (k::CONNECTIONS_NAME_HELP_APP, k::CONNECTIONS_KEYS_HELP_APP)
    } else {
        (k::CONNECTIONS_NAME_HELP_SYSTEM, k::CONNECTIONS_KEYS_HELP_SYSTEM)
    };
    let abilities = if is_app {
        view! {
            <TextArea
                id="f-redirect_uris"
                name="request[redirect_uris]"
                label=t(k::CONNECTIONS_REDIRECT)
                help=t(k::CONNECTIONS_REDIRECT_HELP)
                value=uris
                rows=3
                maxlength=6000
                error=problem("redirect_uris")
            />
            <ExplainedTick
                name="request[is_offline]"
                value="true"
                label=t(k::CONNECTIONS_MAY_OFFLINE)
                about=t(k::CONNECTIONS_MAY_OFFLINE_ABOUT)
                is_ticked=is_offline
            />
        }
        .into_any()
    } else {
        view! {
            <fieldset id="f-may_write" tabindex="-1" class="grid gap-3">
                <legend class="font-semibold text-strong mb-1">{t(k::CONNECTIONS_MAY)}</legend>
                <Ability
                    name="may_write"
                    label=t(k::CONNECTIONS_MAY_WRITE)
                    about=t(k::CONNECTIONS_MAY_WRITE_ABOUT)
                    is_ticked=may_write
                />
                <Ability
                    name="may_read"
                    label=t(k::CONNECTIONS_MAY_READ)
                    about=t(k::CONNECTIONS_MAY_READ_ABOUT)
                    is_ticked=may_read
                />
                <FieldProblem error=problem("may_write") />
            </fieldset>
        }
        .into_any()
    };
    view! {
        <PostForm post id=FORM class="grid gap-4">
            <NotAccepted error id="client-problems" again=SETTINGS_CONNECTIONS />
            <input type="hidden" name="request[id]" value=id />
            <input type="hidden" name="request[version]" value=version />
            <input type="hidden" name="request[kind]" value=kind.name() />
            <Field
                id="f-name"
                name="request[name]"
                label=t(k::CONNECTIONS_NAME)
                help=t(name_help)
                autocomplete="off"
                maxlength=80
                value=name
                error=problem("name")
            />
            {abilities}
            <TextArea
                id="f-keys"
                name="request[keys]"
                label=t(k::CONNECTIONS_KEYS)
                help=t(keys_help)
                value=keys
                rows=4
                maxlength=20000
                is_optional=is_app
                error=problem("keys")
            />
            <div>
                <Button weight=Weight::Primary pending=post.pending()>{t(k::CONNECTIONS_SAVE)}</Button>
            </div>
        </PostForm>
    }
}

#[component]
fn Ability(name: &'static str, label: &'static str, about: &'static str, is_ticked: bool) -> impl IntoView {
    let about_id = format!("about-{name}");
    view! {
        <div class="grid">
            <label class="tick font-semibold text-strong">
                <input
                    type="checkbox"
                    name=format!("request[{name}]")
                    value="true"
                    checked=is_ticked
                    class="tick-box"
                    aria-describedby=about_id.clone()
                />
                <span class="min-w-0">{label}</span>
            </label>
            <p id=about_id class="pl-8 text-sm text-muted">{about}</p>
        </div>
    }
}

#[component]
fn Switch(client: ClientView, gate: Gate) -> impl IntoView {
    let post = Post::to::<SwitchClient>();
    let error = refusal(post, SWITCH, gate, None);
    let (words, weight) = if client.is_disabled {
        (k::CONNECTIONS_LET_IN, Weight::Secondary)
    } else {
        (k::CONNECTIONS_SHUT_OUT, Weight::Danger)
    };
    view! {
        <PostForm post id=SWITCH class="grid gap-3 border-t border-hairline pt-4">
            <NotAccepted error id="switch-problems" again=SETTINGS_CONNECTIONS />
            <input type="hidden" name="request[id]" value=client.id.to_string() />
            <input type="hidden" name="request[version]" value=client.version />
            <input type="hidden" name="request[is_disabled]" value=(!client.is_disabled).to_string() />
            {(!client.is_disabled).then(|| view! { <p class="help">{t(k::CONNECTIONS_SHUT_OUT_ABOUT)}</p> }.into_any())}
            <div>
                <Button weight pending=post.pending()>{t(words)}</Button>
            </div>
        </PostForm>
    }
}
