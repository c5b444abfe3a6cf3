//! What the calendar's forms share: the sheet they stand in, what was typed, and what was not accepted.

use super::model::At;
use crate::error::AppError;
use crate::flash::Flash;
use crate::layout::leave_when_closed;
use crate::texts::t;
use crate::ui::{Alert, Glyph, Icon, Sheet, Tick, Tone};
use domain::calendar::contract::{CalendarPage, Saved};
use i18n::{Key, k};
use leptos::prelude::*;

/// A form's fields and errors, awake or not: without scripts both come back with the page.
#[derive(Clone)]
pub struct Draft {
    flash: Option<Flash>,
    /// Why it was not accepted, if it was not.
    pub error: Signal<Option<AppError>>,
}

impl Draft {
    /// The draft of the form of `endpoint`; `answer` is what its action got.
    pub fn new(
        flash: Option<Flash>,
        endpoint: &str,
        answer: impl Fn() -> Option<Result<Saved, AppError>> + Send + Sync + 'static,
    ) -> Self {
        let flash = flash.filter(|flash| flash.endpoint == endpoint);
        let before = flash.as_ref().map(|flash| flash.error.clone());
        let error = Signal::derive(move || match answer() {
            Some(Ok(_)) => None,
            Some(Err(error)) => Some(error),
            None => before.clone(),
        });
        Self { flash, error }
    }

    /// What a field starts with: what was typed before, else what is stored.
    pub fn text(&self, field: &str, stored: impl Into<String>) -> String {
        match &self.flash {
            Some(flash) => flash.value(&format!("request[{field}]")),
            None => stored.into(),
        }
    }

    /// Whether a box starts ticked.
    pub fn is_ticked(&self, field: &str, is_stored: bool) -> bool {
        match &self.flash {
            Some(flash) => flash.has(&format!("request{field}")),
            None => is_stored,
        }
    }

    /// Why a field was not accepted.
    pub fn error(&self, field: &'static str) -> Signal<Option<String>> {
        let error = self.error;
        Signal::derive(move || {
            error.with(|error| error.as_ref().and_then(|error| error.field(field)).map(ToOwned::to_owned))
        })
    }
}

/// The sheet of a form; closing it leads back to the page.
#[component]
pub fn FormSheet(
    /// What it does.
    title: Key,
    /// Where the reader is.
    at: At,
    /// The form.
    children: Children,
) -> impl IntoView {
    let open = RwSignal::new(true);
    let back = at.plain().href();
    leave_when_closed(open, back.clone());
    view! {
        <Sheet id="calendar-form" title=t(title) open close_href=back>
            {children()}
        </Sheet>
    }
}

/// The row that was to be changed is not there any more.
#[component]
pub fn Gone(
    /// The page as it is now.
    back: String,
) -> impl IntoView {
    let message = i18n::key_by_name("refusal.calendar.changed").map(t);
    view! {
        <Alert tone=Tone::Warning is_urgent=true>
            {message}
            " "
            <a class="underline" href=back>{t(k::UI_LOOK_AGAIN)}</a>
        </Alert>
    }
}

/// Boxes that belong together.
#[component]
pub fn Ticks(
    /// Name of the list in the request, without brackets.
    name: &'static str,
    /// What they are about.
    label: Key,
    /// Help below.
    #[prop(optional)]
    help: Option<Key>,
    /// What each sends, its label, whether it is ticked as stored.
    choices: Vec<(String, String, bool)>,
    /// The form.
    draft: Draft,
) -> impl IntoView {
    let error = draft.error(name);
    let boxes = choices
        .into_iter()
        .enumerate()
        .map(|(index, (value, label, is_stored))| {
            let is_ticked = draft.is_ticked(&format!("[{name}][{index}]"), is_stored);
            view! { <Tick name=format!("request[{name}][{index}]") value label is_ticked /> }.into_any()
        })
        .collect_view();
    let (help_id, error_id) = (format!("f-{name}-help"), format!("f-{name}-error"));
    let described = {
        let (help_id, error_id) = (help_id.clone(), error_id.clone());
        move || match (error.with(Option::is_some), help.is_some()) {
            (true, true) => Some(format!("{error_id} {help_id}")),
            (true, false) => Some(error_id.clone()),
            (false, true) => Some(help_id.clone()),
            (false, false) => None,
        }
    };
    view! {
        <fieldset id=format!("f-{name}") tabindex="-1" class="grid gap-1" aria-describedby=described>
            <legend class="label mb-1">{t(label)}</legend>
            <div class="ticks">{boxes}</div>
            {move || {
                let id = error_id.clone();
                error
                    .get()
                    .map(|error| {
                        view! {
                            <p id=id class="problem flex gap-1">
                                <Glyph icon=Icon::Problem is_small=true />
                                <span>{error}</span>
                            </p>
                        }.into_any()
                    })
            }}
            {help.map(|help| view! { <p id=help_id class="help">{t(help)}</p> }.into_any())}
        </fieldset>
    }
}

/// Boxes for visit types: those in use, and those that are chosen already.
pub fn visit_type_choices(page: &CalendarPage, chosen: Option<&[String]>) -> Vec<(String, String, bool)> {
    let is_chosen = |key: &String| chosen.is_some_and(|keys| keys.contains(key));
    page.visit_types
        .iter()
        .filter(|row| row.is_active || is_chosen(&row.key))
        .map(|row| (row.key.clone(), row.name.clone(), is_chosen(&row.key)))
        .collect()
}
