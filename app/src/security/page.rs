//! The page of the security settings: one form, which says whom a change concerns before it is saved.

use super::api::{SaveSettings, read_flash, read_settings};
use super::audience::{AudienceCard, Tick};
use super::model::{Fields, problem};
use super::warning::Warning;
use crate::error::AppError;
use crate::flash::Flash;
use crate::layout::{ErrorView, Gate, NotAccepted, ProveFirst, StepUpDialog};
use crate::load::{load, load_once, wait};
use crate::post::{Post, PostForm, submit_again};
use crate::routes::SETTINGS_SECURITY;
use crate::texts::t;
use crate::ui::{Alert, Button, Field, PageHeader, Skeleton, SkeletonLines, Tone, Weight};
use domain::security::contract::SecurityPage as Content;
use i18n::k;
use leptos::html;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

const FORM: &str = "security-settings";

/// The security settings.
#[component]
pub fn SecuritySettingsPage() -> impl IntoView {
    let query = use_query_map();
    let saved = Memo::new(move |_| query.with(|query| query.get("saved")));
    let content = load(move || saved.get(), |_| read_settings());
    let flash = load_once(read_flash);
    view! {
        <Title text=t(k::SECURITY_TITLE) />
        <PageHeader title=t(k::SECURITY_TITLE) lead=t(k::SECURITY_LEAD) />
        <Transition fallback=|| view! { <Skeleton><SkeletonLines count=8 /></Skeleton> }>
            {move || wait(async move {
                let flash = flash.await.ok().flatten();
                match content.await {
                    Ok(content) => {
                        let is_saved = saved.get_untracked().is_some_and(|version| version == content.version);
                        view! { <Form content flash is_saved /> }.into_any()
                    }
                    Err(error) => view! { <ErrorView error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Form(content: Content, flash: Option<Flash>, is_saved: bool) -> impl IntoView {
    let Content { settings, version, reachable, census, freshness } = content;
    let post = Post::to::<SaveSettings>();
    let proof = flash.clone().filter(|flash| flash.endpoint == "/api/account/step_up");
    let flash = flash.filter(|flash| flash.endpoint == "/api/security/save_settings");
    let fields = Fields::new(&settings, flash.as_ref());
    let before = StoredValue::new(flash.map(|flash| flash.error));
    let gate = Gate::new();
    let error = Signal::derive(move || match post.answer().get() {
        Some(Ok(_)) => None,
        // The dialog asks; nothing else is wrong.
        Some(Err(AppError::StepUp)) => None,
        Some(Err(error)) => Some(error),
        None => before.get_value(),
    });
    Effect::new(move |_| {
        if let Some(Err(error)) = post.answer().get() {
            gate.asks(&error, Callback::new(move |()| submit_again(FORM)));
        }
    });
    let is_asked_to_confirm = before.with_value(
        |error| matches!(error, Some(AppError::Refused { rule, .. }) if rule == "security.confirm"),
    );
    let stored = settings.clone();
    view! {
        <div class="grid gap-6">
            {is_saved.then(|| view! { <SavedNote /> }.into_any())}
            <ProveFirst freshness flash=proof />
            <PostForm post class="grid gap-6" id=FORM>
                <NotAccepted error id="security-problems" again=SETTINGS_SECURITY rule_field="f-is_confirmed" />
                <input type="hidden" name="request[version]" value=version />
                <AudienceCard
                    fields=fields.patients
                    title=k::SECURITY_PATIENTS
                    about=k::SECURITY_PATIENTS_ABOUT
                    reachable=reachable.clone()
                    error
                />
                <AudienceCard fields=fields.staff title=k::SECURITY_STAFF about=k::SECURITY_STAFF_ABOUT reachable error />
                <section class="card grid gap-6" aria-labelledby="texts-title">
                    <div>
                        <h2 id="texts-title" class="text-lg">{t(k::SECURITY_TEXTS)}</h2>
                        <p class="text-muted">{t(k::SECURITY_TEXTS_ABOUT)}</p>
                    </div>
                    <div class="grid gap-6 lg:grid-cols-2">
                        <Field
                            id="f-text_messages-countries"
                            name="request[text_messages][countries]"
                            label=t(k::SECURITY_COUNTRIES)
                            help=t(k::SECURITY_COUNTRIES_HELP)
                            maxlength=200
                            is_optional=true
                            is_verbatim=true
                            bind=fields.countries
                            error=problem(error, "text_messages.countries".to_owned())
                        />
                        <Field
                            id="f-text_messages-most_per_day"
                            name="request[text_messages][most_per_day]"
                            label=t(k::SECURITY_PER_DAY)
                            inputmode="numeric"
                            maxlength=6
                            bind=fields.most_per_day
                            error=problem(error, "text_messages.most_per_day".to_owned())
                        />
                    </div>
                </section>
                <section class="card grid gap-3" aria-labelledby="passwords-title">
                    <h2 id="passwords-title" class="text-lg">{t(k::SECURITY_PASSWORDS)}</h2>
                    <p class="text-muted">{t(k::SECURITY_PASSWORDS_ABOUT)}</p>
                    <label class="tick">
                        <Tick
                            id="is-complex"
                            name="request[is_complex]".to_owned()
                            value="true"
                            is_ticked=fields.is_complex
                        />
                        <span class="min-w-0">{t(k::SECURITY_COMPLEX)}</span>
                    </label>
                </section>
                <section class="card grid gap-3" aria-labelledby="children-title">
                    <h2 id="children-title" class="text-lg">{t(k::SECURITY_CHILDREN)}</h2>
                    <p class="text-muted">{t(k::SECURITY_CHILDREN_ABOUT)}</p>
                    <div class="max-w-sm">
                        <Field
                            id="f-hand_over_age"
                            name="request[hand_over_age]"
                            label=t(k::SECURITY_HAND_OVER)
                            help=t(k::SECURITY_HAND_OVER_HELP)
                            inputmode="numeric"
                            maxlength=2
                            bind=fields.hand_over_age
                            error=problem(error, "hand_over_age".to_owned())
                        />
                    </div>
                </section>
                <Warning fields census stored is_urgent=is_asked_to_confirm />
                <div>
                    <Button weight=Weight::Primary pending=post.pending()>{t(k::SECURITY_SAVE)}</Button>
                </div>
            </PostForm>
        </div>
        <StepUpDialog gate />
    }
}

/// It was saved; the note takes the focus.
#[component]
fn SavedNote() -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if let Some(note) = node.get() {
            drop(note.focus());
        }
    });
    view! {
        <div node_ref=node tabindex="-1" role="status" data-saved="">
            <Alert tone=Tone::Success title=t(k::SECURITY_SAVED)>{t(k::SECURITY_SAVED_ABOUT)}</Alert>
        </div>
    }
}
