//! What became of invitations: how each stands, and what can be done next.

use super::model::{At, letter_href};
use super::words;
use crate::texts::{t, tf};
use crate::ui::{Badge, EmptyState, Icon, LinkButton, Tone, Weight};
use domain::civil::LocalMinute;
use domain::invitations::staff::{InvitationDetail, InvitationLine, InvitationList};
use i18n::k;
use leptos::prelude::*;

/// The states with their numbers, and the invitations.
#[component]
pub fn List(list: InvitationList, open: Option<InvitationDetail>, at: At) -> impl IntoView {
    let total: u64 = list.counts.iter().map(|(_, many)| many).sum();
    let chosen = at.state;
    let all = (None, t(k::INVITATIONS_ALL), total);
    let filters = std::iter::once(all)
        .chain(list.counts.iter().map(|(state, many)| (Some(*state), t(words::state(*state).0), *many)))
        .filter(|(state, _, many)| *many > 0 || *state == chosen)
        .map(|(state, name, many)| {
            let href = At { tab: at.tab, state, ..At::default() }.href();
            view! {
                <li>
                    <a class="tab" href=href aria-current=(state == chosen).then_some("page")>
                        {name} <span class="tab-count">{many}</span>
                    </a>
                </li>
            }
            .into_any()
        })
        .collect_view();
    let is_empty = list.lines.is_empty();
    let rows = list
        .lines
        .into_iter()
        .map(|line| {
            let detail = open.clone().filter(|open| open.line.id == line.id);
            view! { <Line line detail at=at.clone() /> }.into_any()
        })
        .collect_view();
    let turn =
        |page: u64| At { page, open: None, done: None, left_out: Vec::new(), failed: 0, ..at.clone() }.href();
    let newer = (at.page > 0).then(|| turn(at.page - 1));
    let older = list.has_more.then(|| turn(at.page + 1));
    view! {
        <nav class="min-w-0" aria-label=t(k::INVITATIONS_STATES)><ul class="tabs">{filters}</ul></nav>
        {if is_empty {
            view! { <EmptyState icon=Icon::Mail title=t(k::INVITATIONS_NONE) reason=t(k::INVITATIONS_NONE_ABOUT) /> }.into_any()
        } else {
            view! { <ul class="row-list" aria-label=t(k::INVITATIONS_TITLE)>{rows}</ul> }.into_any()
        }}
        <div class="flex flex-wrap gap-3">
            {newer.map(|href| view! { <LinkButton href weight=Weight::Secondary>{t(k::INVITATIONS_NEWER)}</LinkButton> }.into_any())}
            {older.map(|href| view! { <LinkButton href weight=Weight::Secondary>{t(k::INVITATIONS_OLDER)}</LinkButton> }.into_any())}
        </div>
    }
}

/// A day and a time, as the clinic's clocks show them.
fn when(at: LocalMinute) -> String {
    format!("{} {}", i18n::numeric_date(&t, at), i18n::time(at))
}

#[component]
fn Line(line: InvitationLine, detail: Option<InvitationDetail>, at: At) -> impl IntoView {
    let (state, tone) = words::state(line.state);
    let since = when(line.since);
    let until = line.is_live.then(|| tf(k::INVITATIONS_UNTIL, &[("date", &when(line.expires))]));
    let way = [t(words::way(line.channel)).to_owned(), line.to.clone()];
    let way: Vec<_> = way.into_iter().filter(|part| !part.is_empty()).collect();
    let is_open = detail.is_some();
    let toggled = At { open: (!is_open).then_some(line.id), done: None, left_out: Vec::new(), ..at };
    let history = if is_open { k::INVITATIONS_HIDE_HISTORY } else { k::INVITATIONS_HISTORY };
    let named = |key| format!("{}: {}", t(key), line.name);
    view! {
        <li class="grid gap-3 px-4 py-4 md:px-6" data-invitation=line.state.name()>
            <div class="grid gap-x-4 gap-y-1 md:grid-cols-3 md:items-center">
                <span class="grid min-w-0">
                    <span class="font-semibold text-strong wrap-anywhere">{line.name.clone()}</span>
                    <span class="text-sm text-muted wrap-anywhere">{way.join(" · ")}</span>
                </span>
                <span class="flex flex-wrap items-center gap-2">
                    <Badge label=t(state) tone />
                    {line.is_locked.then(|| view! { <Badge label=t(k::INVITATIONS_LOCKED) tone=Tone::Warning icon=Icon::Locked /> }.into_any())}
                </span>
                <span class="grid text-sm text-muted tabular-nums">
                    <span>{since}</span>
                    {until.map(|until| view! { <span>{until}</span> }.into_any())}
                </span>
            </div>
            <div class="flex flex-wrap items-center gap-x-4 gap-y-1">
                {line.may_resend.then(|| view! {
                    <form method="post" action="/api/invitations/resend">
                        <input type="hidden" name="request[invitation]" value=line.id.to_string() />
                        <button class="row-action" aria-label=named(k::INVITATIONS_RESEND)>{t(k::INVITATIONS_RESEND)}</button>
                    </form>
                }.into_any())}
                {(line.is_live && !line.is_locked).then(|| view! {
                    <a class="row-action" href=letter_href(line.id) rel="external" aria-label=named(k::INVITATIONS_LETTER)>
                        {t(k::INVITATIONS_LETTER)}
                    </a>
                }.into_any())}
                {line.is_live.then(|| view! {
                    <form method="post" action="/api/invitations/revoke">
                        <input type="hidden" name="request[invitation]" value=line.id.to_string() />
                        <button class="row-action" aria-label=named(k::INVITATIONS_REVOKE)>{t(k::INVITATIONS_REVOKE)}</button>
                    </form>
                }.into_any())}
                <a class="row-action" href=toggled.href() aria-label=named(history) aria-expanded=is_open.to_string()>{t(history)}</a>
            </div>
            {detail.map(|detail| view! { <History detail /> }.into_any())}
        </li>
    }
}

/// What became of one, the latest first.
#[component]
fn History(detail: InvitationDetail) -> impl IntoView {
    let lines = detail
        .history
        .into_iter()
        .map(|line| {
            let by = if line.by.is_empty() { t(k::INVITATIONS_BY_NOBODY).to_owned() } else { line.by };
            let why = words::detail(&line.detail);
            view! {
                <li class="grid gap-x-4 sm:grid-cols-3 text-sm">
                    <span class="tabular-nums">{when(line.at)}</span>
                    <span class="text-strong">
                        {t(words::state(line.state).0)}
                        {(!why.is_empty()).then(|| format!(" – {why}"))}
                    </span>
                    <span class="text-muted">{by}</span>
                </li>
            }
            .into_any()
        })
        .collect_view();
    view! { <ol class="grid gap-2 border-t border-hairline pt-3" data-history="">{lines}</ol> }
}
