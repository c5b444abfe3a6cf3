//! The second step of signing in: a passkey, a code of the app, a code that is sent, or a recovery code. All but passkeys
//! work without JavaScript.

use super::api::{SendSecondCode, read_second_flash, read_second_step};
use super::factors::{kind_icon, kind_name};
use super::page::PasskeyScript;
use crate::error::AppError;
use crate::flash::Flash;
use crate::layout::{BrandMark, ErrorView, use_frame};
use crate::load::{load_once, wait};
use crate::post::{Post, PostForm};
use crate::routes;
use crate::texts::{t, tf};
use crate::ui::{Button, Field, Glyph, Icon, LinkButton, Weight};
use domain::account::factor::{FactorChoice, SecondStep};
use domain::account::security::FactorKind;
use domain::ids::{ChallengeId, FactorId};
use i18n::k;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// What the address says: which factor was chosen, which code was sent, where to go.
#[derive(Clone, Debug, Default)]
struct Asked {
    factor: Option<String>,
    code: Option<String>,
    next: String,
}

impl Asked {
    /// What a refused form said: where scripts had a code sent, the address does not name it.
    fn or(self, flash: &Flash) -> Self {
        let said = |field: &str| Some(flash.value(field)).filter(|value| !value.is_empty());
        Self {
            factor: self.factor.or_else(|| said("request[factor]")),
            code: self.code.or_else(|| said("request[challenge]")),
            next: self.next,
        }
    }
}

/// The page.
#[component]
pub fn SecondStepPage() -> impl IntoView {
    let frame = use_frame();
    let step = load_once(read_second_step);
    let flash = load_once(read_second_flash);
    let query = use_query_map();
    let asked = move || {
        query.with(|query| Asked {
            factor: query.get("factor"),
            code: query.get("code"),
            next: query.get("next").unwrap_or_default(),
        })
    };
    view! {
        <Title text=t(k::ACCOUNT_SECOND_TITLE) />
        <main class="grid gap-6 max-w-lg mx-auto px-4 py-8 md:py-16">
            <Suspense>
                {move || {
                    let asked = asked();
                    wait(async move {
                        let flash = flash.await.ok().flatten();
                        let asked = match &flash {
                            Some(flash) => asked.or(flash),
                            None => asked,
                        };
                        let refused = flash.map(|flash| flash.error);
                        let clinic = frame.await.ok().map(|frame| frame.clinic);
                        let content = match step.await {
                            Ok(step) => view! { <Step step asked refused /> }.into_any(),
                            Err(AppError::SignedOut) => view! { <Over /> }.into_any(),
                            Err(error) => view! { <ErrorView error /> }.into_any(),
                        };
                        view! {
                            {clinic.map(|clinic| view! { <BrandMark clinic /> }.into_any())}
                            {content}
                        }
                    })
                }}
            </Suspense>
        </main>
    }
}

/// The password was given too long ago.
#[component]
fn Over() -> impl IntoView {
    view! {
        <section class="grid gap-3 justify-items-start">
            <h1 class="text-2xl md:text-3xl">{t(k::ACCOUNT_SECOND_OVER)}</h1>
            <p>{t(k::ACCOUNT_SECOND_OVER_ABOUT)}</p>
            <LinkButton href=routes::SIGN_IN weight=Weight::Primary>{t(k::ACCOUNT_SECOND_AGAIN)}</LinkButton>
        </section>
    }
}

#[component]
fn Step(step: SecondStep, asked: Asked, refused: Option<AppError>) -> impl IntoView {
    let SecondStep { factors, has_recovery } = step;
    let is_recovery = asked.factor.as_deref() == Some("recovery") || factors.is_empty();
    let chosen = factors
        .iter()
        .find(|choice| Some(choice.id.to_string()) == asked.factor)
        .or(factors.first())
        .filter(|_| !is_recovery)
        .cloned();
    let others: Vec<FactorChoice> = factors
        .into_iter()
        .filter(|choice| chosen.as_ref().is_none_or(|chosen| chosen.id != choice.id))
        .collect();
    let has_more = !others.is_empty() || (has_recovery && chosen.is_some());
    let next = asked.next.clone();
    let way = move |factor: &str| format!("{}&factor={factor}", routes::second_step(&next));
    let links = others
        .into_iter()
        .map(|choice| {
            let kind = t(kind_name(choice.kind));
            let words = if choice.label.is_empty() {
                kind.to_owned()
            } else {
                tf(k::ACCOUNT_SECOND_USE, &[("kind", kind), ("label", &choice.label)])
            };
            view! {
                <li>
                    <a class="row-link" href=way(&choice.id.to_string())>
                        <Glyph icon=kind_icon(choice.kind) />
                        <span class="flex-1 min-w-0 wrap-anywhere">{words}</span>
                        <Glyph icon=Icon::Next is_small=true />
                    </a>
                </li>
            }
            .into_any()
        })
        .collect_view();
    let recovery = (has_recovery && chosen.is_some()).then(|| {
        view! {
            <li>
                <a class="row-link" href=way("recovery")>
                    <Glyph icon=Icon::List />
                    <span class="flex-1 min-w-0">{t(k::ACCOUNT_SECOND_USE_RECOVERY)}</span>
                    <Glyph icon=Icon::Next is_small=true />
                </a>
            </li>
        }
        .into_any()
    });
    let form = match chosen {
        Some(choice) if choice.kind.is_weak() => view! { <Sent choice asked refused /> }.into_any(),
        Some(choice) if choice.kind == FactorKind::Passkey => {
            view! { <ByPasskey factor=choice.id next=asked.next refused /> }.into_any()
        }
        Some(choice) => {
            let about = t(k::ACCOUNT_SECOND_TOTP).to_owned();
            view! { <Typed factor=Some(choice.id) challenge=None about next=asked.next refused /> }.into_any()
        }
        None => {
            let about = t(k::ACCOUNT_SECOND_RECOVERY).to_owned();
            view! { <Typed factor=None challenge=None about next=asked.next refused /> }.into_any()
        }
    };
    view! {
        <h1 class="text-2xl md:text-3xl">{t(k::ACCOUNT_SECOND_TITLE)}</h1>
        {form}
        {has_more.then(|| view! {
            <section class="grid gap-2" aria-labelledby="other-ways">
                <h2 id="other-ways" class="text-base">{t(k::ACCOUNT_SECOND_OTHER)}</h2>
                <ul class="row-list">{links}{recovery}</ul>
            </section>
        }.into_any())}
        <p><a class="link" href=routes::SIGN_IN>{t(k::ACCOUNT_SECOND_CANCEL)}</a></p>
    }
}

/// A code that has to be sent first.
#[component]
fn Sent(choice: FactorChoice, asked: Asked, refused: Option<AppError>) -> impl IntoView {
    let Asked { code, next, .. } = asked;
    let before: Option<ChallengeId> = code.and_then(|code| code.parse().ok());
    let send = Post::to::<SendSecondCode>();
    let was_refused = StoredValue::new(refused.clone());
    let sent = Memo::new(move |_| match send.answer().get() {
        Some(Ok(sent)) => Some(sent.challenge),
        _ => before,
    });
    let problem = move || {
        let refused = was_refused.get_value().filter(|_| sent.get().is_none());
        let error = send.answer().with(|answer| match answer {
            Some(Ok(_)) => None,
            Some(Err(error)) => Some(error.clone()),
            None => refused,
        });
        error.map(|error| view! { <p class="problem" role="alert">{error.message()}</p> }.into_any())
    };
    let id = choice.id;
    let label = StoredValue::new(choice.label);
    let kind = choice.kind;
    let next = StoredValue::new(next);
    view! {
        {problem}
        {move || match sent.get() {
            Some(challenge) => {
                let about = tf(k::ACCOUNT_CODE_SENT, &[("to", &label.get_value())]);
                // A code that was sent since was not refused.
                let refused = was_refused.get_value().filter(|_| Some(challenge) == before);
                view! {
                    <Typed factor=Some(id) challenge=Some(challenge) about next=next.get_value() refused />
                    <PostForm post=send>
                        <input type="hidden" name="request[factor]" value=id.to_string() />
                        <input type="hidden" name="request[next]" value=next.get_value() />
                        <Button weight=Weight::Quiet pending=send.pending()>{t(k::ACCOUNT_SECOND_ANOTHER_CODE)}</Button>
                    </PostForm>
                }.into_any()
            }
            None => {
                let about = match kind {
                    FactorKind::Sms => k::ACCOUNT_SECOND_SMS,
                    _ => k::ACCOUNT_SECOND_EMAIL,
                };
                view! {
                    <PostForm post=send class="grid gap-4">
                        <p>{tf(about, &[("to", &label.get_value())])}</p>
                        <input type="hidden" name="request[factor]" value=id.to_string() />
                        <input type="hidden" name="request[next]" value=next.get_value() />
                        <div>
                            <Button weight=Weight::Primary pending=send.pending()>{t(k::ACCOUNT_SEND_CODE)}</Button>
                        </div>
                    </PostForm>
                }
                .into_any()
            }
        }}
    }
}

/// A passkey, which only scripts can ask for.
#[component]
fn ByPasskey(factor: FactorId, next: String, refused: Option<AppError>) -> impl IntoView {
    view! {
        <p class="hidden noscript:block">{t(k::ACCOUNT_SECOND_PASSKEY_NO_SCRIPT)}</p>
        <form
            method="post"
            action="/api/account/finish_sign_in"
            class="grid gap-4 noscript:hidden"
            data-passkey="/api/account/begin_second_passkey"
        >
            <p>{t(k::ACCOUNT_SECOND_PASSKEY)}</p>
            {refused.map(|error| view! { <p class="problem" role="alert">{error.message()}</p> }.into_any())}
            <p class="problem" role="alert" data-passkey-problem="" hidden>{t(k::ACCOUNT_SECOND_PASSKEY_PROBLEM)}</p>
            <input type="hidden" name="request[next]" value=next />
            <input type="hidden" name="request[factor]" value=factor.to_string() />
            <input type="hidden" name="request[challenge]" data-passkey-challenge="" />
            <input type="hidden" name="request[code]" data-passkey-credential="" />
            <div>
                <Button kind="button" weight=Weight::Primary>{t(k::ACCOUNT_SECOND_PASSKEY_USE)}</Button>
            </div>
        </form>
        <PasskeyScript />
    }
}

/// Something to type.
#[component]
fn Typed(
    factor: Option<FactorId>,
    challenge: Option<ChallengeId>,
    about: String,
    next: String,
    refused: Option<AppError>,
) -> impl IntoView {
    let is_recovery = factor.is_none();
    let error = Signal::stored(refused.map(|error| error.message().to_owned()));
    let label = if is_recovery { k::ACCOUNT_RECOVERY_CODE } else { k::ACCOUNT_CODE };
    view! {
        // Posted by the browser itself: every page after it is another person's.
        <form method="post" action="/api/account/finish_sign_in" class="grid gap-4">
            <p>{about}</p>
            <input type="hidden" name="request[next]" value=next />
            {factor.map(|id| view! { <input type="hidden" name="request[factor]" value=id.to_string() /> }.into_any())}
            {challenge.map(|id| view! { <input type="hidden" name="request[challenge]" value=id.to_string() /> }.into_any())}
            <Field
                id="second-code"
                name="request[code]"
                label=t(label)
                autocomplete=if is_recovery { "off" } else { "one-time-code" }
                inputmode=if is_recovery { "text" } else { "numeric" }
                maxlength=40
                error
                is_verbatim=true
            />
            <div>
                <Button weight=Weight::Primary>{t(k::SIGN_IN_SUBMIT)}</Button>
            </div>
        </form>
    }
}
