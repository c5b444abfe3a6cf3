//! Inviting a colleague: who, where to write, in which roles.

use super::api::InviteColleague;
use super::form::{RoleTicks, clinician_choices};
use crate::flash::Flash;
use crate::layout::{Gate, NotAccepted, ProveFirst, StepUpDialog, leave_when_closed, refusal};
use crate::post::{Post, PostForm};
use crate::routes::SETTINGS_STAFF;
use crate::texts::t;
use crate::ui::{Button, Field, Select, Sheet, Weight};
use domain::account::contract::Freshness;
use domain::permission::Role;
use domain::staff::contract::Clinician;
use i18n::k;
use leptos::prelude::*;

const ENDPOINT: &str = "/api/staff/invite";
const FORM: &str = "colleague-invitation";

/// The sheet; closing it leads back to the list.
#[component]
pub fn InviteSheet(clinicians: Vec<Clinician>, freshness: Freshness, flash: Option<Flash>) -> impl IntoView {
    let open = RwSignal::new(true);
    leave_when_closed(open, SETTINGS_STAFF.to_owned());
    let gate = Gate::new();
    let proof = flash.clone().filter(|flash| flash.endpoint == "/api/account/step_up");
    let flash = flash.filter(|flash| flash.endpoint == ENDPOINT);
    let post = Post::to::<InviteColleague>();
    let error = refusal(post, FORM, gate, flash.as_ref().map(|flash| flash.error.clone()));
    let problem = move |name: &'static str| {
        Signal::derive(move || error.with(|error| error.as_ref()?.field(name).map(ToOwned::to_owned)))
    };
    let typed = |name: &str| flash.as_ref().map(|flash| flash.value(name)).unwrap_or_default();
    let (name, email, provider) =
        (typed("request[name]"), typed("request[email]"), typed("request[provider]"));
    let none: Vec<Role> = Vec::new();
    view! {
        <Sheet id="colleague" title=t(k::STAFF_INVITE_TITLE) open close_href=SETTINGS_STAFF>
            <ProveFirst freshness flash=proof />
            <PostForm post id=FORM class="grid gap-4">
                <NotAccepted error id="invitation-problems" />
                <p>{t(k::STAFF_INVITE_ABOUT)}</p>
                <Field
                    id="f-name"
                    name="request[name]"
                    label=t(k::STAFF_INVITE_NAME)
                    autocomplete="off"
                    maxlength=120
                    value=name
                    error=problem("name")
                />
                <Field
                    id="f-email"
                    name="request[email]"
                    label=t(k::STAFF_INVITE_EMAIL)
                    help=t(k::STAFF_INVITE_EMAIL_HELP)
                    inputmode="email"
                    autocomplete="off"
                    maxlength=254
                    value=email
                    error=problem("email")
                    is_verbatim=true
                />
                <RoleTicks roles=none flash error=problem("roles") />
                <Select
                    id="f-provider"
                    name="request[provider]"
                    label=t(k::STAFF_CLINICIAN)
                    help=t(k::STAFF_CLINICIAN_HELP)
                    choices=clinician_choices(clinicians)
                    value=provider
                    is_optional=true
                    error=problem("provider")
                />
                <div>
                    <Button weight=Weight::Primary pending=post.pending()>{t(k::STAFF_INVITE)}</Button>
                </div>
            </PostForm>
        </Sheet>
        <StepUpDialog gate />
    }
}
