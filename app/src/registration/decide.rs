//! Asking an applicant for more, and rejecting a request.

use super::api::{Ask, Reject};
use super::words;
use crate::error::AppError;
use crate::post::{Answer, Post, PostForm};
use crate::texts::t;
use crate::ui::{Alert, Button, Choice, Select, Tone, Weight};
use domain::ids::RegistrationId;
use domain::registration::staff::{Reason, Wish};
use i18n::{Key, k};
use leptos::prelude::*;

/// The request and the version of it that is looked at.
type Named = (RegistrationId, i32);

/// Asks for more.
#[component]
pub fn AskForm(named: Named) -> impl IntoView {
    let post = Post::to::<Ask>();
    let choices = Wish::ALL.iter().map(|wish| choice(wish.name(), words::wish(*wish))).collect();
    view! {
        <section class="card grid gap-4" aria-labelledby="ask-title">
            <h2 id="ask-title" class="text-lg">{t(k::REGISTRATION_ASK)}</h2>
            <p class="text-muted">{t(k::REGISTRATION_ASK_ABOUT)}</p>
            <PostForm post class="grid gap-4">
                <Refusal answer=post.answer() />
                <Which named />
                <Select id="wish" name="request[wish]" label=t(k::REGISTRATION_WISH) choices />
                <div><Button pending=post.pending()>{t(k::REGISTRATION_ASK_SEND)}</Button></div>
            </PostForm>
        </section>
    }
}

/// Rejects it.
#[component]
pub fn RejectForm(named: Named) -> impl IntoView {
    let post = Post::to::<Reject>();
    let choices = Reason::ALL.iter().map(|reason| choice(reason.name(), words::reason(*reason))).collect();
    view! {
        <section class="card grid gap-4" aria-labelledby="reject-title">
            <h2 id="reject-title" class="text-lg">{t(k::REGISTRATION_REJECT)}</h2>
            <p class="text-muted">{t(k::REGISTRATION_REJECT_ABOUT)}</p>
            <PostForm post class="grid gap-4">
                <Refusal answer=post.answer() />
                <Which named />
                <Select id="reason" name="request[reason]" label=t(k::REGISTRATION_REASON) choices />
                <div><Button weight=Weight::Danger pending=post.pending()>{t(k::REGISTRATION_REJECT_SEND)}</Button></div>
            </PostForm>
        </section>
    }
}

fn choice(value: &str, label: Key) -> Choice {
    Choice { value: value.to_owned(), label: t(label).to_owned() }
}

#[component]
fn Which(named: Named) -> impl IntoView {
    view! {
        <input type="hidden" name="request[request]" value=named.0.to_string() />
        <input type="hidden" name="request[version]" value=named.1.to_string() />
    }
}

/// Why nothing was done.
#[component]
fn Refusal(answer: ReadSignal<Answer<()>>) -> impl IntoView {
    move || {
        let error = answer.get().and_then(Result::err);
        error.map(|error: AppError| {
            view! { <Alert tone=Tone::Danger is_urgent=true>{error.message()}</Alert> }.into_any()
        })
    }
}
