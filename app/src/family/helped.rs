//! For whom the reader may act, and giving it up.

use super::api::GiveUp;
use super::page::give_up_href;
use super::words;
use crate::flash::Flash;
use crate::layout::{Gate, NotAccepted, StepUpDialog, leave_when_closed, refusal};
use crate::post::{Post, PostForm};
use crate::routes::FAMILY;
use crate::texts::{t, tf};
use crate::ui::{Avatar, Button, Sheet, Weight};
use domain::family::contract::Helped;
use i18n::k;
use leptos::prelude::*;

/// The list; nothing for those who help nobody.
#[component]
pub fn HelpedList(helped: Vec<Helped>) -> impl IntoView {
    let rows = helped
        .into_iter()
        .map(|line| {
            let label = tf(k::FAMILY_GIVE_UP_NAMED, &[("name", &line.name)]);
            let period = words::period(line.since, line.until, line.is_for_minor);
            view! {
                <li class="row flex-wrap" data-helped="">
                    <Avatar name=line.name.clone() />
                    <div class="grid gap-1 flex-1 min-w-48">
                        <p class="font-semibold text-strong wrap-anywhere">{line.name}</p>
                        <p class="text-sm">{words::scopes(&line.scopes)}</p>
                        <p class="text-sm text-muted">{period}</p>
                    </div>
                    <a class="button-secondary" href=give_up_href(line.grant) aria-label=label>{t(k::FAMILY_GIVE_UP)}</a>
                </li>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    (!rows.is_empty()).then(|| {
        view! {
            <section aria-labelledby="helped-title" class="grid gap-3">
                <h2 id="helped-title" class="section-title">{t(k::FAMILY_HELPED)}</h2>
                <p class="text-muted">{t(k::FAMILY_HELPED_ABOUT)}</p>
                <ul class="row-list">{rows}</ul>
            </section>
        }
        .into_any()
    })
}

/// Asks once more before somebody stops helping.
#[component]
pub fn GiveUpSheet(line: Helped, flash: Option<Flash>) -> impl IntoView {
    const FORM: &str = "family-give-up";
    let open = RwSignal::new(true);
    leave_when_closed(open, FAMILY.to_owned());
    let gate = Gate::new();
    let post = Post::to::<GiveUp>();
    let flash = flash.filter(|flash| flash.endpoint == "/api/family/give_up");
    let error = refusal(post, FORM, gate, flash.map(|flash| flash.error));
    let named = [("name", line.name.as_str())];
    let (title, about) = (tf(k::FAMILY_GIVE_UP_TITLE, &named), tf(k::FAMILY_GIVE_UP_ABOUT, &named));
    view! {
        <Sheet id="give-up" title open close_href=FAMILY>
            <PostForm post id=FORM class="grid gap-4">
                <NotAccepted error id="give-up-problems" again=FAMILY />
                <p>{about}</p>
                <input type="hidden" name="request[grant]" value=line.grant.to_string() />
                <div>
                    <Button weight=Weight::Danger pending=post.pending()>{t(k::FAMILY_GIVE_UP)}</Button>
                </div>
            </PostForm>
        </Sheet>
        <StepUpDialog gate />
    }
}
