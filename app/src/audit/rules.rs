//! The rules for alerts.

use super::api::{SaveRules, read_flash, read_rules};
use super::frame::{Head, Part};
use crate::error::AppError;
use crate::flash::Flash;
use crate::layout::{ErrorView, Gate, NotAccepted, ProveFirst, StepUpDialog};
use crate::load::{load, load_once, wait};
use crate::post::{Post, PostForm, submit_again};
use crate::texts::t;
use crate::ui::{Alert, Button, ExplainedTick, Field, Skeleton, SkeletonLines, Tone, Weight};
use domain::audit::alert::AlertKind;
use domain::audit::contract::RulesPage as Content;
use i18n::{Key, k};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

const FORM: &str = "alert-rules";
const ENDPOINT: &str = "/api/audit/save_rules";

/// The page of the rules.
#[component]
pub fn AlertRulesPage() -> impl IntoView {
    let query = use_query_map();
    let saved = Memo::new(move |_| query.with(|query| query.get("saved")));
    let content = load(move || saved.get(), |_| read_rules());
    let flash = load_once(read_flash);
    view! {
        <Head part=Part::Rules />
        <Transition fallback=|| view! { <Skeleton><SkeletonLines count=6 /></Skeleton> }>
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

const fn kind_words(kind: AlertKind) -> (Key, Key) {
    match kind {
        AlertKind::MassRead => (k::AUDIT_KIND_MASS_READ, k::AUDIT_ABOUT_MASS_READ),
        AlertKind::SameSurname => (k::AUDIT_KIND_SAME_SURNAME, k::AUDIT_ABOUT_SAME_SURNAME),
        AlertKind::Night => (k::AUDIT_KIND_NIGHT, k::AUDIT_ABOUT_NIGHT),
        AlertKind::NewDevice => (k::AUDIT_KIND_NEW_DEVICE, k::AUDIT_ABOUT_NEW_DEVICE),
        AlertKind::BreakGlass => (k::AUDIT_KIND_BREAK_GLASS, k::AUDIT_KIND_BREAK_GLASS),
        AlertKind::Export => (k::AUDIT_KIND_EXPORT, k::AUDIT_KIND_EXPORT),
    }
}

fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

#[component]
fn Form(content: Content, flash: Option<Flash>, is_saved: bool) -> impl IntoView {
    let Content { rules, version, freshness } = content;
    let post = Post::to::<SaveRules>();
    let proof = flash.clone().filter(|flash| flash.endpoint == "/api/account/step_up");
    let flash = flash.filter(|flash| flash.endpoint == ENDPOINT);
    let before = StoredValue::new(flash.as_ref().map(|flash| flash.error.clone()));
    let gate = Gate::new();
    let error = Signal::derive(move || match post.answer().get() {
        Some(Ok(_) | Err(AppError::StepUp)) => None,
        Some(Err(error)) => Some(error),
        None => before.get_value(),
    });
    Effect::new(move |_| {
        if let Some(Err(error)) = post.answer().get() {
            gate.asks(&error, Callback::new(move |()| submit_again(FORM)));
        }
    });
    let problem = move |name: &'static str| {
        Signal::derive(move || error.with(|error| error.as_ref()?.field(name).map(ToOwned::to_owned)))
    };
    let typed = |field: &str, stored: String| match &flash {
        Some(flash) => flash.value(&format!("request[{field}]")),
        None => stored,
    };
    let (mass_charts, mass_minutes) = (
        typed("mass_charts", rules.mass_charts.to_string()),
        typed("mass_minutes", rules.mass_minutes.to_string()),
    );
    let (night_from, night_to) =
        (typed("night_from", clock(rules.night_from)), typed("night_to", clock(rules.night_to)));
    let ticks = AlertKind::OF_RULES
        .into_iter()
        .enumerate()
        .map(|(index, kind)| {
            let name = format!("request[kinds][{index}]");
            let is_ticked =
                flash.as_ref().map_or_else(|| rules.kinds.contains(&kind), |flash| flash.has(&name));
            let (label, about) = kind_words(kind);
            view! { <li><ExplainedTick name value=kind.name() label=t(label) about=t(about) is_ticked /></li> }
                .into_any()
        })
        .collect_view();
    view! {
        <div class="grid gap-6">
            {is_saved.then(|| view! { <div data-saved=""><Alert tone=Tone::Success>{t(k::AUDIT_RULES_SAVED)}</Alert></div> }.into_any())}
            <ProveFirst freshness flash=proof />
            <PostForm post class="card grid gap-6" id=FORM>
                <NotAccepted error id="rules-problems" />
                <input type="hidden" name="request[version]" value=version />
                <fieldset class="grid gap-3">
                    <legend class="label mb-1">{t(k::AUDIT_RULES_KINDS)}</legend>
                    <ul class="grid gap-3 lg:grid-cols-2">{ticks}</ul>
                </fieldset>
                <div class="grid gap-6 sm:grid-cols-2">
                    <Field
                        id="f-mass_charts"
                        name="request[mass_charts]"
                        label=t(k::AUDIT_MASS_CHARTS)
                        value=mass_charts
                        inputmode="numeric"
                        maxlength=3
                        error=problem("mass_charts")
                    />
                    <Field
                        id="f-mass_minutes"
                        name="request[mass_minutes]"
                        label=t(k::AUDIT_MASS_MINUTES)
                        value=mass_minutes
                        inputmode="numeric"
                        maxlength=3
                        error=problem("mass_minutes")
                    />
                    <Field
                        id="f-night_from"
                        name="request[night_from]"
                        label=t(k::AUDIT_NIGHT_FROM)
                        kind="time"
                        value=night_from
                        error=problem("night_from")
                    />
                    <Field
                        id="f-night_to"
                        name="request[night_to]"
                        label=t(k::AUDIT_NIGHT_TO)
                        kind="time"
                        value=night_to
                        error=problem("night_to")
                    />
                </div>
                <div>
                    <Button weight=Weight::Primary pending=post.pending()>{t(k::SECURITY_SAVE)}</Button>
                </div>
            </PostForm>
        </div>
        <StepUpDialog gate />
    }
}
