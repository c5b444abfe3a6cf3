//! The charts that may be meant, each beside what was said, with a word for every detail; and the way to an invitation.

use super::api::{CompareChart, Link};
use super::words;
use crate::dates::day;
use crate::error::AppError;
use crate::layout::{Gate, country_name};
use crate::post::{Post, PostForm, submit_again};
use crate::texts::{t, tf};
use crate::ui::{Alert, Badge, Button, Choice, EmptyState, Field, Icon, Select, Tone, Weight};
use domain::contact::ContactKind;
use domain::ids::RegistrationId;
use domain::invitations::LeftOut;
use domain::registration::staff::{Compared, Match, RequestDetail};
use i18n::k;
use leptos::prelude::*;

/// What was said: label and value of each detail, in the order of the comparison.
fn said(detail: &RequestDetail) -> [(&'static str, String); 5] {
    let proven = |kind: ContactKind, address: &str| {
        if detail.proven == kind {
            tf(k::REGISTRATION_PROVEN, &[("address", address)])
        } else {
            address.to_owned()
        }
    };
    let number = if detail.national_id.is_empty() {
        String::new()
    } else {
        format!("{} ({})", detail.national_id, t(country_name(detail.country)))
    };
    [
        (t(k::REGISTRATION_NAME), detail.line.name.clone()),
        (t(k::REGISTRATION_BORN), day(&detail.line.born).unwrap_or_default()),
        (t(k::REGISTRATION_NATIONAL_ID), number),
        (t(k::REGISTRATION_EMAIL), proven(ContactKind::Email, &detail.email)),
        (t(k::REGISTRATION_PHONE), proven(ContactKind::Phone, &detail.phone)),
    ]
}

/// A value, or a dash that screen readers pass over in words.
fn shown(value: String) -> AnyView {
    if value.is_empty() {
        view! { <span class="text-muted">{t(k::REGISTRATION_NOT_SAID)}</span> }.into_any()
    } else {
        view! { <span class="text-strong wrap-anywhere">{value}</span> }.into_any()
    }
}

/// What was said, alone.
#[component]
pub fn Beside(detail: RequestDetail) -> impl IntoView {
    let rows = said(&detail)
        .into_iter()
        .map(|(label, value)| {
            view! {
                <div class="grid sm:grid-cols-3 gap-x-4 py-2">
                    <dt class="text-muted">{label}</dt>
                    <dd class="sm:col-span-2">{shown(value)}</dd>
                </div>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <section class="card" aria-labelledby="said-title">
            <h2 id="said-title" class="text-lg">{t(k::REGISTRATION_SAID)}</h2>
            <dl class="divide-y divide-hairline">{rows}</dl>
        </section>
    }
}

/// Every chart that may be meant, and the search for another one.
#[component]
pub fn Charts(detail: RequestDetail, gate: Gate) -> impl IntoView {
    let request = detail.line.id;
    let cards = detail
        .charts
        .iter()
        .cloned()
        .map(|chart| view! { <Chart chart detail=detail.clone() gate /> }.into_any())
        .collect_view();
    let nobody = detail.charts.is_empty().then(|| {
        view! {
            <Beside detail=detail.clone() />
            <EmptyState icon=Icon::People title=t(k::REGISTRATION_NO_CHART) reason=t(k::REGISTRATION_NO_CHART_ABOUT) />
        }
        .into_any()
    });
    view! {
        {nobody}
        {cards}
        <Another request detail gate />
    }
}

/// The chart with a record number.
#[component]
fn Another(request: RegistrationId, detail: RequestDetail, gate: Gate) -> impl IntoView {
    let post = Post::to::<CompareChart>();
    let detail = StoredValue::new(detail);
    view! {
        <PostForm post class="card grid gap-4 sm:flex sm:items-end noscript:hidden">
            <input type="hidden" name="request[request]" value=request.to_string() />
            <div class="flex-1 min-w-0">
                <Field
                    id="number"
                    name="request[number]"
                    label=t(k::REGISTRATION_ANOTHER)
                    autocomplete="off"
                    maxlength=100
                    is_verbatim=true
                />
            </div>
            <Button icon=Icon::Search pending=post.pending()>{t(k::REGISTRATION_COMPARE)}</Button>
        </PostForm>
        <div class="grid gap-6" aria-live="polite">
            {move || match post.answer().get() {
                None => ().into_any(),
                Some(Err(AppError::NotFound)) => {
                    view! { <Alert tone=Tone::Warning>{t(k::REGISTRATION_NO_SUCH_NUMBER)}</Alert> }.into_any()
                }
                Some(Err(error)) => view! { <Alert tone=Tone::Danger>{error.message()}</Alert> }.into_any(),
                Some(Ok(chart)) => view! { <Chart chart detail=detail.get_value() gate /> }.into_any(),
            }}
        </div>
    }
}

#[component]
fn Chart(chart: Compared, detail: RequestDetail, gate: Gate) -> impl IntoView {
    let (tier, tone) = words::tier(chart.tier);
    let id = format!("chart-{}", chart.chart);
    let own = [
        (chart.name.clone(), chart.is_name),
        (day(&chart.born).unwrap_or_default(), chart.is_birth_date),
        (id_words(chart.is_national_id).to_owned(), chart.is_national_id),
        (chart.email.clone(), chart.is_email),
        (chart.phone.clone(), chart.is_phone),
    ];
    let rows = said(&detail)
        .into_iter()
        .zip(own)
        .map(|((label, told), (value, matched))| {
            let (word, tone) = words::matched(matched);
            view! {
                <tr class="grid sm:table-row py-3 sm:py-0" data-match=matched.name()>
                    <th scope="row" class="text-start font-normal text-muted sm:py-2 sm:pr-4">{label}</th>
                    <td class="sm:py-2 sm:pr-4">
                        <span class="sm:sr-only text-sm text-muted">{t(k::REGISTRATION_SAID)} ": "</span>
                        {shown(told)}
                    </td>
                    <td class="sm:py-2 sm:pr-4">
                        <span class="sm:sr-only text-sm text-muted">{t(k::REGISTRATION_CHART)} ": "</span>
                        {shown(value)}
                    </td>
                    <td class="sm:py-2"><Badge label=t(word) tone /></td>
                </tr>
            }
            .into_any()
        })
        .collect_view();
    let number = (!chart.number.is_empty()).then(|| tf(k::REGISTRATION_NUMBER, &[("number", &chart.number)]));
    let title = number.unwrap_or_else(|| t(k::REGISTRATION_CHART).to_owned());
    let left_out = chart.left_out;
    view! {
        <section class="card grid gap-4" aria-labelledby=id.clone() data-chart="">
            <div class="flex flex-wrap items-center justify-between gap-3">
                <h2 id=id.clone() class="text-lg">{title}</h2>
                <span class="flex flex-wrap gap-2">
                    {left_out.map(|reason| view! {
                        <Badge label=t(words::left_out(reason)) tone=Tone::Warning />
                    }.into_any())}
                    <Badge label=t(tier) tone />
                </span>
            </div>
            <table class="w-full block sm:table border-collapse">
                <thead class="hidden sm:table-header-group">
                    <tr class="text-start text-sm text-muted">
                        <th scope="col" class="text-start font-semibold pr-4">{t(k::REGISTRATION_DETAIL)}</th>
                        <th scope="col" class="text-start font-semibold pr-4">{t(k::REGISTRATION_SAID)}</th>
                        <th scope="col" class="text-start font-semibold pr-4">{t(k::REGISTRATION_CHART)}</th>
                        <th scope="col" class="text-start font-semibold">{t(k::REGISTRATION_MATCH)}</th>
                    </tr>
                </thead>
                <tbody class="block sm:table-row-group divide-y divide-hairline">{rows}</tbody>
            </table>
            {left_out.is_none_or(|reason| reason == LeftOut::NoContact).then(|| view! {
                <LinkForm chart detail gate />
            }.into_any())}
        </section>
    }
}

/// Of a chart's national ID only the sameness is known.
fn id_words(matched: Match) -> &'static str {
    match matched {
        Match::Same | Match::Close => t(k::REGISTRATION_SAME_ID),
        Match::Different => t(k::REGISTRATION_OTHER_ID),
        Match::Unknown => "",
    }
}

/// Invites the chart's patient.
#[component]
fn LinkForm(chart: Compared, detail: RequestDetail, gate: Gate) -> impl IntoView {
    let form = StoredValue::new(format!("link-{}", chart.chart));
    let post = Post::to::<Link>();
    Effect::new(move |_| {
        if let Some(Err(error)) = post.answer().get() {
            gate.asks(&error, Callback::new(move |()| submit_again(&form.get_value())));
        }
    });
    let problem = move || match post.answer().get() {
        Some(Err(error)) if error != AppError::StepUp => Some(error.message()),
        _ => None,
    };
    let to_chart = [chart.email.clone(), chart.phone.clone()].into_iter().find(|address| !address.is_empty());
    let own = match detail.proven {
        ContactKind::Email => detail.email.clone(),
        ContactKind::Phone => detail.phone.clone(),
    };
    let mut choices = Vec::new();
    choices.extend(to_chart.map(|address| Choice {
        value: "false".to_owned(),
        label: tf(k::REGISTRATION_GOES_TO_CHART, &[("address", &address)]),
    }));
    choices.push(Choice {
        value: "true".to_owned(),
        label: tf(k::REGISTRATION_GOES_TO_APPLICANT, &[("address", &own)]),
    });
    view! {
        <PostForm post id=form.get_value() class="grid gap-4 border-t border-hairline pt-4">
            {move || problem().map(|words| view! { <Alert tone=Tone::Danger is_urgent=true>{words}</Alert> }.into_any())}
            <input type="hidden" name="request[request]" value=detail.line.id.to_string() />
            <input type="hidden" name="request[version]" value=detail.version.to_string() />
            <input type="hidden" name="request[chart]" value=chart.chart.to_string() />
            <Select
                id=format!("goes-{}", chart.chart)
                name="request[to_applicant]"
                label=t(k::REGISTRATION_GOES)
                help=t(k::REGISTRATION_GOES_HELP)
                choices
            />
            <div>
                <Button weight=Weight::Primary icon=Icon::Mail pending=post.pending()>{t(k::REGISTRATION_LINK)}</Button>
            </div>
        </PostForm>
    }
}
