//! Merging: two charts of one person are found and chosen, looked at side by side, and merged; the latest merges can be undone.

use super::api::{CompareCharts, FindCharts, UndoMerge, list_merges};
use super::merge_compare::Comparison;
use super::merge_proposed::Proposed;
use crate::dates::day;
use crate::error::AppError;
use crate::layout::{ErrorView, Gate, StepUpDialog};
use crate::load::{load, wait};
use crate::post::{Post, PostForm, submit_again};
use crate::routes;
use crate::texts::{t, tf};
use crate::ui::{
    Alert, Badge, Button, DateField, EmptyState, Field, Icon, PageHeader, Skeleton, SkeletonLines, Tone,
    Weight,
};
use domain::charts::merge::{Compared, MergeLine, Merges};
use domain::civil::LocalMinute;
use domain::invitations::staff::PatientLine;
use i18n::k;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// The page.
#[component]
pub fn MergePage() -> impl IntoView {
    let query = use_query_map();
    let done = Memo::new(move |_| query.with(|query| (query.get("done"), query.get("merge"))));
    let merges = load(move || done.get(), |_| list_merges());
    view! {
        <Title text=t(k::CHARTS_MERGE_TITLE) />
        <PageHeader title=t(k::CHARTS_MERGE_TITLE) lead=t(k::CHARTS_MERGE_LEAD) back=(routes::INVITATIONS, t(k::CHARTS_MERGE_BACK)) />
        <noscript><Alert>{t(k::CHARTS_NEEDS_SCRIPTS)}</Alert></noscript>
        <div class="grid gap-6">
            {move || match done.get().0.as_deref() {
                Some("merged") => view! { <div data-merged=""><Alert tone=Tone::Success is_urgent=true>{t(k::CHARTS_MERGE_DONE)}</Alert></div> }.into_any(),
                Some("undone") => view! { <div data-undone=""><Alert tone=Tone::Success is_urgent=true>{t(k::CHARTS_MERGE_UNDONE)}</Alert></div> }.into_any(),
                Some("declined") => view! { <div data-declined=""><Alert tone=Tone::Success is_urgent=true>{t(k::CHARTS_MERGE_DECLINED)}</Alert></div> }.into_any(),
                _ => ().into_any(),
            }}
            // Begins anew after each merge.
            {move || {
                done.track();
                let compare = Post::to::<CompareCharts>();
                view! {
                    <Transition fallback=|| ()>
                        {move || wait(async move {
                            match merges.await {
                                Ok(merges) => view! { <Proposed proposals=merges.proposals compare /> }.into_any(),
                                // Said below.
                                Err(_) => ().into_any(),
                            }
                        })}
                    </Transition>
                    <Choose compare />
                }
                .into_any()
            }}
            <Transition fallback=|| view! { <Skeleton><SkeletonLines count=4 /></Skeleton> }>
                {move || wait(async move {
                    match merges.await {
                        Ok(merges) => view! { <Latest merges /> }.into_any(),
                        Err(error) => view! { <ErrorView error /> }.into_any(),
                    }
                })}
            </Transition>
        </div>
    }
}

/// The search, those who were chosen, and the two side by side.
#[component]
fn Choose(compare: Post<Compared>) -> impl IntoView {
    let search = Post::to::<FindCharts>();
    let chosen = RwSignal::new(Vec::<PatientLine>::new());
    view! {
        <section class="grid gap-4" aria-labelledby="choose-title">
            <h2 id="choose-title" class="text-lg">{t(k::CHARTS_MERGE_CHOOSE)}</h2>
            <PostForm post=search class="card grid gap-4 md:flex md:items-end">
                <div class="flex-1 min-w-0">
                    <Field id="name" name="request[name]" label=t(k::CHARTS_MERGE_NAME) is_optional=true autocomplete="off" maxlength=100 />
                </div>
                <DateField id="born" name="request[born]" label=t(k::CHARTS_BORN) is_optional=true />
                <Button weight=Weight::Primary icon=Icon::Search pending=search.pending()>{t(k::CHARTS_MERGE_SEARCH)}</Button>
            </PostForm>
            <div class="grid gap-4" aria-live="polite">
                {move || match search.answer().get() {
                    None => ().into_any(),
                    Some(Err(error)) => view! { <Alert tone=Tone::Danger is_urgent=true>{error.message()}</Alert> }.into_any(),
                    Some(Ok(found)) if found.patients.is_empty() => {
                        view! { <EmptyState icon=Icon::People title=t(k::CHARTS_MERGE_NOBODY) reason=t(k::CHARTS_MERGE_NOBODY_ABOUT) /> }.into_any()
                    }
                    Some(Ok(found)) => {
                        let rows = found.patients.into_iter().map(|patient| view! { <Found patient chosen /> }.into_any()).collect_view();
                        view! { <ul class="row-list" aria-label=t(k::CHARTS_MERGE_FOUND)>{rows}</ul> }.into_any()
                    }
                }}
            </div>
            {move || {
                let two = chosen.get();
                (!two.is_empty()).then(|| view! { <Chosen two chosen compare /> }.into_any())
            }}
        </section>
        <div aria-live="polite">
            {move || match compare.answer().get() {
                None => ().into_any(),
                Some(Err(error)) => {
                    let words = error.field("other").unwrap_or_else(|| error.message());
                    view! { <Alert tone=Tone::Danger is_urgent=true>{words}</Alert> }.into_any()
                }
                Some(Ok(compared)) => view! { <Comparison compared /> }.into_any(),
            }}
        </div>
    }
}

/// What tells a patient from others.
fn told(patient: &PatientLine) -> String {
    let born = day(&patient.born).map(|date| tf(k::CHARTS_MERGE_BORN, &[("date", &date)]));
    let number =
        (!patient.number.is_empty()).then(|| tf(k::CHARTS_MERGE_NUMBER, &[("number", &patient.number)]));
    born.into_iter().chain(number).collect::<Vec<_>>().join(" · ")
}

#[component]
fn Found(patient: PatientLine, chosen: RwSignal<Vec<PatientLine>>) -> impl IntoView {
    let id = patient.chart;
    let is_full = Signal::derive(move || {
        chosen.with(|chosen| chosen.len() >= 2 || chosen.iter().any(|one| one.chart == id))
    });
    let (name, about) = (patient.name.clone(), told(&patient));
    let take = Callback::new(move |()| chosen.update(|chosen| chosen.push(patient.clone())));
    view! {
        <li class="row items-center">
            <div class="flex-1 min-w-0">
                <p class="font-semibold wrap-anywhere">{name.clone()}</p>
                <p class="text-sm text-muted">{about}</p>
            </div>
            <Button kind="button" disabled=is_full on_press=take>
                {t(k::CHARTS_MERGE_TAKE)}<span class="sr-only">" " {name}</span>
            </Button>
        </li>
    }
}

/// Those who were chosen; two are compared.
#[component]
fn Chosen(
    two: Vec<PatientLine>,
    chosen: RwSignal<Vec<PatientLine>>,
    compare: Post<Compared>,
) -> impl IntoView {
    let is_one = two.len() < 2;
    let fields = two
        .iter()
        .zip(["request[one]", "request[other]"])
        .map(|(one, name)| view! { <input type="hidden" name=name value=one.chart.to_string() /> }.into_any())
        .collect_view();
    let rows = two
        .into_iter()
        .map(|one| {
            let id = one.chart;
            let drop_it = Callback::new(move |()| chosen.update(|chosen| chosen.retain(|known| known.chart != id)));
            let about = told(&one);
            view! {
                <li class="flex items-center justify-between gap-2">
                    <span class="min-w-0 wrap-anywhere"><span class="font-semibold">{one.name}</span> " " <span class="text-muted">{about}</span></span>
                    <Button kind="button" weight=Weight::Quiet on_press=drop_it>{t(k::CHARTS_MERGE_DROP)}</Button>
                </li>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <PostForm post=compare class="card grid gap-3">
            <h3 class="font-semibold">{t(k::CHARTS_MERGE_CHOSEN)}</h3>
            <ul class="grid gap-2">{rows}</ul>
            {fields}
            {is_one.then(|| view! { <p class="help">{t(k::CHARTS_MERGE_ONE_MORE)}</p> }.into_any())}
            <div><Button weight=Weight::Primary disabled=is_one pending=compare.pending()>{t(k::CHARTS_MERGE_COMPARE)}</Button></div>
        </PostForm>
    }
}

pub(super) fn when(at: LocalMinute) -> String {
    format!("{} {}", i18n::numeric_date(&t, at), i18n::time(at))
}

/// The latest merges.
#[component]
fn Latest(merges: Merges) -> impl IntoView {
    let is_empty = merges.lines.is_empty();
    let rows = merges.lines.into_iter().map(|line| view! { <Line line /> }.into_any()).collect_view();
    view! {
        <section class="grid gap-3" aria-labelledby="latest-title">
            <h2 id="latest-title" class="text-lg">{t(k::CHARTS_MERGE_LATEST)}</h2>
            {if is_empty {
                view! { <p class="text-muted">{t(k::CHARTS_MERGE_NONE)}</p> }.into_any()
            } else {
                view! { <ul class="row-list" aria-labelledby="latest-title">{rows}</ul> }.into_any()
            }}
        </section>
    }
}

#[component]
fn Line(line: MergeLine) -> impl IntoView {
    let undo = Post::to::<UndoMerge>();
    let gate = Gate::new();
    let form = StoredValue::new(format!("undo-{}", line.id));
    Effect::new(move |_| {
        if let Some(Err(error)) = undo.answer().get() {
            gate.asks(&error, Callback::new(move |()| submit_again(&form.get_value())));
        }
    });
    let problem = move || match undo.answer().get() {
        Some(Err(error)) if error != AppError::StepUp => Some(error.message()),
        _ => None,
    };
    let at = when(line.at);
    let by = if line.by.is_empty() {
        tf(k::CHARTS_MERGE_BY_SYSTEM, &[("when", &at)])
    } else {
        let by = tf(k::CHARTS_MERGE_BY, &[("who", &line.by), ("when", &at)]);
        format!("{by} · {}", line.reason)
    };
    let undone = line.undone.map(|at| tf(k::CHARTS_MERGE_UNDONE_AT, &[("when", &when(at))]));
    let is_undone = undone.is_some();
    let (id, named) = (line.id.to_string(), line.id.to_string());
    view! {
        <li class="row flex-wrap items-center" data-merge=named>
            <div class="flex-1 min-w-0 grid gap-1">
                <p class="wrap-anywhere">{tf(k::CHARTS_MERGE_INTO, &[("merged", &line.merged), ("survivor", &line.survivor)])}</p>
                <p class="text-sm text-muted wrap-anywhere">{by}</p>
                {move || problem().map(|words| view! { <p class="problem" role="alert">{words}</p> }.into_any())}
            </div>
            {undone.map(|label| view! { <Badge label tone=Tone::Neutral /> }.into_any())}
            {(!is_undone).then(|| view! {
                <PostForm post=undo id=form.get_value()>
                    <input type="hidden" name="request[merge]" value=id />
                    <Button weight=Weight::Secondary icon=Icon::Undo pending=undo.pending()>{t(k::CHARTS_MERGE_UNDO)}</Button>
                </PostForm>
            }.into_any())}
        </li>
        <StepUpDialog gate />
    }
}
