//! A request for a correction as both sides see it: how far it is, what was written, what can be done now.

use super::NotAccepted;
use crate::dates::day;
use crate::error::AppError;
use crate::flash::Flash;
use crate::post::{Post, PostForm};
use crate::routes;
use crate::texts::{t, tf};
use crate::ui::{Badge, Button, Glyph, Icon, TextArea, Tone, Weight};
use domain::civil::LocalMinute;
use domain::corrections::contract::{
    CorrectionLine, CorrectionMessage, CorrectionPage, Subject, SubjectKind,
};
use domain::corrections::{LONGEST, State, Step};
use i18n::{Key, k};
use leptos::prelude::*;

/// How far a request is, and what kind of news that is.
#[must_use]
pub fn state_words(state: State) -> (&'static str, Tone) {
    let (key, tone) = match state {
        State::Waiting => (k::CORRECTIONS_WAITING, Tone::Primary),
        State::Asked => (k::CORRECTIONS_ASKED, Tone::Warning),
        State::Agreed => (k::CORRECTIONS_AGREED, Tone::Success),
        State::Declined => (k::CORRECTIONS_DECLINED, Tone::Neutral),
        State::TakenBack => (k::CORRECTIONS_TAKEN_BACK, Tone::Neutral),
    };
    (t(key), tone)
}

const fn did(step: Step) -> Key {
    match step {
        Step::Begin => k::CORRECTIONS_DID_BEGIN,
        Step::Write => k::CORRECTIONS_DID_WRITE,
        Step::TakeBack => k::CORRECTIONS_DID_TAKE_BACK,
        Step::AskBack => k::CORRECTIONS_DID_ASK_BACK,
        Step::Agree => k::CORRECTIONS_DID_AGREE,
        Step::Decline => k::CORRECTIONS_DID_DECLINE,
    }
}

const fn button_words(step: Step) -> Key {
    match step {
        Step::Begin | Step::Write => k::CORRECTIONS_WRITE,
        Step::TakeBack => k::CORRECTIONS_TAKE_BACK,
        Step::AskBack => k::CORRECTIONS_ASK_BACK,
        Step::Agree => k::CORRECTIONS_AGREE,
        Step::Decline => k::CORRECTIONS_DECLINE,
    }
}

fn moment(at: LocalMinute) -> String {
    format!("{} {}", i18n::numeric_date(&t, at), i18n::time(at))
}

/// By when there is an answer, or that there should have been one.
#[must_use]
pub fn due_words(line: &CorrectionLine) -> Option<String> {
    let due = line.due?;
    let key = if line.is_late { k::CORRECTIONS_LATE } else { k::CORRECTIONS_DUE };
    Some(tf(key, &[("date", &i18n::numeric_date(&t, due))]))
}

/// The name of the entry, or what is said instead where the reader may not see it.
#[must_use]
pub fn entry_words(line: &CorrectionLine) -> String {
    line.title.clone().unwrap_or_else(|| t(k::CORRECTIONS_AN_ENTRY).to_owned())
}

/// A request in a list, which leads to its page.
#[component]
pub fn CorrectionRow(
    /// The request.
    line: CorrectionLine,
    /// Its page.
    #[prop(into)]
    href: String,
) -> impl IntoView {
    let (label, tone) = state_words(line.state);
    let due = due_words(&line);
    let title = entry_words(&line);
    let who = line.patient.clone().map(|(name, number)| match number {
        Some(number) => format!("{name} · {number}"),
        None => name,
    });
    let asked = tf(k::CORRECTIONS_ON, &[("date", &i18n::numeric_date(&t, line.asked))]);
    view! {
        <li data-correction=title.clone()>
            <a class="row-link flex-wrap gap-y-2" href=href>
                <span class="grid flex-1 min-w-48 gap-1">
                    <span class="font-semibold text-strong wrap-anywhere">{title.clone()}</span>
                    {who.map(|who| view! { <span class="wrap-anywhere">{who}</span> }.into_any())}
                    <span class="text-sm text-muted">{asked}</span>
                    {due.map(|due| view! { <span class="text-sm">{due}</span> }.into_any())}
                </span>
                <span class="flex items-center gap-2">
                    <Badge label tone />
                    <span class="text-muted"><Glyph icon=Icon::Next is_small=true /></span>
                </span>
            </a>
        </li>
    }
}

/// The entry a request is about, with a way to it where the reader has one.
#[component]
pub fn AboutEntry(
    /// The entry.
    subject: Subject,
    /// Whether the reader can open it.
    is_linked: bool,
) -> impl IntoView {
    let date = day(&subject.date).map(|date| format!(" · {date}")).unwrap_or_default();
    let words = format!("{}{date}", subject.title);
    let href = match subject.kind {
        SubjectKind::Entry => routes::entry(subject.entry),
        SubjectKind::Result => routes::result(subject.entry),
        SubjectKind::Measurement => routes::MEASUREMENTS.to_owned(),
    };
    view! {
        <p class="wrap-anywhere">
            <span class="text-muted">{t(k::CORRECTIONS_ABOUT)} ": "</span>
            {if is_linked {
                view! { <a class="link" href=href>{words}</a> }.into_any()
            } else {
                view! { <span class="font-semibold text-strong">{words}</span> }.into_any()
            }}
        </p>
    }
}

/// What was written and done, oldest first.
#[component]
pub fn Messages(
    /// The messages.
    messages: Vec<CorrectionMessage>,
    /// Whether the clinic reads it, whose own messages stand at the right.
    is_clinics: bool,
) -> impl IntoView {
    let rows = messages
        .into_iter()
        .map(|message| {
            let is_own = message.is_clinics == is_clinics;
            let date = moment(message.at);
            let head = tf(did(message.step), &[("name", &message.by), ("date", &date)]);
            let has_words = !message.words.is_empty();
            view! {
                <li class=if is_own { "card max-w-none bg-primary-soft" } else { "card max-w-none" } data-step=message.step.name()>
                    <p class="text-sm text-muted wrap-anywhere">{head}</p>
                    {has_words.then(|| view! {
                        <p class="whitespace-pre-line wrap-anywhere pt-1">{message.words}</p>
                    }.into_any())}
                </li>
            }
            .into_any()
        })
        .collect_view();
    view! { <ol class="grid gap-3" aria-label=t(k::CORRECTIONS_MESSAGES)>{rows}</ol> }
}

/// What the reader can do now: a field, and a button for each step.
#[component]
pub fn StepForm(
    /// Where it is posted.
    post: Post<()>,
    /// The request.
    page: CorrectionPage,
    /// The same page, for whoever was overtaken.
    #[prop(into)]
    again_href: String,
    /// What was typed before.
    flash: Option<Flash>,
    /// Runs once a step was taken.
    again: Callback<()>,
) -> impl IntoView {
    if page.steps.is_empty() {
        return ().into_any();
    }
    let id = page.line.id.to_string();
    let flash = flash.filter(|flash| flash.value("request[id]") == id);
    let before = StoredValue::new(flash.as_ref().map(|flash| flash.error.clone()));
    let value = flash.map(|flash| flash.value("request[words]")).unwrap_or_default();
    Effect::new(move |_| {
        if matches!(post.answer().get(), Some(Ok(()))) {
            again.run(());
        }
    });
    let error = Signal::derive(move || match post.answer().get() {
        Some(answer) => answer.err(),
        None => before.get_value(),
    });
    let problem =
        Signal::derive(move || error.with(|error| Some(error.as_ref()?.field("words")?.to_owned())));
    let rest = Signal::derive(move || {
        error.with(|error| error.clone().filter(|error: &AppError| error.field("words").is_none()))
    });
    let is_disagreement = page.line.state == State::Declined;
    let label = if is_disagreement { k::CORRECTIONS_DISAGREE } else { k::CORRECTIONS_MESSAGE };
    let most = u16::try_from(LONGEST).unwrap_or(u16::MAX);
    let steps = page.steps.clone();
    let buttons = steps
        .into_iter()
        .map(|step| {
            let weight = match step {
                Step::Begin | Step::Write | Step::Agree => Weight::Primary,
                Step::AskBack | Step::Decline => Weight::Secondary,
                Step::TakeBack => Weight::Quiet,
            };
            view! {
                <Button weight name="request[step]" value=step.name() pending=post.pending()>
                    {t(button_words(step))}
                </Button>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <PostForm post class="card max-w-none grid gap-4">
            <NotAccepted error=rest id="step-problems" again=again_href />
            <input type="hidden" name="request[id]" value=id />
            <input type="hidden" name="request[version]" value=page.version.to_string() />
            <TextArea
                id="f-words"
                name="request[words]"
                label=t(label)
                value
                rows=4
                maxlength=most
                error=problem
                is_optional=true
            />
            {is_disagreement.then(|| view! { <p class="help">{t(k::CORRECTIONS_DISAGREE_HELP)}</p> }.into_any())}
            <div class="flex flex-wrap gap-3">{buttons}</div>
        </PostForm>
    }
    .into_any()
}
