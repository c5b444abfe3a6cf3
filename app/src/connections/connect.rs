//! An app asks to read a record: what of it, for how long, and who decides. The answer leads back to the app.

use super::api::{Decide, open_consent, read_flash};
use super::words::part_name;
use crate::error::AppError;
use crate::flash::Flash;
use crate::layout::{ErrorView, Gate, NotAccepted, ProveFirst, StepUpDialog, refusal};
use crate::load::{load, load_once, wait};
use crate::post::{Post, PostForm};
use crate::routes::{back_to_app, connect_app};
use crate::texts::{t, tf};
use crate::ui::{
    Alert, Button, FieldProblem, Glyph, Icon, PageHeader, Skeleton, SkeletonLines, Tick, Tone, Weight,
};
use domain::connections::contract::{ConsentPage, Decision, ReadConsentRequest};
use domain::ids::ConsentId;
use i18n::k;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

const ENDPOINT: &str = "/api/connections/decide";
const YES: &str = "connect-yes";

/// The page.
#[component]
pub fn ConnectPage() -> impl IntoView {
    let params = use_params_map();
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        let id = params.with(|params| params.get("id").and_then(|id| id.parse::<ConsentId>().ok()));
        // An answer leads here again, and the question is read anew.
        (id, query.with(|query| query.get("answered")))
    });
    let content = load(
        move || asked.get(),
        |(id, _)| async move {
            match id {
                Some(id) => open_consent(ReadConsentRequest { id }).await,
                None => Err(AppError::NotFound),
            }
        },
    );
    let flash = load_once(read_flash);
    view! {
        <Title text=t(k::CONNECTIONS_CONNECT_TITLE) />
        <Transition fallback=|| view! { <Skeleton><SkeletonLines count=8 /></Skeleton> }>
            {move || wait(async move {
                let flash = flash.await.ok().flatten();
                match content.await {
                    Ok(page) if page.decision == Decision::Waiting => view! { <Question page flash /> }.into_any(),
                    Ok(page) => view! { <Answered page /> }.into_any(),
                    Err(error) => view! { <ErrorView error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Question(page: ConsentPage, flash: Option<Flash>) -> impl IntoView {
    let gate = Gate::new();
    let proof = flash.clone().filter(|flash| flash.endpoint == "/api/account/step_up");
    let flash = flash.filter(|flash| flash.endpoint == ENDPOINT);
    let before = flash.as_ref().map(|flash| flash.error.clone());
    let (yes, no) = (Post::to::<Decide>(), Post::to::<Decide>());
    let error = refusal(yes, YES, gate, before);
    let denied = Signal::derive(move || no.answer().get().and_then(Result::err));
    let named = [("app", page.app.as_str()), ("name", page.patient.as_str())];
    let about = if page.is_own { k::CONNECTIONS_CONNECT_OWN } else { k::CONNECTIONS_CONNECT_PROXY };
    let title = tf(k::CONNECTIONS_CONNECT_ASKS, &named);
    let about = tf(about, &named);
    let parts = page
        .parts
        .iter()
        .enumerate()
        .map(|(index, part)| {
            let name = format!("request[parts][{index}]");
            let is_ticked = flash.as_ref().is_none_or(|flash| flash.has(&name));
            view! { <li><Tick name value=part.name() label=t(part_name(*part)) is_ticked /></li> }.into_any()
        })
        .collect_view();
    let problem =
        Signal::derive(move || error.with(|error| error.as_ref()?.field("parts").map(ToOwned::to_owned)));
    let (again, once_more) = (connect_app(page.id), connect_app(page.id));
    let (id, chart) = (page.id.to_string(), page.chart.to_string());
    let (same_id, same_chart) = (id.clone(), chart.clone());
    let leads = tf(k::CONNECTIONS_CONNECT_LEADS, &[("host", &page.leads_to)]);
    view! {
        <PageHeader title lead=about />
        <div class="grid gap-6">
            <ProveFirst freshness=page.freshness flash=proof />
            <PostForm post=yes id=YES class="grid gap-6">
                <NotAccepted error id="connect-problems" again />
                <input type="hidden" name="request[id]" value=id />
                <input type="hidden" name="request[chart]" value=chart />
                <input type="hidden" name="request[is_allowed]" value="true" />
                <section class="card max-w-none grid gap-3">
                    <fieldset id="f-parts" tabindex="-1" class="grid gap-2">
                        <legend class="text-lg font-semibold text-strong mb-1">{t(k::CONNECTIONS_CONNECT_PARTS)}</legend>
                        <ul class="grid gap-2 sm:grid-cols-2">{parts}</ul>
                        <FieldProblem error=problem />
                    </fieldset>
                    {page.is_offline.then(|| view! {
                        <p class="flex gap-2 items-start">
                            <Glyph icon=Icon::Clock is_small=true />
                            <span class="min-w-0">{t(k::CONNECTIONS_CONNECT_OFFLINE)}</span>
                        </p>
                    }.into_any())}
                </section>
                <Alert tone=Tone::Warning>{t(k::CONNECTIONS_CONNECT_CARE)}</Alert>
                <p class="text-muted break-words">{leads}</p>
                <div>
                    <Button weight=Weight::Primary pending=yes.pending()>{t(k::CONNECTIONS_CONNECT_YES)}</Button>
                </div>
            </PostForm>
            <PostForm post=no class="grid gap-3">
                <NotAccepted error=denied id="deny-problems" again=once_more />
                <input type="hidden" name="request[id]" value=same_id />
                <input type="hidden" name="request[chart]" value=same_chart />
                <input type="hidden" name="request[is_allowed]" value="false" />
                <div>
                    <Button weight=Weight::Secondary pending=no.pending()>{t(k::CONNECTIONS_CONNECT_NO)}</Button>
                </div>
            </PostForm>
        </div>
        <StepUpDialog gate />
    }
}

/// What was answered, and the way back, which the browser takes by itself where scripts run.
#[component]
fn Answered(page: ConsentPage) -> impl IntoView {
    let named = [("app", page.app.as_str())];
    let (title, tone) = match page.decision {
        Decision::Allowed => (k::CONNECTIONS_CONNECT_ALLOWED, Tone::Success),
        Decision::Waiting | Decision::Denied => (k::CONNECTIONS_CONNECT_DENIED, Tone::Information),
    };
    let title = tf(title, &named);
    let back = tf(k::CONNECTIONS_CONNECT_BACK, &named);
    let about = tf(k::CONNECTIONS_CONNECT_BACK_ABOUT, &[("host", &page.leads_to)]);
    let href = back_to_app(page.id);
    #[cfg(feature = "hydrate")]
    {
        let href = href.clone();
        Effect::new(move |_| {
            if let Some(window) = web_sys::window() {
                drop(window.location().replace(&href));
            }
        });
    }
    view! {
        <PageHeader title=title.clone() />
        <div class="grid gap-4">
            <Alert tone title is_urgent=true>{about}</Alert>
            <div>
                <a class="button-primary" href=href rel="external">{back}</a>
            </div>
        </div>
    }
}
