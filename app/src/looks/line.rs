//! A look, and a question with its answer.

use crate::routes::LOOKS;
use crate::texts::{t, tf};
use crate::ui::{Avatar, Badge, Tone};
use domain::chart_view::Purpose;
use domain::civil::LocalMinute;
use domain::looks::contract::{Look, Looker, Question};
use i18n::{Key, k};
use leptos::prelude::*;

/// What somebody who looked is to the patient.
pub const fn looker_name(looker: Looker) -> Key {
    match looker {
        Looker::Own => k::LOOKS_BY_OWN,
        Looker::Proxy => k::LOOKS_BY_PROXY,
        Looker::Provider => k::LOOKS_BY_PROVIDER,
        Looker::FrontDesk => k::LOOKS_BY_FRONT_DESK,
        Looker::Billing => k::LOOKS_BY_BILLING,
        Looker::Administrator => k::LOOKS_BY_ADMINISTRATOR,
        Looker::Former => k::LOOKS_BY_FORMER,
        Looker::Link => k::LOOKS_BY_LINK,
        Looker::System => k::LOOKS_BY_SYSTEM,
    }
}

/// What somebody at the clinic looked for.
const fn purpose_words(purpose: Purpose) -> Key {
    match purpose {
        Purpose::Treatment => k::LOOKS_FOR_TREATMENT,
        Purpose::Payment => k::LOOKS_FOR_PAYMENT,
        Purpose::Operations => k::LOOKS_FOR_OPERATIONS,
        Purpose::PatientRequest => k::LOOKS_FOR_REQUEST,
        Purpose::Emergency => k::LOOKS_FOR_EMERGENCY,
    }
}

fn purpose_tone(purpose: Purpose) -> Tone {
    if purpose == Purpose::Emergency { Tone::Warning } else { Tone::Neutral }
}

fn moment(at: LocalMinute) -> String {
    format!("{} {}", i18n::numeric_date(&t, at), i18n::time(at))
}

/// Who looked, in words.
pub fn who(look: &Look) -> String {
    look.name.clone().unwrap_or_else(|| t(k::LOOKS_NOBODY).to_owned())
}

/// A look.
#[component]
pub fn LookLine(
    /// The look.
    look: Look,
) -> impl IntoView {
    let name = who(&look);
    // One asks the clinic about others, not about oneself.
    let can_ask = !matches!(look.looker, Looker::Own) && !look.is_questioned;
    let words = tf(k::LOOKS_ASK_ABOUT, &[("name", &name), ("date", &moment(look.at))]);
    view! {
        <li class="row items-center flex-wrap" data-look=look.looker.name()>
            <Avatar name=name.clone() />
            <div class="grid flex-1 min-w-40">
                <p class="flex flex-wrap items-center gap-x-2 gap-y-1">
                    <span class="font-semibold text-strong wrap-anywhere">{name.clone()}</span>
                    <Badge label=t(looker_name(look.looker)) />
                    {look.purpose.map(|purpose| view! { <Badge label=t(purpose_words(purpose)) tone=purpose_tone(purpose) /> }.into_any())}
                    {look.is_refused.then(|| view! { <Badge label=t(k::LOOKS_REFUSED) tone=Tone::Warning /> }.into_any())}
                </p>
                <p>{look.what}</p>
                <p class="text-sm text-muted">{moment(look.at)}</p>
            </div>
            {can_ask.then(|| view! {
                <a class="button-quiet" href=format!("{LOOKS}?ask={}", look.id) aria-label=words>{t(k::LOOKS_ASK)}</a>
            }.into_any())}
            {look.is_questioned.then(|| view! { <Badge label=t(k::LOOKS_ASKED) tone=Tone::Information /> }.into_any())}
        </li>
    }
}

/// A question and what became of it.
#[component]
pub fn QuestionCard(
    /// The question.
    question: Question,
) -> impl IntoView {
    let about = tf(
        k::LOOKS_QUESTION_ABOUT,
        &[("what", &question.look.what), ("name", &who(&question.look)), ("date", &moment(question.look.at))],
    );
    let waits = match (&question.answer, question.is_late) {
        (Some(_), _) => None,
        (None, false) => Some(tf(k::LOOKS_DUE, &[("date", &i18n::numeric_date(&t, question.due))])),
        (None, true) => Some(t(k::LOOKS_LATE).to_owned()),
    };
    let answer = question.answer.map(|answer| {
        let by = answer.by.unwrap_or_default();
        let date = i18n::numeric_date(&t, answer.at);
        let title = tf(k::LOOKS_ANSWER_BY, &[("name", &by), ("date", &date)]);
        view! {
            <div class="grid gap-1 pt-2 border-t border-hairline">
                <p class="text-sm text-muted">{title}</p>
                <p class="whitespace-pre-line wrap-anywhere">{answer.words}</p>
            </div>
        }
        .into_any()
    });
    view! {
        <li class="row flex-col gap-2" data-question="">
            <p class="text-sm text-muted">{about}</p>
            <p class="font-semibold text-strong whitespace-pre-line wrap-anywhere">{question.question}</p>
            {waits.map(|words| view! { <p class="text-sm">{words}</p> }.into_any())}
            {answer}
        </li>
    }
}
