//! The clinic's page about who may act for a patient; the address says whose chart, and what is being done.

use super::api::{read_access, read_flash};
use super::end::EndSheet;
use super::let_in::{LetInSheet, Person};
use super::people::{InviteeRow, PastList, ProxyRow};
use super::sheets::GiveSheet;
use super::words;
use crate::dates::day;
use crate::error::AppError;
use crate::flash::Flash;
use crate::layout::ErrorView;
use crate::load::{load, load_once, wait};
use crate::routes::{self, access_to};
use crate::texts::{t, tf};
use crate::ui::{
    Alert, Badge, Button, EmptyState, Icon, LinkButton, PageHeader, Skeleton, SkeletonLines, Tone, Weight,
};
use domain::family::contract::{AccessPage as Content, ChartRequest, Invitee};
use domain::ids::{ChartId, GrantId};
use i18n::{Key, k};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// Where a change leads to: the page, with the word of what was done.
#[cfg(feature = "ssr")]
pub fn done_href(chart: ChartId, word: &str) -> String {
    format!("{}&done={word}", access_to(chart))
}

fn done_words(word: &str) -> Option<Key> {
    match word {
        "given" => Some(k::FAMILY_DONE_GIVEN),
        "ended" => Some(k::FAMILY_DONE_ENDED),
        _ => None,
    }
}

/// What the address asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct At {
    chart: Option<ChartId>,
    ended: Option<GrantId>,
    is_giving: bool,
    /// Who is let in: an account of the patient, or who holds a grant.
    let_in: Option<String>,
    done: Option<String>,
}

/// The page.
#[component]
pub fn AccessPage() -> impl IntoView {
    let query = use_query_map();
    let at = Memo::new(move |_| {
        query.with(|query| At {
            chart: query.get("chart").and_then(|id| id.parse().ok()),
            ended: query.get("end").and_then(|id| id.parse().ok()),
            is_giving: query.get("give").is_some(),
            let_in: query.get("let_in"),
            done: query.get("done"),
        })
    });
    let content = load(move || at.get(), read);
    let flash = load_once(read_flash);
    view! {
        <Title text=t(k::FAMILY_ACCESS) />
        <Transition fallback=|| view! { <Skeleton><SkeletonLines count=6 /></Skeleton> }>
            {move || wait(async move {
                let flash = flash.await.ok().flatten();
                match content.await {
                    Ok(content) => view! { <Parts content at=at.get_untracked() flash /> }.into_any(),
                    Err(error) => view! { <ErrorView error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

async fn read(at: At) -> Result<Content, AppError> {
    match at.chart {
        Some(chart) => read_access(ChartRequest { chart }).await,
        None => {
            #[cfg(feature = "ssr")]
            crate::context::set_status(http::StatusCode::NOT_FOUND);
            Err(AppError::NotFound)
        }
    }
}

#[component]
fn Parts(content: Content, at: At, flash: Option<Flash>) -> impl IntoView {
    let ended = content.circle.people.iter().find(|proxy| Some(proxy.grant) == at.ended).cloned();
    let let_in = at.let_in.as_deref().and_then(|whom| person(&content, whom));
    let done = at.done.as_deref().and_then(done_words);
    let (chart, freshness, hand_over) = (content.chart, content.freshness, content.hand_over);
    let can_send = content.circle.can_send;
    let refused = flash.clone().filter(|flash| flash.endpoint.starts_with("/api/invitations/"));
    view! {
        <div class="grid gap-6 max-w-2xl">
            <Head content=content.clone() />
            {refused.map(|flash| view! {
                <Alert tone=Tone::Danger is_urgent=true>{flash.error.message()}</Alert>
            }.into_any())}
            {done.map(|words| view! {
                <div data-done=""><Alert tone=Tone::Success is_urgent=true>{t(words)}</Alert></div>
            }.into_any())}
            {hand_over.map(|day| {
                let words = tf(k::FAMILY_ACCESS_MINOR, &[("date", &words::day(day))]);
                view! { <Alert>{words}</Alert> }.into_any()
            })}
            <People content />
        </div>
        {match (ended, let_in) {
            (Some(proxy), _) => view! { <EndSheet chart proxy freshness flash /> }.into_any(),
            (None, Some(person)) => view! { <LetInSheet chart person freshness flash /> }.into_any(),
            (None, None) if at.is_giving => view! { <GiveSheet chart hand_over can_send freshness flash /> }.into_any(),
            (None, None) => ().into_any(),
        }}
    }
}

/// Who is meant by the address's word.
fn person(content: &Content, whom: &str) -> Option<Person> {
    if let Some(owner) = content.owners.iter().find(|owner| owner.account.to_string() == whom) {
        let name = content.name.clone();
        return Some(Person { name, grant: None, account: Some(owner.account) });
    }
    let grant = whom.parse().ok()?;
    let proxy = content.circle.people.iter().find(|proxy| proxy.grant == grant)?;
    Some(Person { name: proxy.name.clone(), grant: Some(grant), account: None })
}

/// Whose chart it is.
#[component]
fn Head(content: Content) -> impl IntoView {
    let title = tf(k::FAMILY_ACCESS_TITLE, &[("name", &content.name)]);
    let born = day(&content.born).map(|date| tf(k::FAMILY_ACCESS_ABOUT, &[("born", &date)]));
    let number =
        (!content.number.is_empty()).then(|| tf(k::FAMILY_ACCESS_NUMBER, &[("number", &content.number)]));
    let about: Vec<String> = [born, number].into_iter().flatten().collect();
    let has_account = !content.owners.is_empty();
    let is_one = content.owners.len() == 1;
    let here = access_to(content.chart);
    let let_in = content
        .owners
        .into_iter()
        .map(|owner| {
            let href = format!("{here}&let_in={}", owner.account);
            let words = if is_one {
                t(k::FAMILY_LET_IN_LINK).to_owned()
            } else {
                tf(k::FAMILY_LET_IN_NAMED, &[("name", &owner.username)])
            };
            view! { <LinkButton href weight=Weight::Secondary>{words}</LinkButton> }.into_any()
        })
        .collect_view();
    let own = if has_account { k::FAMILY_ACCESS_OWN } else { k::FAMILY_ACCESS_NO_OWN };
    view! {
        <div class="grid gap-2">
            <PageHeader title lead=about.join(" · ") back=(routes::INVITATIONS, t(k::FAMILY_ACCESS_BACK)) />
            <div class="flex flex-wrap items-center gap-3">
                <Badge label=t(own) tone=if has_account { Tone::Success } else { Tone::Neutral } />
                {let_in}
            </div>
        </div>
    }
}

/// Who may act, who was invited, what has ended.
#[component]
fn People(content: Content) -> impl IntoView {
    let here = access_to(content.chart);
    let is_alone = content.circle.people.is_empty();
    let give = format!("{here}&give=yes");
    let rows = content
        .circle
        .people
        .into_iter()
        .map(|proxy| {
            let href = format!("{here}&end={}", proxy.grant);
            let let_in = format!("{here}&let_in={}", proxy.grant);
            let named = [("name", proxy.name.as_str())];
            let (label, lost) = (tf(k::FAMILY_CLINIC_END_NAMED, &named), tf(k::FAMILY_LET_IN_NAMED, &named));
            view! {
                <ProxyRow proxy given_by_patient=k::FAMILY_GIVEN_BY_PATIENT>
                    <div class="flex flex-wrap gap-2">
                        <a class="button-secondary" href=let_in aria-label=lost>{t(k::FAMILY_LET_IN_LINK)}</a>
                        <a class="button-danger" href=href aria-label=label>{t(k::FAMILY_CLINIC_END)}</a>
                    </div>
                </ProxyRow>
            }
            .into_any()
        })
        .collect_view();
    let invited = content.circle.invited;
    view! {
        <section aria-labelledby="people-title" class="grid gap-3">
            <h2 id="people-title" class="section-title">{t(k::FAMILY_ACCESS)}</h2>
            {if is_alone {
                view! { <EmptyState icon=Icon::People title=t(k::FAMILY_ACCESS_NONE) reason=t(k::FAMILY_ACCESS_NONE_REASON) /> }.into_any()
            } else {
                view! { <ul class="row-list">{rows}</ul> }.into_any()
            }}
            <div>
                <LinkButton href=give weight=Weight::Primary icon=Icon::Add>{t(k::FAMILY_GIVE)}</LinkButton>
            </div>
        </section>
        {(!invited.is_empty()).then(|| view! { <Invited invited /> }.into_any())}
        <PastList past=content.circle.past />
    }
}

/// Invitations; they are sent again and taken back as all others.
#[component]
fn Invited(invited: Vec<Invitee>) -> impl IntoView {
    let rows = invited
        .into_iter()
        .map(|invitee| {
            let id = invitee.invitation.to_string();
            let own = id.clone();
            let named = [("name", invitee.name.as_str())];
            let (again, back) = (tf(k::FAMILY_RESEND_NAMED, &named), tf(k::FAMILY_TAKE_BACK_NAMED, &named));
            let may_resend = invitee.may_resend && !invitee.to.is_empty();
            view! {
                <InviteeRow invitee>
                    {may_resend.then(|| view! {
                        <form method="post" action="/api/invitations/resend">
                            <Button name="request[invitation]" value=id.clone()>
                                <span aria-hidden="true">{t(k::FAMILY_RESEND)}</span>
                                <span class="sr-only">{again}</span>
                            </Button>
                        </form>
                    }.into_any())}
                    <form method="post" action="/api/invitations/revoke">
                        <Button weight=Weight::Danger name="request[invitation]" value=own>
                            <span aria-hidden="true">{t(k::FAMILY_TAKE_BACK)}</span>
                            <span class="sr-only">{back}</span>
                        </Button>
                    </form>
                </InviteeRow>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <section aria-labelledby="invited-title" class="grid gap-3">
            <h2 id="invited-title" class="section-title">{t(k::FAMILY_INVITED)}</h2>
            <ul class="row-list">{rows}</ul>
        </section>
    }
}
