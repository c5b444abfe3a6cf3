//! Stating what a record is opened for, or breaking the glass.

use super::api::{BreakGlass, Open};
use super::words;
use crate::error::AppError;
use crate::flash::Flash;
use crate::layout::{Gate, NotAccepted, ProveFirst, StepUpDialog, refusal};
use crate::post::{Post, PostForm};
use crate::routes;
use crate::texts::t;
use crate::ui::{Button, Choice, Field, Icon, Select, Weight};
use domain::account::contract::Freshness;
use domain::chart_view::Purpose;
use domain::chart_view::contract::LONGEST_REASON;
use domain::ids::ChartId;
use i18n::k;
use leptos::prelude::*;

const GLASS: &str = "break-glass";

/// What a refused form left, if it was this one, about this chart.
fn of(flash: Option<&Flash>, endpoint: &str, chart: ChartId) -> Option<Flash> {
    let is_own =
        |flash: &&Flash| flash.endpoint == endpoint && flash.value("request[chart]") == chart.to_string();
    flash.filter(is_own).cloned()
}

/// The form for a purpose.
#[component]
pub fn AskPurpose(
    /// The chart.
    chart: ChartId,
    /// What the last refused form left.
    flash: Option<Flash>,
    /// Runs once it is open.
    again: Callback<()>,
) -> impl IntoView {
    let post = Post::to::<Open>();
    let flash = of(flash.as_ref(), "/api/chart_view/open", chart);
    let before = StoredValue::new(flash.as_ref().map(|flash| flash.error.clone()));
    let typed = move |name: &str| flash.as_ref().map(|flash| flash.value(name)).unwrap_or_default();
    Effect::new(move |_| {
        if matches!(post.answer().get(), Some(Ok(()))) {
            again.run(());
        }
    });
    let error = Signal::derive(move || match post.answer().get() {
        Some(answer) => answer.err(),
        None => before.get_value(),
    });
    let problem = move |name: &'static str| {
        Signal::derive(move || {
            error.with(|error: &Option<AppError>| Some(error.as_ref()?.field(name)?.to_owned()))
        })
    };
    let first = Choice { value: String::new(), label: t(k::CHART_VIEW_CHOOSE).to_owned() };
    let purposes = Purpose::STATED.into_iter().map(|purpose| Choice {
        value: purpose.name().to_owned(),
        label: t(words::purpose(purpose)).to_owned(),
    });
    let most = u16::try_from(LONGEST_REASON).unwrap_or(u16::MAX);
    view! {
        <section class="card grid gap-4 max-w-2xl" aria-labelledby="ask-title" data-ask="">
            <div class="grid gap-1">
                <h2 id="ask-title" class="text-lg">{t(k::CHART_VIEW_ASK_TITLE)}</h2>
                <p class="text-muted">{t(k::CHART_VIEW_ASK_ABOUT)}</p>
            </div>
            <PostForm post class="grid gap-4">
                <NotAccepted error id="ask-problems" again=routes::chart(chart) />
                <input type="hidden" name="request[chart]" value=chart.to_string() />
                <Select
                    id="f-purpose"
                    name="request[purpose]"
                    label=t(k::CHART_VIEW_PURPOSE)
                    choices=std::iter::once(first).chain(purposes).collect()
                    value=typed("request[purpose]")
                    error=problem("purpose")
                />
                <Field
                    id="f-reason"
                    name="request[reason]"
                    label=t(k::CHART_VIEW_REASON)
                    help=t(k::CHART_VIEW_REASON_HELP)
                    autocomplete="off"
                    maxlength=most
                    value=typed("request[reason]")
                    error=problem("reason")
                />
                <div><Button weight=Weight::Primary pending=post.pending()>{t(k::CHART_VIEW_OPEN_FOR)}</Button></div>
            </PostForm>
        </section>
    }
}

/// The form for an emergency.
#[component]
pub fn Glass(
    /// The chart.
    chart: ChartId,
    /// What it takes to prove who is asking.
    freshness: Freshness,
    /// What the last refused form left.
    flash: Option<Flash>,
    /// Runs once it is open.
    again: Callback<()>,
) -> impl IntoView {
    let post = Post::to::<BreakGlass>();
    let proof = flash.clone().filter(|flash| flash.endpoint == "/api/account/step_up");
    let flash = of(flash.as_ref(), "/api/chart_view/break_glass", chart);
    let before = flash.as_ref().map(|flash| flash.error.clone());
    let typed = flash.map(|flash| flash.value("request[reason]")).unwrap_or_default();
    let gate = Gate::new();
    let error = refusal(post, GLASS, gate, before);
    Effect::new(move |_| {
        if matches!(post.answer().get(), Some(Ok(()))) {
            again.run(());
        }
    });
    let problem =
        Signal::derive(move || error.with(|error| Some(error.as_ref()?.field("reason")?.to_owned())));
    let rest = Signal::derive(move || {
        error.with(|error| error.clone().filter(|error: &AppError| error.field("reason").is_none()))
    });
    let most = u16::try_from(LONGEST_REASON).unwrap_or(u16::MAX);
    view! {
        <section class="card grid gap-4 max-w-2xl" aria-labelledby="glass-title" data-glass="">
            <div class="grid gap-1">
                <h2 id="glass-title" class="text-lg">{t(k::CHART_VIEW_GLASS_TITLE)}</h2>
                <p class="text-muted">{t(k::CHART_VIEW_GLASS_ABOUT)}</p>
            </div>
            <ProveFirst freshness flash=proof />
            <PostForm post class="grid gap-4" id=GLASS>
                <NotAccepted error=rest id="glass-problems" again=routes::chart(chart) />
                <input type="hidden" name="request[chart]" value=chart.to_string() />
                <Field
                    id="f-emergency"
                    name="request[reason]"
                    label=t(k::CHART_VIEW_GLASS_REASON)
                    help=t(k::CHART_VIEW_GLASS_HELP)
                    autocomplete="off"
                    maxlength=most
                    value=typed
                    error=problem
                />
                <div>
                    <Button weight=Weight::Secondary icon=Icon::Warning pending=post.pending()>{t(k::CHART_VIEW_GLASS_OPEN)}</Button>
                </div>
            </PostForm>
        </section>
        <StepUpDialog gate />
    }
}
