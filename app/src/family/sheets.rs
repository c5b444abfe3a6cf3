//! Sheets: inviting somebody, as the patient or as the clinic, and changing or ending what somebody may.

use super::api::{Change, End, Invite, InviteFor};
use super::form::{AccessFields, PersonFields};
use super::words;
use crate::error::AppError;
use crate::flash::Flash;
use crate::layout::{Gate, NotAccepted, ProveFirst, StepUpDialog, leave_when_closed, refusal};
use crate::post::{Post, PostForm, press_again};
use crate::routes::{FAMILY, access_to};
use crate::texts::{t, tf};
use crate::ui::{Alert, Button, Icon, Sheet, Weight};
use domain::account::contract::Freshness;
use domain::civil::LocalMinute;
use domain::family::contract::Proxy;
use domain::ids::ChartId;
use domain::permission::Scope;
use i18n::k;
use leptos::prelude::*;

/// The button that asks for a letter.
const BY_HAND: &str = "request[by_hand]";

/// Inviting somebody.
#[component]
pub fn InviteSheet(freshness: Freshness, flash: Option<Flash>) -> impl IntoView {
    const FORM: &str = "family-invitation";
    let open = RwSignal::new(true);
    leave_when_closed(open, FAMILY.to_owned());
    let gate = Gate::new();
    let proof = flash.clone().filter(|flash| flash.endpoint == "/api/account/step_up");
    let flash = flash.filter(|flash| flash.endpoint == "/api/family/invite");
    let post = Post::to::<Invite>();
    let error = refusal(post, FORM, gate, flash.as_ref().map(|flash| flash.error.clone()));
    view! {
        <Sheet id="proxy" title=t(k::FAMILY_INVITE_TITLE) open close_href=FAMILY>
            <ProveFirst freshness flash=proof />
            <PostForm post id=FORM class="grid gap-4">
                <NotAccepted error id="family-problems" again=FAMILY />
                <p>{t(k::FAMILY_INVITE_ABOUT)}</p>
                <PersonFields
                    flash=flash.clone()
                    error
                    relationship=k::FAMILY_RELATIONSHIP
                    email_help=k::FAMILY_EMAIL_HELP
                />
                <AccessFields
                    flash
                    scopes=vec![Scope::Appointments]
                    until=String::new()
                    until_help=k::FAMILY_UNTIL_HELP
                    error
                />
                <div>
                    <Button weight=Weight::Primary pending=post.pending()>{t(k::FAMILY_SEND)}</Button>
                </div>
            </PostForm>
        </Sheet>
        <StepUpDialog gate />
    }
}

/// Changing or ending what somebody may.
#[component]
pub fn ChangeSheet(proxy: Proxy, freshness: Freshness, flash: Option<Flash>) -> impl IntoView {
    const FORM: &str = "family-change";
    let open = RwSignal::new(true);
    leave_when_closed(open, FAMILY.to_owned());
    let gate = Gate::new();
    let proof = flash.clone().filter(|flash| flash.endpoint == "/api/account/step_up");
    let ending = flash.clone().filter(|flash| flash.endpoint == "/api/family/end");
    let flash = flash.filter(|flash| flash.endpoint == "/api/family/change");
    let (change, end) = (Post::to::<Change>(), Post::to::<End>());
    let error = refusal(change, FORM, gate, flash.as_ref().map(|flash| flash.error.clone()));
    let end_error = refusal(end, "family-end", gate, ending.map(|flash| flash.error));
    let named = [("name", proxy.name.as_str())];
    let (about, end_about) = (tf(k::FAMILY_EDIT_ABOUT, &named), tf(k::FAMILY_END_ABOUT, &named));
    // Of a child's, the day of the hand-over is not the patient's to choose.
    let until = proxy.until.filter(|_| !proxy.is_for_minor).map(|day| day.date()).unwrap_or_default();
    view! {
        <Sheet id="proxy" title=proxy.name.clone() open close_href=FAMILY>
            <ProveFirst freshness flash=proof />
            <PostForm post=change id=FORM class="grid gap-4">
                <NotAccepted error id="family-problems" again=FAMILY />
                <p>{about}</p>
                {proxy.is_for_minor.then(|| view! { <Alert>{t(k::FAMILY_EDIT_MINOR)}</Alert> }.into_any())}
                <input type="hidden" name="request[grant]" value=proxy.grant.to_string() />
                <input type="hidden" name="request[version]" value=proxy.version />
                <AccessFields flash scopes=proxy.scopes until until_help=k::FAMILY_UNTIL_HELP error />
                <div>
                    <Button weight=Weight::Primary pending=change.pending()>{t(k::FAMILY_SAVE)}</Button>
                </div>
            </PostForm>
            <section class="grid gap-3 pt-4 border-t border-hairline" aria-labelledby="end-title">
                <h3 id="end-title" class="text-base">{t(k::FAMILY_END_TITLE)}</h3>
                <p>{end_about}</p>
                <PostForm post=end id="family-end" class="grid gap-3">
                    <NotAccepted error=end_error id="end-problems" again=FAMILY />
                    <input type="hidden" name="request[grant]" value=proxy.grant.to_string() />
                    <div>
                        <Button weight=Weight::Danger pending=end.pending()>{t(k::FAMILY_END)}</Button>
                    </div>
                </PostForm>
            </section>
        </Sheet>
        <StepUpDialog gate />
    }
}

/// The clinic gives somebody access: by e-mail, or with a letter that is handed over.
#[component]
pub fn GiveSheet(
    chart: ChartId,
    hand_over: Option<LocalMinute>,
    can_send: bool,
    freshness: Freshness,
    flash: Option<Flash>,
) -> impl IntoView {
    const FORM: &str = "access-give";
    let here = access_to(chart);
    let open = RwSignal::new(true);
    leave_when_closed(open, here.clone());
    let gate = Gate::new();
    let proof = flash.clone().filter(|flash| flash.endpoint == "/api/account/step_up");
    let flash = flash.filter(|flash| flash.endpoint == "/api/family/invite_for");
    let post = Post::to::<InviteFor>();
    let before = StoredValue::new(flash.as_ref().map(|flash| flash.error.clone()));
    Effect::new(move |_| {
        if let Some(Err(error)) = post.answer().get() {
            gate.asks(&error, Callback::new(move |()| press_again(FORM, BY_HAND)));
        }
    });
    let error = Signal::derive(move || match post.answer().get() {
        Some(Ok(()) | Err(AppError::StepUp)) => None,
        Some(Err(error)) => Some(error),
        None => before.get_value(),
    });
    let scopes = Scope::ALL.to_vec();
    view! {
        <Sheet id="access" title=t(k::FAMILY_GIVE_TITLE) open close_href=here.clone()>
            <ProveFirst freshness flash=proof />
            <PostForm post id=FORM class="grid gap-4">
                <NotAccepted error id="access-problems" again=here />
                <p>{t(k::FAMILY_GIVE_ABOUT)}</p>
                {hand_over.map(|day| {
                    let words = tf(k::FAMILY_GIVE_MINOR, &[("date", &words::day(day))]);
                    view! { <Alert>{words}</Alert> }.into_any()
                })}
                <input type="hidden" name="request[chart]" value=chart.to_string() />
                <PersonFields
                    flash=flash.clone()
                    error
                    relationship=k::FAMILY_RELATIONSHIP_TO_PATIENT
                    email_help=k::FAMILY_GIVE_EMAIL_HELP
                    is_email_optional=true
                />
                <AccessFields flash scopes until=String::new() until_help=k::FAMILY_GIVE_UNTIL_HELP error />
                <div class="flex flex-wrap gap-3">
                    {can_send.then(|| view! {
                        <Button weight=Weight::Primary icon=Icon::Mail pending=post.pending()>{t(k::FAMILY_GIVE_SEND)}</Button>
                    }.into_any())}
                    <Button weight=Weight::Secondary name=BY_HAND value="true" pending=post.pending()>
                        {t(k::FAMILY_GIVE_BY_HAND)}
                    </Button>
                </div>
            </PostForm>
        </Sheet>
        <StepUpDialog gate />
    }
}
