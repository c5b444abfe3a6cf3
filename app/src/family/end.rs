//! The clinic ends somebody's access: why is asked first.

use super::api::EndAccess;
use super::form::problem;
use super::words;
use crate::flash::Flash;
use crate::layout::{Gate, NotAccepted, ProveFirst, StepUpDialog, leave_when_closed, refusal};
use crate::post::{Post, PostForm};
use crate::routes::access_to;
use crate::texts::{t, tf};
use crate::ui::{Button, Choice, Select, Sheet, Weight};
use domain::account::contract::Freshness;
use domain::family::EndReason;
use domain::family::contract::Proxy;
use domain::ids::ChartId;
use i18n::k;
use leptos::prelude::*;

/// The sheet.
#[component]
pub fn EndSheet(chart: ChartId, proxy: Proxy, freshness: Freshness, flash: Option<Flash>) -> impl IntoView {
    const FORM: &str = "access-end";
    let here = access_to(chart);
    let open = RwSignal::new(true);
    leave_when_closed(open, here.clone());
    let gate = Gate::new();
    let proof = flash.clone().filter(|flash| flash.endpoint == "/api/account/step_up");
    let flash = flash.filter(|flash| flash.endpoint == "/api/family/end_access");
    let post = Post::to::<EndAccess>();
    let error = refusal(post, FORM, gate, flash.as_ref().map(|flash| flash.error.clone()));
    let none = Choice { value: String::new(), label: t(k::FAMILY_CHOOSE).to_owned() };
    let known = EndReason::OF_THE_CLINIC
        .into_iter()
        .map(|reason| Choice { value: reason.name().to_owned(), label: t(words::reason(reason)).to_owned() });
    let choices = std::iter::once(none).chain(known).collect();
    let chosen = flash.as_ref().map(|flash| flash.value("request[reason]")).unwrap_or_default();
    let title = tf(k::FAMILY_CLINIC_END_TITLE, &[("name", &proxy.name)]);
    view! {
        <Sheet id="access" title open close_href=here.clone()>
            <ProveFirst freshness flash=proof />
            <PostForm post id=FORM class="grid gap-4">
                <NotAccepted error id="access-problems" again=here />
                <p>{t(k::FAMILY_CLINIC_END_ABOUT)}</p>
                <input type="hidden" name="request[chart]" value=chart.to_string() />
                <input type="hidden" name="request[grant]" value=proxy.grant.to_string() />
                <Select
                    id="f-reason"
                    name="request[reason]"
                    label=t(k::FAMILY_CLINIC_END_REASON)
                    choices
                    value=chosen
                    error=problem(error, "reason")
                />
                <div>
                    <Button weight=Weight::Danger pending=post.pending()>{t(k::FAMILY_END)}</Button>
                </div>
            </PostForm>
        </Sheet>
        <StepUpDialog gate />
    }
}
