//! Asks the clinic about a look.

use super::api::Ask;
use super::line::who;
use crate::error::AppError;
use crate::flash::Flash;
use crate::layout::{NotAccepted, leave_when_closed};
use crate::post::{Post, PostForm};
use crate::routes::LOOKS;
use crate::texts::{t, tf};
use crate::ui::{Button, Sheet, TextArea, Weight};
use domain::looks::contract::{LONGEST, Look};
use i18n::k;
use leptos::prelude::*;

/// The form in its sheet.
#[component]
pub fn AskForm(
    /// The look.
    look: Look,
    /// What was typed before.
    flash: Option<Flash>,
) -> impl IntoView {
    let post = Post::to::<Ask>();
    let open = RwSignal::new(true);
    leave_when_closed(open, LOOKS.to_owned());
    let before = StoredValue::new(flash.as_ref().map(|flash| flash.error.clone()));
    let typed = flash.map(|flash| flash.value("request[question]")).unwrap_or_default();
    let error = Signal::derive(move || match post.answer().get() {
        Some(Ok(())) => None,
        Some(Err(error)) => Some(error),
        None => before.get_value(),
    });
    let problem =
        Signal::derive(move || error.with(|error| Some(error.as_ref()?.field("question")?.to_owned())));
    let rest = Signal::derive(move || {
        error.with(|error| error.clone().filter(|error: &AppError| error.field("question").is_none()))
    });
    let date = format!("{} {}", i18n::numeric_date(&t, look.at), i18n::time(look.at));
    let about = tf(k::LOOKS_QUESTION_ABOUT, &[("what", &look.what), ("name", &who(&look)), ("date", &date)]);
    let most = u16::try_from(LONGEST).unwrap_or(u16::MAX);
    view! {
        <Sheet id="ask-form" title=t(k::LOOKS_ASK_TITLE) open close_href=LOOKS>
            <PostForm post class="grid gap-4">
                <NotAccepted error=rest id="ask-problems" again=LOOKS />
                <p>{about}</p>
                <input type="hidden" name="request[look]" value=look.id.to_string() />
                <TextArea
                    id="f-question"
                    name="request[question]"
                    label=t(k::LOOKS_QUESTION)
                    help=t(k::LOOKS_QUESTION_HELP)
                    value=typed
                    maxlength=most
                    error=problem
                />
                <div><Button weight=Weight::Primary pending=post.pending()>{t(k::LOOKS_SEND)}</Button></div>
            </PostForm>
        </Sheet>
    }
}
