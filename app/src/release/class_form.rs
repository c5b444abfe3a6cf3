//! Adding, changing and taking away a class of tests.

use super::api::{RemoveClass, SaveClass};
use super::rules::kinds;
use crate::error::AppError;
use crate::flash::Flash;
use crate::layout::{Gate, NotAccepted, leave_when_closed};
use crate::post::{Post, PostForm, submit_again};
use crate::routes::SETTINGS_RESULTS;
use crate::texts::{t, tf};
use crate::ui::{Button, ExplainedTick, Field, Select, Sheet, TextArea, Weight};
use domain::results::settings::{LONGEST, RuleKind, TestClass};
use i18n::k;
use leptos::prelude::*;

const FORM: &str = "test-class";
const REMOVAL: &str = "remove-class";

/// The form in its sheet.
#[component]
pub fn ClassForm(
    /// The class, or `new`.
    id: String,
    /// As it is stored; nothing for a new one.
    class: Option<TestClass>,
    /// What it is based on.
    version: String,
    /// What was typed before.
    flash: Option<Flash>,
    /// Asks for a proof of who is asking.
    gate: Gate,
) -> impl IntoView {
    let post = Post::to::<SaveClass>();
    let open = RwSignal::new(true);
    leave_when_closed(open, SETTINGS_RESULTS.to_owned());
    let flash = flash.filter(|flash| flash.endpoint == "/api/release/save_class");
    let before = StoredValue::new(flash.as_ref().map(|flash| flash.error.clone()));
    Effect::new(move |_| {
        if let Some(Err(error)) = post.answer().get() {
            gate.asks(&error, Callback::new(move |()| submit_again(FORM)));
        }
    });
    let error = Signal::derive(move || match post.answer().get() {
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
    let title = if class.is_some() { k::RELEASE_CLASS_EDIT_TITLE } else { k::RELEASE_CLASS_ADD_TITLE };
    let id = if class.is_some() { id } else { String::new() };
    let stored = class.unwrap_or_else(|| TestClass {
        id: String::new(),
        name: String::new(),
        codes: Vec::new(),
        rule: domain::results::release::Rule::ByHand { deadline_hours: Some(72) },
        is_sensitive: false,
        reason: String::new(),
    });
    let is_sensitive = flash.as_ref().map_or(stored.is_sensitive, |flash| flash.has("request[is_sensitive]"));
    let name = typed("name", stored.name);
    let codes = typed("codes", stored.codes.join("\n"));
    let rule = typed("rule", RuleKind::of(stored.rule).name().to_owned());
    let hours = typed("hours", stored.rule.hours().map(|hours| hours.to_string()).unwrap_or_default());
    let reason = typed("reason", stored.reason);
    let most = |most: usize| u16::try_from(most).unwrap_or(u16::MAX);
    view! {
        <Sheet id="class-form" title=t(title) open close_href=SETTINGS_RESULTS>
            <PostForm post class="grid gap-4" id=FORM>
                <NotAccepted error id="class-problems" again=SETTINGS_RESULTS />
                <input type="hidden" name="request[version]" value=version />
                <input type="hidden" name="request[id]" value=id />
                <Field id="f-name" name="request[name]" label=t(k::RELEASE_CLASS_NAME) value=name maxlength=most(LONGEST.0) error=problem("name") />
                <TextArea
                    id="f-codes"
                    name="request[codes]"
                    label=t(k::RELEASE_CODES)
                    help=t(k::RELEASE_CODES_HELP)
                    value=codes
                    rows=3
                    error=problem("codes")
                />
                <Select id="f-rule" name="request[rule]" label=t(k::RELEASE_RULE) choices=kinds() value=rule />
                <Field
                    id="f-hours"
                    name="request[hours]"
                    label=t(k::RELEASE_HOURS)
                    help=t(k::RELEASE_HOURS_HELP)
                    value=hours
                    inputmode="numeric"
                    maxlength=4
                    is_optional=true
                    error=problem("hours")
                />
                <ExplainedTick
                    name="request[is_sensitive]"
                    value="true"
                    label=t(k::RELEASE_IS_SENSITIVE)
                    about=t(k::RELEASE_IS_SENSITIVE_ABOUT)
                    is_ticked=is_sensitive
                />
                <Field
                    id="f-reason"
                    name="request[reason]"
                    label=t(k::RELEASE_CLASS_REASON)
                    help=t(k::RELEASE_CLASS_REASON_HELP)
                    value=reason
                    maxlength=most(LONGEST.2)
                    is_optional=true
                    error=problem("reason")
                />
                <div>
                    <Button weight=Weight::Primary pending=post.pending()>{t(k::RELEASE_CLASS_SAVE)}</Button>
                </div>
            </PostForm>
        </Sheet>
    }
}

/// Asks before a class is taken away.
#[component]
pub fn RemoveClassForm(
    /// The class.
    class: TestClass,
    /// What it is based on.
    version: String,
    /// Asks for a proof of who is asking.
    gate: Gate,
) -> impl IntoView {
    let post = Post::to::<RemoveClass>();
    let open = RwSignal::new(true);
    leave_when_closed(open, SETTINGS_RESULTS.to_owned());
    Effect::new(move |_| {
        if let Some(Err(error)) = post.answer().get() {
            gate.asks(&error, Callback::new(move |()| submit_again(REMOVAL)));
        }
    });
    let error = Signal::derive(move || {
        post.answer().get().and_then(Result::err).filter(|error| *error != AppError::StepUp)
    });
    let title = tf(k::RELEASE_REMOVE_TITLE, &[("name", &class.name)]);
    view! {
        <Sheet id="remove-class-form" title open close_href=SETTINGS_RESULTS>
            <PostForm post class="grid gap-4" id=REMOVAL>
                <NotAccepted error id="removal-problems" again=SETTINGS_RESULTS />
                <input type="hidden" name="request[version]" value=version />
                <input type="hidden" name="request[id]" value=class.id />
                <p>{t(k::RELEASE_REMOVE_ABOUT)}</p>
                <div>
                    <Button weight=Weight::Danger pending=post.pending()>{t(k::RELEASE_CLASS_REMOVE)}</Button>
                </div>
            </PostForm>
        </Sheet>
    }
}
