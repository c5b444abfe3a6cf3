//! Finding patients, and inviting those that are chosen.

use super::api::{FindPatients, Invite};
use super::words;
use crate::dates::day;
use crate::error::AppError;
use crate::layout::{Gate, StepUpDialog};
use crate::post::{Post, PostForm, press_again};
use crate::texts::{t, tf};
use crate::ui::{Alert, Badge, Button, DateField, EmptyState, Field, Icon, Tone, Weight};
use domain::invitations::LeftOut;
use domain::invitations::staff::{PatientLine, PatientsFound};
use i18n::k;
use leptos::prelude::*;

/// The form of those who were found.
const FORM: &str = "invite-found";
/// The button that asks for invitations to hand over.
const BY_HAND: &str = "request[by_hand]";

/// The search, and who was found. Names and dates of birth stand in no address: they are posted, and the answer is shown here.
#[component]
pub fn Find() -> impl IntoView {
    let search = Post::to::<FindPatients>();
    view! {
        <PostForm post=search class="card grid gap-4 md:flex md:items-end">
            <div class="flex-1 min-w-0">
                <Field id="name" name="request[name]" label=t(k::INVITATIONS_NAME) is_optional=true autocomplete="off" maxlength=100 />
            </div>
            <DateField id="born" name="request[born]" label=t(k::INVITATIONS_BORN) is_optional=true />
            <Button weight=Weight::Primary icon=Icon::Search pending=search.pending()>{t(k::INVITATIONS_SEARCH)}</Button>
        </PostForm>
        <noscript><Alert>{t(k::INVITATIONS_NEEDS_SCRIPTS)}</Alert></noscript>
        <div class="grid gap-4" aria-live="polite">
            {move || match search.answer().get() {
                None => {
                    view! { <EmptyState icon=Icon::Search title=t(k::INVITATIONS_SEARCH_FIRST) reason=t(k::INVITATIONS_SEARCH_ABOUT) /> }.into_any()
                }
                Some(Err(error)) => {
                    view! { <Alert tone=Tone::Danger is_urgent=true>{error.message()}</Alert> }.into_any()
                }
                Some(Ok(found)) if found.patients.is_empty() => {
                    view! { <EmptyState icon=Icon::People title=t(k::INVITATIONS_NOBODY) reason=t(k::INVITATIONS_NOBODY_ABOUT) /> }.into_any()
                }
                Some(Ok(found)) => view! { <Found found /> }.into_any(),
            }}
        </div>
    }
}

/// Who was found, to be chosen.
#[component]
fn Found(found: PatientsFound) -> impl IntoView {
    let wishes = found
        .patients
        .iter()
        .filter(|patient| patient.left_out.is_none_or(|reason| reason == LeftOut::OptedOut))
        .map(|patient| {
            let is_out = patient.left_out.is_none();
            view! {
                <form id=format!("wish-{}", patient.chart) method="post" action="/api/invitations/set_opt_out">
                    <input type="hidden" name="request[chart]" value=patient.chart.to_string() />
                    <input type="hidden" name="request[is_out]" value=is_out.to_string() />
                </form>
            }
            .into_any()
        })
        .collect_view();
    let rows = found
        .patients
        .into_iter()
        .enumerate()
        .map(|(index, patient)| view! { <Patient patient index /> }.into_any())
        .collect_view();
    let invite = Post::to::<Invite>();
    let gate = Gate::new();
    Effect::new(move |_| {
        if let Some(Err(error)) = invite.answer().get() {
            gate.asks(&error, Callback::new(|()| press_again(FORM, BY_HAND)));
        }
    });
    let problem = move || match invite.answer().get() {
        Some(Err(error)) if error != AppError::StepUp => Some(error.message()),
        _ => None,
    };
    view! {
        <PostForm post=invite class="grid gap-4" id=FORM>
            {move || problem().map(|words| view! { <Alert tone=Tone::Danger is_urgent=true>{words}</Alert> }.into_any())}
            <ul class="row-list" aria-label=t(k::INVITATIONS_FOUND)>{rows}</ul>
            {found.has_more.then(|| view! { <Alert>{t(k::INVITATIONS_MORE_FOUND)}</Alert> }.into_any())}
            <div class="flex flex-wrap gap-3">
                <Button weight=Weight::Primary icon=Icon::Mail pending=invite.pending()>{t(k::INVITATIONS_INVITE)}</Button>
                <Button weight=Weight::Secondary name=BY_HAND value="true" pending=invite.pending()>
                    {t(k::INVITATIONS_BY_HAND)}
                </Button>
            </div>
            <p class="help">{t(k::INVITATIONS_BY_HAND_ABOUT)}</p>
        </PostForm>
        {wishes}
        <StepUpDialog gate />
    }
}

#[component]
fn Patient(patient: PatientLine, index: usize) -> impl IntoView {
    let may = patient.left_out.is_none_or(|reason| reason == LeftOut::NoContact);
    let id = format!("patient-{}", patient.chart);
    let born = day(&patient.born).map(|date| tf(k::INVITATIONS_BORN_ON, &[("date", &date)]));
    let about: Vec<String> =
        [born.unwrap_or_default(), patient.number].into_iter().filter(|part| !part.is_empty()).collect();
    let to = patient.channel.map(|kind| format!("{} · {}", t(words::way(Some(kind))), patient.to));
    let wish = match patient.left_out {
        None => Some(k::INVITATIONS_OPT_OUT),
        Some(LeftOut::OptedOut) => Some(k::INVITATIONS_OPT_IN),
        Some(_) => None,
    };
    let record = tf(k::CHART_VIEW_OPEN_RECORD_OF, &[("name", &patient.name)]);
    let access = format!("{}: {}", t(k::INVITATIONS_ACCESS), patient.name);
    let wish_label = wish.map(|wish| format!("{}: {}", t(wish), patient.name));
    view! {
        <li class="row items-center" data-patient="">
            <input
                id=id.clone()
                type="checkbox"
                name=format!("request[charts][{index}]")
                value=patient.chart.to_string()
                class="tick-box"
                disabled=!may
            />
            <label for=id class="flex-1 min-w-0 grid md:grid-cols-2 gap-x-4">
                <span class="grid min-w-0">
                    <span class="font-semibold text-strong wrap-anywhere">{patient.name}</span>
                    <span class="text-sm text-muted">{about.join(" · ")}</span>
                </span>
                <span class="grid min-w-0 content-center justify-items-start gap-1">
                    {patient.left_out.map(|reason| {
                        let tone = if reason == LeftOut::NoContact { Tone::Warning } else { Tone::Neutral };
                        view! { <Badge label=t(words::reason(reason)) tone /> }.into_any()
                    })}
                    {to.map(|to| view! { <span class="text-sm text-muted wrap-anywhere">{to}</span> }.into_any())}
                </span>
            </label>
            <a class="row-action" href=crate::routes::access_to(patient.chart) aria-label=access>{t(k::INVITATIONS_ACCESS)}</a>
            <a class="row-action" href=crate::routes::chart(patient.chart) aria-label=record>{t(k::CHART_VIEW_OPEN_RECORD)}</a>
            // Rows without a wish keep its place, so that columns stand below each other.
            <span class="shrink-0 flex justify-end md:w-48">
                {wish.map(|wish| view! {
                    <button class="row-action" form=format!("wish-{}", patient.chart) aria-label=wish_label>{t(wish)}</button>
                }.into_any())}
            </span>
        </li>
    }
}
