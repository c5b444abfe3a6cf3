//! The front desk lets somebody in who has lost every second factor: a reason, then a code to tell in person.

use super::api::LetIn;
use super::form::problem;
use crate::flash::Flash;
use crate::layout::{Gate, NotAccepted, ProveFirst, StepUpDialog, ToldCode, leave_when_closed, refusal};
use crate::post::{Post, PostForm};
use crate::routes::access_to;
use crate::texts::{t, tf};
use crate::ui::{Alert, Button, Field, Sheet, Tone, Weight};
use domain::account::contract::Freshness;
use domain::family::contract::PersonLetIn;
use domain::ids::{AccountId, ChartId, GrantId};
use domain::staff::contract::REASON_CHARS;
use i18n::k;
use leptos::prelude::*;

/// Who is let in.
#[derive(Clone, Debug)]
pub struct Person {
    /// The name.
    pub name: String,
    /// The grant of who acts for the patient; nothing for the patient.
    pub grant: Option<GrantId>,
    /// The patient's account.
    pub account: Option<AccountId>,
}

/// The sheet; the code can be shown only where scripts run, since it stands in no page that is kept.
#[component]
pub fn LetInSheet(
    chart: ChartId,
    person: Person,
    freshness: Freshness,
    flash: Option<Flash>,
) -> impl IntoView {
    const FORM: &str = "access-let-in";
    let here = access_to(chart);
    let open = RwSignal::new(true);
    leave_when_closed(open, here.clone());
    let gate = Gate::new();
    let proof = flash.filter(|flash| flash.endpoint == "/api/account/step_up");
    let post = Post::to::<LetIn>();
    let error = refusal(post, FORM, gate, None);
    let Person { name, grant, account } = person;
    let (title, about) = {
        let named = [("name", name.as_str())];
        (tf(k::FAMILY_LET_IN_TITLE, &named), tf(k::FAMILY_LET_IN_ABOUT, &named))
    };
    let name = StoredValue::new(name);
    let answered = move || match post.answer().get() {
        Some(Ok(PersonLetIn { code: Some(allowed) })) => {
            Some(view! { <ToldCode allowed name=name.get_value() /> }.into_any())
        }
        Some(Ok(PersonLetIn { code: None })) => {
            let words = tf(k::FAMILY_LET_IN_NO_FACTOR, &[("name", &name.get_value())]);
            Some(
                view! { <div data-no-factor=""><Alert tone=Tone::Success is_urgent=true>{words}</Alert></div> }
                    .into_any(),
            )
        }
        _ => None,
    };
    let is_asked = Signal::derive(move || !matches!(post.answer().get(), Some(Ok(_))));
    let most = u16::try_from(REASON_CHARS).unwrap_or(u16::MAX);
    view! {
        <Sheet id="access" title open close_href=here.clone()>
            {answered}
            <div class="grid gap-4" class:hidden=move || !is_asked.get()>
                <p>{about}</p>
                <p class="hidden noscript:block font-semibold">{t(k::STAFF_RESET_SCRIPTS)}</p>
                <ProveFirst freshness flash=proof />
                <PostForm post id=FORM class="grid gap-4 noscript:hidden">
                    <NotAccepted error id="access-problems" again=here />
                    <input type="hidden" name="request[chart]" value=chart.to_string() />
                    {grant.map(|grant| view! {
                        <input type="hidden" name="request[grant]" value=grant.to_string() />
                    }.into_any())}
                    {account.map(|account| view! {
                        <input type="hidden" name="request[account]" value=account.to_string() />
                    }.into_any())}
                    <Field
                        id="f-reason"
                        name="request[reason]"
                        label=t(k::FAMILY_LET_IN_REASON)
                        help=t(k::FAMILY_LET_IN_REASON_HELP)
                        maxlength=most
                        error=problem(error, "reason")
                    />
                    <div>
                        <Button weight=Weight::Primary pending=post.pending()>{t(k::FAMILY_LET_IN)}</Button>
                    </div>
                </PostForm>
            </div>
        </Sheet>
        <StepUpDialog gate />
    }
}
