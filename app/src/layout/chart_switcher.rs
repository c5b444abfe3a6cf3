//! Whose chart is shown, and the way to the others: a menu that unfolds without scripts, each choice a plain form.

use crate::layout::use_frame;
use crate::load::wait;
use crate::texts::{t, tf};
use crate::ui::{Avatar, Glyph, Icon};
use domain::account::contract::{ChartChoice, Me};
use domain::actor::Relation;
use domain::ids::ChartId;
use i18n::k;
use leptos::prelude::*;

/// Name of the shown chart; a menu where there are several.
#[component]
pub fn ChartSwitcher(
    /// Who is signed in.
    me: Me,
) -> impl IntoView {
    let Some(shown) = me.chart else {
        // What opened the chart that was shown has ended: the others are to be chosen, none is shown instead.
        return if me.charts.is_empty() {
            ().into_any()
        } else {
            view! { <Choices charts=me.charts><span class="font-semibold text-strong">{t(k::NAV_CHOOSE_CHART)}</span></Choices> }
                .into_any()
        };
    };
    if me.charts.len() < 2 {
        return view! {
            <p class="flex items-center shrink-0 max-w-[60%] lg:max-w-none gap-2 lg:gap-3 min-h-target lg:px-3">
                <Avatar name=shown.name.clone() is_small=true />
                <Whose choice=shown who=me.name />
            </p>
        }
        .into_any();
    }
    let current = shown.chart;
    view! {
        <Choices charts=me.charts current>
            <Avatar name=shown.name.clone() is_small=true />
            <Whose choice=shown who=me.name />
        </Choices>
    }
    .into_any()
}

/// The menu: what is shown, and below it every chart there is.
#[component]
fn Choices(
    charts: Vec<ChartChoice>,
    #[prop(optional)] current: Option<ChartId>,
    children: Children,
) -> impl IntoView {
    let choices = charts
        .into_iter()
        .map(|choice| {
            let is_shown = Some(choice.chart) == current;
            view! { <Other choice is_shown /> }.into_any()
        })
        .collect_view();
    view! {
        <details class="relative shrink-0 max-w-[60%] lg:max-w-none" name="chart">
            <summary class="switcher-row">
                {children()}
                <span class="turns ml-auto text-muted">
                    <Glyph icon=Icon::Expand is_small=true />
                </span>
                <span class="sr-only">{t(k::NAV_SWITCH_CHART)}</span>
            </summary>
            <div class="floating absolute right-0 top-full mt-1 w-72 lg:w-full z-bar">
                <p class="px-3 py-2 help">{t(k::NAV_CHARTS)}</p>
                <ul>{choices}</ul>
            </div>
        </details>
    }
}

/// The name by which one person calls another.
fn given(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or(name)
}

/// The name, and for somebody else's chart who acts for whom.
#[component]
fn Whose(choice: ChartChoice, who: String) -> impl IntoView {
    let acting = (choice.relation == Relation::Proxy)
        .then(|| tf(k::NAV_ACTING, &[("who", given(&who)), ("patient", given(&choice.name))]));
    view! {
        <span class="grid min-w-0">
            <span class="line-clamp-2 lg:line-clamp-none text-sm lg:text-base font-semibold text-strong">{choice.name}</span>
            {acting.map(|words| view! { <span class="text-xs text-muted">{words}</span> }.into_any())}
        </span>
    }
}

#[component]
fn Other(choice: ChartChoice, is_shown: bool) -> impl IntoView {
    let relation = match choice.relation {
        Relation::Own => t(k::NAV_OWN_CHART),
        Relation::Proxy => t(k::NAV_YOU_ACT_FOR),
    };
    view! {
        <li>
            <form method="post" action="/api/account/switch_chart">
                <input type="hidden" name="request[chart]" value=choice.chart.to_string() />
                <button type="submit" class="switcher-row" aria-current=is_shown.then_some("true")>
                    <Avatar name=choice.name.clone() is_small=true />
                    <span class="grid min-w-0">
                        <span class="font-semibold text-strong">{choice.name}</span>
                        <span class="text-sm text-muted">{relation}</span>
                    </span>
                    {is_shown
                        .then(|| {
                            view! {
                                <span class="ml-auto text-link">
                                    <Glyph icon=Icon::Check is_small=true />
                                </span>
                            }.into_any()
                        })}
                </button>
            </form>
        </li>
    }
}

/// On a sheet or a form: for whom it is, where that is somebody else.
#[component]
pub fn ForWhom() -> impl IntoView {
    let frame = use_frame();
    view! {
        <Suspense>
            {move || wait(async move {
                let shown = frame.await.ok().and_then(|frame| frame.me).and_then(|me| me.chart);
                shown.filter(|chart| chart.relation == Relation::Proxy).map(|chart| {
                    view! {
                        <p class="font-semibold text-strong">
                            {tf(k::NAV_FOR_PATIENT, &[("patient", &chart.name)])}
                        </p>
                    }.into_any()
                })
            })}
        </Suspense>
    }
}
