//! The settings of registration: whether people may ask by themselves, what they have to say, and what follows.

use super::api::{SaveSettings, read_flash, read_settings};
use crate::error::AppError;
use crate::flash::Flash;
use crate::layout::{ErrorView, Gate, NotAccepted, ProveFirst, StepUpDialog};
use crate::load::{load, load_once, wait};
use crate::post::{Post, PostForm, submit_again};
use crate::routes::SETTINGS_REGISTRATION;
use crate::texts::t;
use crate::ui::{
    Alert, Button, Choice, ExplainedTick, Field, FieldProblem, PageHeader, Select, Skeleton, SkeletonLines,
    Tick, Tone, Weight,
};
use domain::registration::settings::{Detail, RegistrationPage as Content};
use i18n::{Key, k};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

const FORM: &str = "registration-settings";

/// The page.
#[component]
pub fn RegistrationSettingsPage() -> impl IntoView {
    let query = use_query_map();
    let saved = Memo::new(move |_| query.with(|query| query.get("saved")));
    let content = load(move || saved.get(), |_| read_settings());
    let flash = load_once(read_flash);
    view! {
        <Title text=t(k::REGISTRATION_SETTINGS) />
        <PageHeader title=t(k::REGISTRATION_SETTINGS) lead=t(k::REGISTRATION_SETTINGS_LEAD) />
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

const fn detail_name(detail: Detail) -> Key {
    match detail {
        Detail::Name => k::REGISTRATION_NAME,
        Detail::BirthDate => k::REGISTRATION_BORN,
        Detail::NationalId => k::REGISTRATION_NATIONAL_ID,
        Detail::Email => k::REGISTRATION_EMAIL,
        Detail::Phone => k::REGISTRATION_PHONE,
    }
}

fn yes_or_no(yes: Key, no: Key) -> Vec<Choice> {
    let choice = |value: &str, label| Choice { value: value.to_owned(), label: t(label).to_owned() };
    vec![choice("false", no), choice("true", yes)]
}

#[component]
fn Form(content: Content, flash: Option<Flash>, is_saved: bool) -> impl IntoView {
    let Content { settings, version, can_send, freshness } = content;
    let post = Post::to::<SaveSettings>();
    let proof = flash.clone().filter(|flash| flash.endpoint == "/api/account/step_up");
    let flash = flash.filter(|flash| flash.endpoint == "/api/registration/save_settings");
    let before = StoredValue::new(flash.as_ref().map(|flash| flash.error.clone()));
    let gate = Gate::new();
    Effect::new(move |_| {
        if let Some(Err(error)) = post.answer().get() {
            gate.asks(&error, Callback::new(move |()| submit_again(FORM)));
        }
    });
    let error = Signal::derive(move || match post.answer().get() {
        // The dialog asks; nothing else is wrong.
        Some(Ok(_) | Err(AppError::StepUp)) => None,
        Some(Err(error)) => Some(error),
        None => before.get_value(),
    });
    let problem = move |name: &'static str| {
        Signal::derive(move || error.with(|error| error.as_ref()?.field(name).map(ToOwned::to_owned)))
    };
    let typed = |name: &str, stored: String| {
        flash.as_ref().map_or(stored, |flash| flash.value(&format!("request[{name}]")))
    };
    let ticked = |name: String, stored: bool| flash.as_ref().map_or(stored, |flash| flash.has(&name));
    let is_on = ticked("request[is_on]".to_owned(), settings.is_on);
    let details = Detail::ALL
        .iter()
        .enumerate()
        .map(|(index, detail)| {
            let name = format!("request[required][{index}]");
            let is_ticked = ticked(name.clone(), settings.requires(*detail));
            view! { <li><Tick name value=detail.name() label=t(detail_name(*detail)) is_ticked /></li> }
                .into_any()
        })
        .collect_view();
    let policy = settings.policy;
    let sure = typed("is_automatic", policy.is_automatic.to_string());
    let unsure = typed("queues_partial", policy.queues_partial.to_string());
    let strangers = typed("queues_none", policy.queues_none.to_string());
    let kept_days = typed("kept_days", settings.kept_days.to_string());
    let most_per_day = typed("most_per_day", settings.most_per_day.to_string());
    view! {
        <div class="grid gap-6">
            {is_saved.then(|| view! {
                <Alert tone=Tone::Success title=t(k::REGISTRATION_SAVED) is_urgent=true>{t(k::REGISTRATION_SAVED_ABOUT)}</Alert>
            }.into_any())}
            {(!can_send).then(|| view! { <Alert tone=Tone::Warning>{t(k::REGISTRATION_NO_CHANNEL)}</Alert> }.into_any())}
            <ProveFirst freshness flash=proof />
            <PostForm post class="grid gap-6" id=FORM>
                <NotAccepted error id="registration-problems" again=SETTINGS_REGISTRATION />
                <input type="hidden" name="request[version]" value=version />
                <section class="card grid gap-2" id="f-is_on" tabindex="-1">
                    <ExplainedTick
                        name="request[is_on]"
                        value="true"
                        label=t(k::REGISTRATION_IS_ON)
                        about=t(k::REGISTRATION_IS_ON_ABOUT)
                        is_ticked=is_on
                    />
                    <FieldProblem error=problem("is_on") />
                </section>
                <section class="card grid gap-3">
                    <fieldset id="f-required" tabindex="-1" class="grid gap-2">
                        <legend class="text-lg font-semibold text-strong mb-1">{t(k::REGISTRATION_REQUIRED)}</legend>
                        <p class="text-muted">{t(k::REGISTRATION_REQUIRED_ABOUT)}</p>
                        <ul class="grid gap-2 sm:grid-cols-2">{details}</ul>
                        <FieldProblem error=problem("required") />
                    </fieldset>
                </section>
                <section class="card grid gap-6" aria-labelledby="policy-title">
                    <div>
                        <h2 id="policy-title" class="text-lg">{t(k::REGISTRATION_POLICY)}</h2>
                        <p class="text-muted">{t(k::REGISTRATION_POLICY_ABOUT)}</p>
                    </div>
                    <Select
                        id="f-is_automatic"
                        name="request[is_automatic]"
                        label=t(k::REGISTRATION_SURE)
                        help=t(k::REGISTRATION_SURE_HELP)
                        choices=yes_or_no(k::REGISTRATION_SURE_AUTOMATIC, k::REGISTRATION_SURE_MANUAL)
                        value=sure
                    />
                    <div class="grid gap-6 lg:grid-cols-2">
                        <Select
                            id="f-queues_partial"
                            name="request[queues_partial]"
                            label=t(k::REGISTRATION_UNSURE)
                            help=t(k::REGISTRATION_UNSURE_HELP)
                            choices=yes_or_no(k::REGISTRATION_QUEUED, k::REGISTRATION_REFUSED)
                            value=unsure
                        />
                        <Select
                            id="f-queues_none"
                            name="request[queues_none]"
                            label=t(k::REGISTRATION_STRANGERS)
                            help=t(k::REGISTRATION_STRANGERS_HELP)
                            choices=yes_or_no(k::REGISTRATION_QUEUED, k::REGISTRATION_REFUSED)
                            value=strangers
                        />
                    </div>
                </section>
                <section class="card grid gap-6 lg:grid-cols-2">
                    <Field
                        id="f-kept_days"
                        name="request[kept_days]"
                        label=t(k::REGISTRATION_KEPT_DAYS)
                        help=t(k::REGISTRATION_KEPT_DAYS_HELP)
                        value=kept_days
                        inputmode="numeric"
                        maxlength=3
                        error=problem("kept_days")
                    />
                    <Field
                        id="f-most_per_day"
                        name="request[most_per_day]"
                        label=t(k::REGISTRATION_PER_DAY)
                        help=t(k::REGISTRATION_PER_DAY_HELP)
                        value=most_per_day
                        inputmode="numeric"
                        maxlength=5
                        error=problem("most_per_day")
                    />
                </section>
                <div>
                    <Button weight=Weight::Primary pending=post.pending()>{t(k::REGISTRATION_SAVE)}</Button>
                </div>
            </PostForm>
        </div>
        <StepUpDialog gate />
    }
}
