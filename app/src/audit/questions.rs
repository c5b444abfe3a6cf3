//! Questions of patients about who opened their records: those that wait, the most urgent first, and those that were answered.

use super::api::{AnswerQuestion, list_questions, read_flash};
use super::frame::{Head, Part};
use crate::error::AppError;
use crate::flash::Flash;
use crate::layout::{ErrorView, NotAccepted};
use crate::load::{load, load_once, wait};
use crate::post::{Post, PostForm};
use crate::routes::SETTINGS_ACCESS_QUESTIONS;
use crate::texts::{t, tf, tn};
use crate::ui::{
    Alert, Badge, Button, EmptyState, Icon, LinkButton, Skeleton, SkeletonLines, TextArea, Tone, Weight,
};
use domain::civil::LocalMinute;
use domain::looks::contract::{AskedQuestion, LONGEST, ListQuestionsRequest, Questions};
use i18n::k;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The page.
#[component]
pub fn QuestionsPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        query.with(|query| ListQuestionsRequest {
            is_answered: query.get("answered").is_some(),
            page: query.get("page").and_then(|page| page.parse().ok()).unwrap_or_default(),
        })
    });
    let is_done = Memo::new(move |_| query.with(|query| query.get("done").is_some()));
    let content = load(move || (asked.get(), is_done.get()), |(request, _)| list_questions(request));
    let flash = load_once(read_flash);
    let again = Callback::new(move |()| content.refetch());
    view! {
        <Head part=Part::Questions />
        <Transition fallback=|| view! { <Skeleton><SkeletonLines count=6 /></Skeleton> }>
            {move || wait(async move {
                let flash = flash.await.ok().flatten();
                let flash = flash.filter(|flash| flash.endpoint == "/api/audit/answer_question");
                match content.await {
                    Ok(found) => {
                        view! { <List found asked=asked.get_untracked() is_done flash again /> }.into_any()
                    }
                    Err(error) => view! { <ErrorView error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

fn href(is_answered: bool, page: u64) -> String {
    let answered = is_answered.then(|| "answered=yes".to_owned());
    let page = (page > 0).then(|| format!("page={page}"));
    let parts: Vec<String> = answered.into_iter().chain(page).collect();
    if parts.is_empty() {
        SETTINGS_ACCESS_QUESTIONS.to_owned()
    } else {
        format!("{SETTINGS_ACCESS_QUESTIONS}?{}", parts.join("&"))
    }
}

#[component]
fn List(
    found: Questions,
    asked: ListQuestionsRequest,
    is_done: Memo<bool>,
    flash: Option<Flash>,
    again: Callback<()>,
) -> impl IntoView {
    let is_empty = found.questions.is_empty();
    let (none, why) = if asked.is_answered {
        (k::AUDIT_QUESTIONS_NONE_ANSWERED, k::AUDIT_QUESTIONS_NONE_ANSWERED_REASON)
    } else {
        (k::AUDIT_QUESTIONS_NONE, k::AUDIT_QUESTIONS_NONE_REASON)
    };
    let open = usize::try_from(found.open).unwrap_or(usize::MAX);
    let rows = found
        .questions
        .into_iter()
        .enumerate()
        .map(|(index, asked)| view! { <Asked asked index flash=flash.clone() again /> }.into_any())
        .collect_view();
    let other = href(!asked.is_answered, 0);
    let other_words = if asked.is_answered { k::AUDIT_QUESTIONS_OPEN } else { k::AUDIT_QUESTIONS_ANSWERED };
    let before = (asked.page > 0).then(|| href(asked.is_answered, asked.page.saturating_sub(1)));
    let on = found.has_more.then(|| href(asked.is_answered, asked.page.saturating_add(1)));
    view! {
        <div class="grid gap-4">
            {move || is_done.get().then(|| view! {
                <Alert tone=Tone::Success is_urgent=true>{t(k::AUDIT_QUESTIONS_DONE)}</Alert>
            }.into_any())}
            <div class="flex flex-wrap items-center justify-between gap-3">
                <p>{tn(k::AUDIT_QUESTIONS_WAIT, open)}</p>
                <LinkButton href=other weight=Weight::Quiet>{t(other_words)}</LinkButton>
            </div>
            {if is_empty {
                view! { <EmptyState icon=Icon::Success title=t(none) reason=t(why) /> }.into_any()
            } else {
                view! { <ul class="grid gap-4">{rows}</ul> }.into_any()
            }}
            <div class="flex flex-wrap gap-3">
                {before.map(|href| view! { <LinkButton href weight=Weight::Secondary>{t(k::AUDIT_QUESTIONS_BEFORE)}</LinkButton> }.into_any())}
                {on.map(|href| view! { <LinkButton href weight=Weight::Secondary>{t(k::AUDIT_QUESTIONS_AFTER)}</LinkButton> }.into_any())}
            </div>
        </div>
    }
}

fn moment(at: LocalMinute) -> String {
    format!("{} {}", i18n::numeric_date(&t, at), i18n::time(at))
}

#[component]
fn Asked(asked: AskedQuestion, index: usize, flash: Option<Flash>, again: Callback<()>) -> impl IntoView {
    let AskedQuestion { question, patient, number, address, action: _ } = asked;
    let who = question.look.name.clone().unwrap_or_else(|| t(k::AUDIT_QUESTIONS_NOBODY).to_owned());
    let about = tf(
        k::AUDIT_QUESTIONS_ABOUT,
        &[("name", &who), ("what", &question.look.what), ("date", &moment(question.look.at))],
    );
    let number = number.map(|number| format!(" · {number}")).unwrap_or_default();
    let due = tf(k::AUDIT_QUESTIONS_DUE, &[("date", &i18n::numeric_date(&t, question.due))]);
    let is_open = question.answer.is_none();
    let answer = question.answer.map(|answer| {
        let by = answer.by.unwrap_or_default();
        let said = tf(k::AUDIT_QUESTIONS_ANSWERED_BY, &[("name", &by), ("date", &moment(answer.at))]);
        view! {
            <div class="grid gap-1 pt-2 border-t border-hairline">
                <p class="text-sm text-muted">{said}</p>
                <p class="whitespace-pre-line wrap-anywhere">{answer.words}</p>
            </div>
        }
        .into_any()
    });
    view! {
        <li class="card grid gap-3" data-asked=patient.clone()>
            <div class="flex flex-wrap items-start justify-between gap-2">
                <p class="min-w-0 wrap-anywhere">
                    <span class="font-semibold text-strong">{patient.clone()}</span>
                    <span class="text-muted">{number}</span>
                </p>
                {is_open.then(|| {
                    let tone = if question.is_late { Tone::Danger } else { Tone::Neutral };
                    view! { <Badge label=due tone /> }.into_any()
                })}
            </div>
            <p class="text-sm text-muted wrap-anywhere">{about} {(!address.is_empty()).then(|| format!(" · {address}"))}</p>
            <p class="whitespace-pre-line wrap-anywhere">{question.question}</p>
            {answer}
            {is_open.then(|| view! { <AnswerForm id=question.id.to_string() index flash=flash.clone() again /> }.into_any())}
        </li>
    }
}

#[component]
fn AnswerForm(id: String, index: usize, flash: Option<Flash>, again: Callback<()>) -> impl IntoView {
    let post = Post::to::<AnswerQuestion>();
    let flash = flash.filter(|flash| flash.value("request[question]") == id);
    let before = StoredValue::new(flash.as_ref().map(|flash| flash.error.clone()));
    let value = flash.map(|flash| flash.value("request[answer]")).unwrap_or_default();
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
        Signal::derive(move || error.with(|error| Some(error.as_ref()?.field("answer")?.to_owned())));
    let rest = Signal::derive(move || {
        error.with(|error| error.clone().filter(|error: &AppError| error.field("answer").is_none()))
    });
    let most = u16::try_from(LONGEST).unwrap_or(u16::MAX);
    view! {
        <PostForm post class="grid gap-3">
            <NotAccepted error=rest id="answer-problems" again=SETTINGS_ACCESS_QUESTIONS />
            <input type="hidden" name="request[question]" value=id />
            <TextArea
                id=format!("f-answer-{index}")
                name="request[answer]"
                label=t(k::AUDIT_QUESTIONS_ANSWER)
                help=t(k::AUDIT_QUESTIONS_ANSWER_HELP)
                value
                maxlength=most
                error=problem
            />
            <div><Button weight=Weight::Primary pending=post.pending()>{t(k::AUDIT_QUESTIONS_SEND)}</Button></div>
        </PostForm>
    }
}
