//! The settings of results: when they are released, by classes of tests; and sentences that clinicians add often.

use super::api::{SaveRules, read_flash, read_rules};
use super::class_form::{ClassForm, RemoveClassForm};
use crate::error::AppError;
use crate::flash::Flash;
use crate::layout::{ErrorView, Gate, NotAccepted, ProveFirst, StepUpDialog};
use crate::load::{load, load_once, wait};
use crate::post::{Post, PostForm, submit_again};
use crate::routes::SETTINGS_RESULTS;
use crate::texts::{t, tf, tn};
use crate::ui::{
    Alert, Badge, Button, Choice, Field, Icon, LinkButton, PageHeader, Select, Skeleton, SkeletonLines,
    TextArea, Tone, Weight,
};
use domain::results::release::Rule;
use domain::results::settings::{ReleaseSettings, RuleKind, TestClass};
use domain::results::typed::ReleasePage;
use i18n::{Key, k};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

const FORM: &str = "release-rules";
/// What names the class whose form is open, in the address.
const WHICH: &str = "class";

/// The address of a class's form; `new` of an empty one.
fn form_href(id: &str) -> String {
    format!("{SETTINGS_RESULTS}?{WHICH}={id}")
}

/// A form over the page, as the address says.
#[derive(Clone, Default, PartialEq, Eq)]
struct At {
    class: Option<String>,
    remove: Option<String>,
    saved: Option<String>,
}

/// The page.
#[component]
pub fn ReleaseRulesPage() -> impl IntoView {
    let query = use_query_map();
    let at = Memo::new(move |_| {
        query.with(|query| At {
            class: query.get(WHICH),
            remove: query.get("remove"),
            saved: query.get("saved"),
        })
    });
    let content = load(move || at.get(), |_| read_rules());
    let flash = load_once(read_flash);
    view! {
        <Title text=t(k::RELEASE_SETTINGS) />
        <PageHeader title=t(k::RELEASE_SETTINGS) lead=t(k::RELEASE_SETTINGS_LEAD) />
        <Transition fallback=|| view! { <Skeleton><SkeletonLines count=8 /></Skeleton> }>
            {move || wait(async move {
                let flash = flash.await.ok().flatten();
                match content.await {
                    Ok(content) => view! { <Parts content at=at.get_untracked() flash /> }.into_any(),
                    Err(error) => view! { <ErrorView error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Parts(content: ReleasePage, at: At, flash: Option<Flash>) -> impl IntoView {
    let ReleasePage { settings, version, freshness } = content;
    let proof = flash.clone().filter(|flash| flash.endpoint == "/api/account/step_up");
    let is_saved = at.saved.is_some_and(|saved| saved == version);
    let gate = Gate::new();
    let class = at.class.map(|id| {
        let class = settings.class(&id).cloned();
        view! { <ClassForm id class version=version.clone() flash=flash.clone() gate /> }.into_any()
    });
    let remove = at
        .remove
        .and_then(|id| settings.class(&id).cloned())
        .map(|class| view! { <RemoveClassForm class version=version.clone() gate /> }.into_any());
    view! {
        <div class="grid gap-6">
            {is_saved.then(|| view! {
                <Alert tone=Tone::Success title=t(k::RELEASE_SAVED) is_urgent=true>{t(k::RELEASE_SAVED_ABOUT)}</Alert>
            }.into_any())}
            <ProveFirst freshness flash=proof />
            <ClassList classes=settings.classes.clone() />
            <ForAll settings version flash gate />
        </div>
        {class}
        {remove}
        <StepUpDialog gate />
    }
}

/// The name of a kind of rule.
pub const fn kind_name(kind: RuleKind) -> Key {
    match kind {
        RuleKind::AtOnce => k::RELEASE_RULE_AT_ONCE,
        RuleKind::After => k::RELEASE_RULE_AFTER,
        RuleKind::ByHand => k::RELEASE_RULE_BY_HAND,
        RuleKind::ByHandOnly => k::RELEASE_RULE_BY_HAND_ONLY,
        RuleKind::Never => k::RELEASE_RULE_NEVER,
    }
}

/// The kinds of rule to choose from.
pub fn kinds() -> Vec<Choice> {
    let choice =
        |kind: &RuleKind| Choice { value: kind.name().to_owned(), label: t(kind_name(*kind)).to_owned() };
    RuleKind::ALL.iter().map(choice).collect()
}

/// A rule in a sentence.
fn sentence(rule: Rule) -> String {
    let hours = rule.hours().unwrap_or_default().to_string();
    let hours = [("hours", hours.as_str())];
    match RuleKind::of(rule) {
        RuleKind::AtOnce => t(k::RELEASE_SAYS_AT_ONCE).to_owned(),
        RuleKind::After => tf(k::RELEASE_SAYS_AFTER, &hours),
        RuleKind::ByHand => tf(k::RELEASE_SAYS_BY_HAND, &hours),
        RuleKind::ByHandOnly => t(k::RELEASE_SAYS_BY_HAND_ONLY).to_owned(),
        RuleKind::Never => t(k::RELEASE_SAYS_NEVER).to_owned(),
    }
}

#[component]
fn ClassList(classes: Vec<TestClass>) -> impl IntoView {
    let is_empty = classes.is_empty();
    let rows = classes.into_iter().map(|class| view! { <ClassRow class /> }.into_any()).collect_view();
    view! {
        <section class="grid gap-3" aria-labelledby="classes-title">
            <div class="flex flex-wrap items-end justify-between gap-3">
                <div>
                    <h2 id="classes-title" class="text-lg">{t(k::RELEASE_CLASSES)}</h2>
                    <p class="text-muted">{t(k::RELEASE_CLASSES_ABOUT)}</p>
                </div>
                <LinkButton href=form_href("new") icon=Icon::Add weight=Weight::Secondary>
                    {t(k::RELEASE_CLASS_ADD)}
                </LinkButton>
            </div>
            {if is_empty {
                view! { <p class="card text-muted">{t(k::RELEASE_CLASSES_NONE)}</p> }.into_any()
            } else {
                view! { <ul class="row-list">{rows}</ul> }.into_any()
            }}
        </section>
    }
}

#[component]
fn ClassRow(class: TestClass) -> impl IntoView {
    let edit = form_href(&class.id);
    let remove = format!("{SETTINGS_RESULTS}?remove={}", class.id);
    let codes = tn(k::RELEASE_CODES_COUNT, class.codes.len());
    view! {
        <li class="row flex-wrap" data-class=class.name>
            <div class="grid gap-1 flex-1 min-w-48">
                <p class="flex flex-wrap items-center gap-2">
                    <span class="font-semibold text-strong wrap-anywhere">{class.name.clone()}</span>
                    {class.is_sensitive.then(|| view! { <Badge label=t(k::RELEASE_SENSITIVE) tone=Tone::Warning /> }.into_any())}
                </p>
                <p>{sentence(class.rule)}</p>
                <p class="text-sm text-muted wrap-anywhere">{codes} {(!class.reason.is_empty()).then(|| format!(" · {}", class.reason))}</p>
            </div>
            <span class="flex flex-wrap gap-2">
                <LinkButton href=edit weight=Weight::Secondary>{t(k::RELEASE_CLASS_EDIT)}</LinkButton>
                <LinkButton href=remove weight=Weight::Quiet>{t(k::RELEASE_CLASS_REMOVE)}</LinkButton>
            </span>
        </li>
    }
}

/// What holds for tests of no class, and the sentences.
#[component]
fn ForAll(settings: ReleaseSettings, version: String, flash: Option<Flash>, gate: Gate) -> impl IntoView {
    let post = Post::to::<SaveRules>();
    let flash = flash.filter(|flash| flash.endpoint == "/api/release/save_rules");
    let before = StoredValue::new(flash.as_ref().map(|flash| flash.error.clone()));
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
    let hours = |rule: Rule| rule.hours().map(|hours| hours.to_string()).unwrap_or_default();
    let laboratory = typed("laboratory", RuleKind::of(settings.laboratory).name().to_owned());
    let laboratory_hours = typed("laboratory_hours", hours(settings.laboratory));
    let other = typed("other", RuleKind::of(settings.other).name().to_owned());
    let other_hours = typed("other_hours", hours(settings.other));
    let days = settings.history_days.map(|days| days.to_string()).unwrap_or_default();
    let history_days = typed("history_days", days);
    let sentences = typed("sentences", settings.sentences.join("\n"));
    view! {
        <PostForm post class="grid gap-6" id=FORM>
            <NotAccepted error id="rules-problems" again=SETTINGS_RESULTS />
            <input type="hidden" name="request[version]" value=version />
            <section class="card grid gap-6" aria-labelledby="for-all-title">
                <div>
                    <h2 id="for-all-title" class="text-lg">{t(k::RELEASE_FOR_ALL)}</h2>
                    <p class="text-muted">{t(k::RELEASE_FOR_ALL_ABOUT)}</p>
                </div>
                <div class="grid gap-6 lg:grid-cols-2">
                    <Select id="f-laboratory" name="request[laboratory]" label=t(k::RELEASE_LABORATORY) choices=kinds() value=laboratory />
                    <Field
                        id="f-laboratory_hours"
                        name="request[laboratory_hours]"
                        label=t(k::RELEASE_HOURS)
                        help=t(k::RELEASE_HOURS_HELP)
                        value=laboratory_hours
                        inputmode="numeric"
                        maxlength=4
                        is_optional=true
                        error=problem("laboratory_hours")
                    />
                    <Select id="f-other" name="request[other]" label=t(k::RELEASE_OTHER) choices=kinds() value=other />
                    <Field
                        id="f-other_hours"
                        name="request[other_hours]"
                        label=t(k::RELEASE_HOURS)
                        help=t(k::RELEASE_HOURS_HELP)
                        value=other_hours
                        inputmode="numeric"
                        maxlength=4
                        is_optional=true
                        error=problem("other_hours")
                    />
                    <Field
                        id="f-history_days"
                        name="request[history_days]"
                        label=t(k::RELEASE_HISTORY)
                        help=t(k::RELEASE_HISTORY_HELP)
                        value=history_days
                        inputmode="numeric"
                        maxlength=4
                        is_optional=true
                        error=problem("history_days")
                    />
                </div>
            </section>
            <section class="card grid gap-3">
                <TextArea
                    id="f-sentences"
                    name="request[sentences]"
                    label=t(k::RELEASE_SENTENCES)
                    help=t(k::RELEASE_SENTENCES_HELP)
                    value=sentences
                    rows=5
                    is_optional=true
                    error=problem("sentences")
                />
            </section>
            <div>
                <Button weight=Weight::Primary pending=post.pending()>{t(k::RELEASE_SAVE)}</Button>
            </div>
        </PostForm>
    }
}
