//! What of the log is shown: of whom, on whose record, what, when.

use super::model::{of_account, of_chart};
use crate::routes::SETTINGS_ACCESS_LOG;
use crate::texts::{t, tf};
use crate::ui::{Button, Choice, DateField, LinkButton, Select, Weight};
use domain::audit::contract::{AuditPage, AuditRequest};
use i18n::k;
use leptos::prelude::*;
use leptos_router::components::Form;

/// The form of the filters, and whom they are about.
#[component]
pub fn Filters(content: AuditPage, request: AuditRequest) -> impl IntoView {
    let AuditPage { actions, account, chart, today, .. } = content;
    let any = Choice { value: String::new(), label: t(k::AUDIT_ACTION_ANY).to_owned() };
    let named = actions.into_iter().map(|action| Choice { value: action.name, label: action.label });
    let choices = std::iter::once(any).chain(named).collect();
    let chips = [
        account.map(|account| {
            let words = tf(k::AUDIT_OF_ACCOUNT, &[("name", &account.name)]);
            (words, of_account(&request, None), t(k::AUDIT_WITHOUT_ACCOUNT))
        }),
        chart.map(|chart| {
            let words = tf(k::AUDIT_OF_CHART, &[("name", &chart.name)]);
            (words, of_chart(&request, None), t(k::AUDIT_WITHOUT_CHART))
        }),
    ];
    let chips = chips
        .into_iter()
        .flatten()
        .map(|(words, href, without)| {
            view! {
                <li class="flex flex-wrap items-center gap-x-3">
                    <span class="font-semibold text-strong">{words}</span>
                    <a class="link inline-flex items-center min-h-target" href=href>{without}</a>
                </li>
            }
            .into_any()
        })
        .collect_view();
    let kept = [
        ("who", request.account.map(|id| id.to_string())),
        ("record", request.chart.map(|id| id.to_string())),
    ];
    let kept = kept
        .into_iter()
        .filter_map(|(name, value)| Some(view! { <input type="hidden" name=name value=value? /> }.into_any()))
        .collect_view();
    let action = request.action.clone().unwrap_or_default();
    let (from, to) = (request.from.clone().unwrap_or_default(), request.to.clone().unwrap_or_default());
    view! {
        <section class="card grid gap-4" aria-labelledby="filter-title">
            <h2 id="filter-title" class="text-lg">{t(k::AUDIT_FILTER)}</h2>
            <ul class="grid empty:hidden">{chips}</ul>
            <Form method="GET" action=SETTINGS_ACCESS_LOG attr:class="grid gap-4">
                {kept}
                <Select id="action" name="action" label=t(k::AUDIT_ACTION) choices value=action is_optional=true />
                <div class="grid gap-4 sm:grid-cols-2">
                    <DateField id="from" name="from" label=t(k::AUDIT_FROM) value=from max=today.clone() is_optional=true />
                    <DateField id="to" name="to" label=t(k::AUDIT_TO) value=to max=today is_optional=true />
                </div>
                <label class="tick">
                    <input type="checkbox" name="refused" value="true" checked=request.is_refused class="tick-box" />
                    <span class="min-w-0">{t(k::AUDIT_ONLY_REFUSED)}</span>
                </label>
                <div class="flex flex-wrap gap-3">
                    <Button weight=Weight::Primary>{t(k::AUDIT_APPLY)}</Button>
                    <LinkButton href=SETTINGS_ACCESS_LOG weight=Weight::Quiet>{t(k::AUDIT_RESET)}</LinkButton>
                </div>
            </Form>
        </section>
    }
}
