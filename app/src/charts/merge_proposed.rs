//! Charts that another system calls one person's, where a colleague decides: looked at side by side, or said to be two people's.

use super::api::DeclineProposal;
use super::merge_page::when;
use crate::post::{Post, PostForm};
use crate::texts::{t, tf};
use crate::ui::{Button, Weight};
use domain::charts::merge::{Compared, ProposalLine};
use domain::charts::policy::Doubt;
use i18n::{Key, k};
use leptos::prelude::*;

const fn words(doubt: Doubt) -> Key {
    match doubt {
        Doubt::Elsewhere => k::CHARTS_MERGE_DOUBT_ELSEWHERE,
        Doubt::OtherBirth => k::CHARTS_MERGE_DOUBT_OTHER_BIRTH,
        Doubt::Unsure => k::CHARTS_MERGE_DOUBT_UNSURE,
        Doubt::Opens => k::CHARTS_MERGE_DOUBT_OPENS,
        Doubt::TwoAccounts => k::CHARTS_MERGE_DOUBT_TWO_ACCOUNTS,
        Doubt::Helper => k::CHARTS_MERGE_DOUBT_HELPER,
        Doubt::Overlap => k::CHARTS_MERGE_DOUBT_OVERLAP,
    }
}

/// The list; nothing where nothing is proposed.
#[component]
pub fn Proposed(proposals: Vec<ProposalLine>, compare: Post<Compared>) -> impl IntoView {
    (!proposals.is_empty()).then(|| {
        let rows =
            proposals.into_iter().map(|line| view! { <Line line compare /> }.into_any()).collect_view();
        view! {
            <section class="grid gap-3" aria-labelledby="proposed-title" data-proposed="">
                <h2 id="proposed-title" class="text-lg">{t(k::CHARTS_MERGE_PROPOSED)}</h2>
                <p class="text-muted">{t(k::CHARTS_MERGE_PROPOSED_ABOUT)}</p>
                <ul class="row-list" aria-labelledby="proposed-title">{rows}</ul>
            </section>
        }
        .into_any()
    })
}

#[component]
fn Line(line: ProposalLine, compare: Post<Compared>) -> impl IntoView {
    let decline = Post::to::<DeclineProposal>();
    let names = [("merged", line.merged_name.as_str()), ("survivor", line.survivor_name.as_str())];
    let (what, at) = (tf(k::CHARTS_MERGE_INTO, &names), when(line.at));
    let (survivor, merged) = (line.survivor.to_string(), line.merged.to_string());
    let (proposal, named) = (line.id.to_string(), line.id.to_string());
    let problem = move || match decline.answer().get() {
        Some(Err(error)) => Some(error.message()),
        _ => None,
    };
    view! {
        <li class="row flex-wrap items-center" data-proposal=named>
            <div class="flex-1 min-w-0 grid gap-1">
                <p class="wrap-anywhere">{what}</p>
                <p class="text-sm text-muted wrap-anywhere">{t(words(line.doubt))} " · " {at}</p>
                {move || problem().map(|words| view! { <p class="problem" role="alert">{words}</p> }.into_any())}
            </div>
            <PostForm post=compare>
                <input type="hidden" name="request[one]" value=survivor />
                <input type="hidden" name="request[other]" value=merged />
                <Button weight=Weight::Primary pending=compare.pending()>{t(k::CHARTS_MERGE_COMPARE)}</Button>
            </PostForm>
            <PostForm post=decline>
                <input type="hidden" name="request[proposal]" value=proposal />
                <Button weight=Weight::Secondary pending=decline.pending()>{t(k::CHARTS_MERGE_DECLINE)}</Button>
            </PostForm>
        </li>
    }
}
