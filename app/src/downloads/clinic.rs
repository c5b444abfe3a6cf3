//! The records of all patients as a file: an administrator says what for, and fetches it.

use super::api::{AskExport, RemoveExport, list_exports, read_flash};
use super::list::{again_by_hand, moment, progress};
use super::page::every_while;
use super::words;
use crate::flash::Flash;
use crate::layout::{ErrorView, Gate, NotAccepted, ProveFirst, StepUpDialog, refusal};
use crate::load::{load, load_once, wait};
use crate::post::{Post, PostForm};
use crate::routes::SETTINGS_EXPORT;
use crate::texts::{t, tf, tn};
use crate::ui::{
    Alert, Badge, Button, EmptyState, Field, Glyph, Icon, PageHeader, Skeleton, SkeletonLines, Tone, Weight,
};
use domain::account::contract::Freshness;
use domain::downloads::contract::{ExportLine, Exports};
use domain::downloads::{LONGEST_REASON, State};
use i18n::k;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// Id of the form.
const FORM: &str = "ask-export";
/// Its address.
const ASK: &str = "/api/downloads/ask_export";

/// The page.
#[component]
pub fn ExportPage() -> impl IntoView {
    let query = use_query_map();
    let done = Memo::new(move |_| query.with(|query| query.get("done")));
    let content = load(move || done.get(), |_| list_exports());
    let flash = load_once(read_flash);
    let said = move || {
        let words = match done.get().as_deref() {
            Some("asked") => k::DOWNLOADS_ASKED,
            Some("removed") => k::DOWNLOADS_REMOVED,
            _ => return None,
        };
        Some(view! { <Alert tone=Tone::Success>{t(words)}</Alert> }.into_any())
    };
    view! {
        <Title text=t(k::DOWNLOADS_CLINIC_TITLE) />
        <PageHeader title=t(k::DOWNLOADS_CLINIC_TITLE) lead=t(k::DOWNLOADS_CLINIC_LEAD) />
        <div role="status" class="grid">{said}</div>
        <Transition fallback=|| view! { <Skeleton><SkeletonLines count=6 /></Skeleton> }>
            {move || wait(async move {
                let flash = flash.await.ok().flatten();
                match content.await {
                    Ok(content) => view! { <Filled content flash /> }.into_any(),
                    Err(error) => view! { <ErrorView error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Filled(content: Exports, flash: Option<Flash>) -> impl IntoView {
    let Exports { lines, patients, freshness } = content;
    let lines = RwSignal::new(lines);
    let again = Callback::new(move |()| look(lines));
    every_while(lines, ExportLine::is_under_way, look);
    view! {
        <div class="grid gap-6">
            {move || view! { <List lines=lines.get() again /> }.into_any()}
            <AskForm patients freshness flash again />
        </div>
    }
}

/// Asks how far the files are.
fn look(lines: RwSignal<Vec<ExportLine>>) {
    #[cfg(feature = "hydrate")]
    leptos::task::spawn_local(async move {
        if let Ok(found) = list_exports().await
            && lines.try_with_untracked(|known| *known != found.lines) == Some(true)
        {
            let _ = lines.try_set(found.lines);
        }
    });
    #[cfg(not(feature = "hydrate"))]
    let _ = lines;
}

#[component]
fn List(lines: Vec<ExportLine>, again: Callback<()>) -> impl IntoView {
    let is_under_way = lines.iter().any(ExportLine::is_under_way);
    let is_empty = lines.is_empty();
    let rows = lines.into_iter().map(|line| view! { <Line line again /> }.into_any()).collect_view();
    view! {
        <section class="grid gap-3" aria-labelledby="files-title">
            <h2 id="files-title" class="section-title">{t(k::DOWNLOADS_CLINIC_LIST)}</h2>
            {if is_empty {
                view! { <EmptyState icon=Icon::Download title=t(k::DOWNLOADS_NONE) reason=t(k::DOWNLOADS_CLINIC_NONE_REASON) /> }.into_any()
            } else {
                view! { <ul class="row-list" aria-labelledby="files-title">{rows}</ul> }.into_any()
            }}
            {is_under_way.then(|| again_by_hand(SETTINGS_EXPORT))}
        </section>
    }
}

#[component]
fn Line(line: ExportLine, again: Callback<()>) -> impl IntoView {
    let (state, tone) = words::state(line.state);
    let size = words::size(line.bytes);
    let post = Post::to::<RemoveExport>();
    Effect::new(move |_| {
        if post.answer().get().is_some() {
            again.run(());
        }
    });
    let fetch = (line.state == State::Ready && line.is_own).then(|| {
        let words = tf(k::DOWNLOADS_FETCH_OF, &[("name", t(k::DOWNLOADS_NAME_CLINIC)), ("size", &size)]);
        let href = format!("/files/exports/{}", line.id);
        view! {
            <a class="button-primary" href=href rel="external" aria-label=words>
                <Glyph icon=Icon::Download is_small=true />
                {t(k::DOWNLOADS_FETCH)}
            </a>
        }
        .into_any()
    });
    let problem =
        line.problem.map(|problem| view! { <p class="problem">{t(words::problem(problem))}</p> }.into_any());
    let until = line.until.map(|at| {
        let words = format!("{size} · {}", moment(k::DOWNLOADS_UNTIL, at));
        view! { <p class="text-sm tabular-nums">{words}</p> }.into_any()
    });
    let asked = format!("{} · {}", line.asked_by, moment(k::DOWNLOADS_ASKED_ON, line.asked));
    let remove = moment(k::DOWNLOADS_REMOVE_OF, line.asked);
    view! {
        <li class="row flex-col gap-3" data-export=line.state.name()>
            <div class="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 w-full">
                <div class="grid gap-1 min-w-0">
                    <h3 class="text-base">{t(k::DOWNLOADS_NAME_CLINIC)}</h3>
                    <p class="wrap-anywhere">{line.reason.clone()}</p>
                    <p class="text-sm text-muted tabular-nums">{asked}</p>
                    {until}
                </div>
                <Badge label=t(state) tone />
            </div>
            {progress(line.state, line.steps)}
            {problem}
            <div class="flex flex-wrap gap-3">
                {fetch}
                <PostForm post>
                    <input type="hidden" name="request[id]" value=line.id.to_string() />
                    <Button weight=Weight::Quiet pending=post.pending()>
                        <span aria-hidden="true">{t(k::DOWNLOADS_REMOVE)}</span>
                        <span class="sr-only">{remove}</span>
                    </Button>
                </PostForm>
            </div>
        </li>
    }
}

/// Asks for the file.
#[component]
fn AskForm(patients: u64, freshness: Freshness, flash: Option<Flash>, again: Callback<()>) -> impl IntoView {
    let post = Post::to::<AskExport>();
    let proof = flash.clone().filter(|flash| flash.endpoint == "/api/account/step_up");
    let flash = flash.filter(|flash| flash.endpoint == ASK);
    let gate = Gate::new();
    let error = refusal(post, FORM, gate, flash.as_ref().map(|flash| flash.error.clone()));
    let reason = flash.as_ref().map(|flash| flash.value("request[reason]")).unwrap_or_default();
    Effect::new(move |_| {
        if let Some(Ok(())) = post.answer().get() {
            again.run(());
        }
    });
    let problem =
        Signal::derive(move || error.with(|error| Some(error.as_ref()?.field("reason")?.to_owned())));
    let count = tn(k::DOWNLOADS_CLINIC_COUNT, usize::try_from(patients).unwrap_or(usize::MAX));
    view! {
        <ProveFirst freshness flash=proof />
        <PostForm post class="card max-w-none grid gap-4" id=FORM>
            <NotAccepted error id="ask-problems" again=SETTINGS_EXPORT />
            <h2 class="text-lg">{t(k::DOWNLOADS_CLINIC_ASK)}</h2>
            <p>{count}</p>
            <p>{t(k::DOWNLOADS_CLINIC_ABOUT)}</p>
            <p>{t(k::DOWNLOADS_CLINIC_CARE)}</p>
            <Field
                id="f-reason"
                name="request[reason]"
                label=t(k::DOWNLOADS_CLINIC_REASON)
                help=t(k::DOWNLOADS_CLINIC_REASON_HELP)
                value=reason
                maxlength=u16::try_from(LONGEST_REASON).unwrap_or(u16::MAX)
                error=problem
            />
            <p class="text-muted">{t(k::DOWNLOADS_PROVE)}</p>
            <div>
                <Button weight=Weight::Primary icon=Icon::Download pending=post.pending()>{t(k::DOWNLOADS_ASK)}</Button>
            </div>
        </PostForm>
        <StepUpDialog gate />
    }
}
