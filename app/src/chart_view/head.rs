//! The head of a record's pages: who the patient is, why the record is open, and the way to close it.

use super::api::{Close, read_head};
use super::words;
use crate::dates::day;
use crate::error::AppError;
use crate::layout::{ErrorView, PrintedHead};
use crate::load::{Data, load, wait};
use crate::post::{Post, PostForm};
use crate::routes;
use crate::texts::{t, tf, tn};
use crate::ui::{Alert, BackLink, Badge, Button, LinkButton, Tone, Weight};
use domain::chart_view::contract::{ChartHead, ChartRequest, OpenFor};
use domain::ids::ChartId;
use i18n::{Lang, k};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// The chart that the address names.
pub fn asked_chart() -> Memo<Option<ChartId>> {
    let params = use_params_map();
    Memo::new(move |_| params.with(|params| params.get("chart").and_then(|id| id.parse().ok())))
}

/// Who that is.
pub fn load_head(chart: Memo<Option<ChartId>>) -> Data<Result<ChartHead, AppError>> {
    load(
        move || chart.get(),
        |chart| async move {
            match chart {
                Some(chart) => read_head(ChartRequest { chart }).await,
                None => Err(AppError::NotFound),
            }
        },
    )
}

/// Who the patient is, in one line.
pub fn about(head: &ChartHead) -> String {
    let born = head.born.as_deref().and_then(day).map(|date| tf(k::CHART_VIEW_BORN, &[("date", &date)]));
    let age = head.age.map(|age| tn(k::CHART_VIEW_AGE, usize::try_from(age).unwrap_or_default()));
    let number = head.number.as_ref().map(|number| tf(k::CHART_VIEW_NUMBER, &[("number", number)]));
    let language = head.language.as_deref().map(|code| {
        let name = Lang::parse(code).map_or_else(|| code.to_owned(), |lang| lang.name().to_owned());
        tf(k::CHART_VIEW_LANGUAGE, &[("language", &name)])
    });
    [born, age, number, language].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// The head of a page below the record's first.
#[component]
pub fn PartHead(
    /// Who the patient is.
    head: ChartHead,
    /// The page's title.
    #[prop(into)]
    title: String,
) -> impl IntoView {
    let who = format!("{} · {}", head.name, about(&head));
    view! {
        <Title text=title.clone() />
        <PrintedHead name=who.clone() />
        <header class="page-header">
            <BackLink href=routes::chart(head.chart) label=head.name.clone() />
            <div class="grid gap-1 min-w-0">
                <h1 class="text-2xl md:text-3xl wrap-anywhere">{title}</h1>
                <p class="text-muted wrap-anywhere">{who}</p>
            </div>
        </header>
        {head.open.clone().map(|open| view! { <OpenNote chart=head.chart open /> }.into_any())}
    }
}

/// Why the record is open and until when, and the way to close it.
#[component]
pub fn OpenNote(chart: ChartId, open: OpenFor) -> impl IntoView {
    let post = Post::to::<Close>();
    let until = i18n::time(open.until);
    let words = tf(k::CHART_VIEW_IS_OPEN, &[("purpose", t(words::purpose(open.purpose))), ("time", &until)]);
    view! {
        <section class="card max-w-none mb-6 flex flex-wrap items-center justify-between gap-3" data-print="no" data-open=open.purpose.name()>
            <div class="grid gap-1 min-w-60 flex-1">
                <p class="font-semibold text-strong">{words}</p>
                {open.is_ordinary.then(|| view! { <p class="text-sm text-muted">{t(k::CHART_VIEW_ORDINARY)}</p> }.into_any())}
            </div>
            <PostForm post>
                <input type="hidden" name="request[chart]" value=chart.to_string() />
                <Button weight=Weight::Quiet pending=post.pending()>{t(k::CHART_VIEW_CLOSE)}</Button>
            </PostForm>
        </section>
    }
}

/// How much is held back; nothing where nothing is.
#[component]
pub fn HeldBack(count: u64) -> impl IntoView {
    (count > 0).then(|| {
        let words = tn(k::CHART_VIEW_HELD_BACK, usize::try_from(count).unwrap_or(usize::MAX));
        view! { <div data-held-back=count.to_string()><Alert tone=Tone::Information>{words}</Alert></div> }
            .into_any()
    })
}

/// Badges of the patient's state.
#[component]
pub fn StateBadges(head: ChartHead) -> impl IntoView {
    view! {
        {head.is_deceased.then(|| view! { <Badge label=t(k::CHART_VIEW_DECEASED) tone=Tone::Neutral /> }.into_any())}
        {head.is_inactive.then(|| view! { <Badge label=t(k::CHART_VIEW_INACTIVE) tone=Tone::Warning /> }.into_any())}
        {head.merged_into.is_some().then(|| view! { <Badge label=t(k::CHART_VIEW_MERGED) tone=Tone::Warning /> }.into_any())}
    }
}

/// A part of a record with the patient's head: both are waited for; a record that is not open says so, unlike one without entries.
pub fn with_head<T: Clone + Send + Sync + serde::Serialize + serde::de::DeserializeOwned + 'static>(
    head: Data<Result<ChartHead, AppError>>,
    content: Data<Result<T, AppError>>,
    part: impl Fn(ChartHead, T) -> AnyView + Copy + Send + Sync + 'static,
) -> AnyView {
    (move || {
        wait(async move {
            let (head, content) = (head.await, content.await);
            match (head, content) {
                (Ok(head), Ok(content)) => part(head, content),
                (Ok(head), Err(AppError::Refused { rule, .. })) if rule.starts_with("chart_view.") => {
                    view! { <NotOpen chart=head.chart /> }.into_any()
                }
                (Err(error), _) | (_, Err(error)) => {
                    #[cfg(feature = "ssr")]
                    if error == AppError::NotFound {
                        crate::context::set_status(http::StatusCode::NOT_FOUND);
                    }
                    view! { <ErrorView error /> }.into_any()
                }
            }
        })
    })
    .into_any()
}

#[component]
fn NotOpen(chart: ChartId) -> impl IntoView {
    view! {
        <Title text=t(k::CHART_VIEW_NOT_OPEN) />
        <section class="grid gap-3 justify-items-start py-8" data-not-open="">
            <h1 class="text-2xl md:text-3xl">{t(k::CHART_VIEW_NOT_OPEN)}</h1>
            <p>{t(k::CHART_VIEW_NOT_OPEN_ABOUT)}</p>
            <LinkButton href=routes::chart(chart) weight=Weight::Primary>{t(k::CHART_VIEW_NOT_OPEN_GO)}</LinkButton>
        </section>
    }
}
