//! The page of family access; the address says what is being done.

use super::api::{Resend, TakeBack, read_family, read_flash};
use super::helped::{GiveUpSheet, HelpedList};
use super::people::{InviteeRow, PastList, ProxyRow};
use super::sheets::{ChangeSheet, InviteSheet};
use crate::error::AppError;
use crate::flash::Flash;
use crate::layout::{ErrorView, Gate, NotAccepted, ProveFirst, StepUpDialog};
use crate::load::{load, load_once, wait};
use crate::post::{Post, PostForm, submit_again};
use crate::routes::FAMILY;
use crate::texts::{t, tf};
use crate::ui::{
    Alert, Button, EmptyState, Icon, LinkButton, PageHeader, Skeleton, SkeletonLines, Tone, Weight,
};
use domain::account::contract::Freshness;
use domain::family::contract::{Circle, FamilyPage as Content, Invitee, Proxy};
use domain::ids::GrantId;
use i18n::{Key, k};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// Where the form of an invitation is.
const INVITE_HREF: &str = "/account/family?invite=yes";

/// Where a change leads to: the page, with the word of what was done, and to which: the same done to another is another
/// address, and the page is read anew.
#[cfg(feature = "ssr")]
pub fn done_href(word: &str, which: &str) -> String {
    format!("{FAMILY}?done={word}&of={which}")
}

/// Where one is asked once more before giving up.
pub fn give_up_href(grant: GrantId) -> String {
    format!("{FAMILY}?leave={grant}")
}

/// What was done.
fn done_words(word: &str) -> Option<Key> {
    Some(match word {
        "invited" => k::FAMILY_DONE_INVITED,
        "changed" => k::FAMILY_DONE_CHANGED,
        "ended" => k::FAMILY_DONE_ENDED,
        "resent" => k::FAMILY_DONE_RESENT,
        "taken_back" => k::FAMILY_DONE_TAKEN_BACK,
        "given_up" => k::FAMILY_DONE_GIVEN_UP,
        _ => return None,
    })
}

/// What the address asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct At {
    edited: Option<GrantId>,
    left: Option<GrantId>,
    is_inviting: bool,
    done: Option<String>,
    of: Option<String>,
}

/// The page.
#[component]
pub fn FamilyPage() -> impl IntoView {
    let query = use_query_map();
    let at = Memo::new(move |_| {
        query.with(|query| At {
            edited: query.get("edit").and_then(|id| id.parse().ok()),
            left: query.get("leave").and_then(|id| id.parse().ok()),
            is_inviting: query.get("invite").is_some(),
            done: query.get("done"),
            of: query.get("of"),
        })
    });
    // A change leads to the page, which is read anew.
    let content = load(move || at.get(), |_| read_family());
    let flash = load_once(read_flash);
    view! {
        <Title text=t(k::FAMILY_TITLE) />
        <PageHeader title=t(k::FAMILY_TITLE) lead=t(k::FAMILY_LEAD) />
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

#[component]
fn Parts(content: Content, at: At, flash: Option<Flash>) -> impl IntoView {
    let Content { circle, has_own_chart, shown, helped, freshness } = content;
    let done = at.done.as_deref().and_then(done_words);
    let people = circle.as_ref().map(|circle| circle.people.as_slice()).unwrap_or_default();
    let edited = people.iter().find(|proxy| Some(proxy.grant) == at.edited).cloned();
    let left = helped.iter().find(|line| Some(line.grant) == at.left).cloned();
    let may_invite = circle.as_ref().is_some_and(|circle| circle.can_send);
    let kept = flash.clone();
    let own = match (circle, shown) {
        (Some(circle), _) => view! { <Own circle freshness flash=kept /> }.into_any(),
        (None, Some(name)) => {
            let named = [("name", name.as_str())];
            let about = tf(k::FAMILY_SHOWN_OTHER_ABOUT, &named);
            view! { <Alert title=tf(k::FAMILY_SHOWN_OTHER, &named)>{about}</Alert> }.into_any()
        }
        (None, None) if !has_own_chart => {
            view! { <Alert title=t(k::FAMILY_NO_OWN)>{t(k::FAMILY_NO_OWN_ABOUT)}</Alert> }.into_any()
        }
        (None, None) => {
            view! { <ErrorView error=AppError::Forbidden { rule: "access.ended".to_owned() } /> }.into_any()
        }
    };
    view! {
        <div class="grid gap-8 md:gap-12">
            {done.map(|words| view! {
                <div data-done=""><Alert tone=Tone::Success is_urgent=true>{t(words)}</Alert></div>
            }.into_any())}
            {own}
            <HelpedList helped />
        </div>
        {match (edited, left) {
            (Some(proxy), _) => view! { <ChangeSheet proxy freshness flash /> }.into_any(),
            (None, Some(line)) => view! { <GiveUpSheet line flash /> }.into_any(),
            (None, None) if at.is_inviting && may_invite => view! { <InviteSheet freshness flash /> }.into_any(),
            (None, None) => ().into_any(),
        }}
    }
}

/// Who may act for the reader's own chart.
#[component]
fn Own(circle: Circle, freshness: Freshness, flash: Option<Flash>) -> impl IntoView {
    let Circle { people, invited, past, can_send } = circle;
    let is_alone = people.is_empty();
    let rows = people.into_iter().map(person).collect_view();
    let invite = move || {
        can_send.then(|| {
            view! { <LinkButton href=INVITE_HREF weight=Weight::Primary icon=Icon::Add>{t(k::FAMILY_INVITE)}</LinkButton> }
                .into_any()
        })
    };
    view! {
        <section aria-labelledby="people-title" class="grid gap-3">
            <h2 id="people-title" class="section-title">{t(k::FAMILY_PEOPLE)}</h2>
            {if is_alone {
                view! {
                    <EmptyState icon=Icon::People title=t(k::FAMILY_NOBODY) reason=t(k::FAMILY_NOBODY_REASON)>{invite()}</EmptyState>
                }.into_any()
            } else {
                view! { <ul class="row-list">{rows}</ul> <div>{invite()}</div> }.into_any()
            }}
            {(!can_send).then(|| view! { <Alert>{t(k::FAMILY_NO_SENDING)}</Alert> }.into_any())}
        </section>
        {(!invited.is_empty()).then(|| view! { <Invited invited freshness flash /> }.into_any())}
        <PastList past />
    }
}

fn person(proxy: Proxy) -> AnyView {
    let href = format!("{FAMILY}?edit={}", proxy.grant);
    let label = tf(k::FAMILY_EDIT_NAMED, &[("name", &proxy.name)]);
    view! {
        <ProxyRow proxy given_by_patient=k::FAMILY_GIVEN_BY_YOU>
            <a class="button-secondary" href=href aria-label=label>{t(k::FAMILY_EDIT)}</a>
        </ProxyRow>
    }
    .into_any()
}

/// The id of the form that sends an invitation again.
fn again_form(invitation: &str) -> String {
    format!("resend-{invitation}")
}

/// Who was invited and has not come yet.
#[component]
fn Invited(invited: Vec<Invitee>, freshness: Freshness, flash: Option<Flash>) -> impl IntoView {
    let (resend, take_back) = (Post::to::<Resend>(), Post::to::<TakeBack>());
    let gate = Gate::new();
    let of = |endpoint: &str| flash.clone().filter(|flash| flash.endpoint == endpoint);
    let proof = of("/api/account/step_up");
    let before = of("/api/family/resend").or_else(|| of("/api/family/take_back"));
    let pressed = StoredValue::new(String::new());
    Effect::new(move |_| {
        // Once the question is answered, the same form is sent again.
        if let Some(id) = resend.pressed().get() {
            pressed.set_value(id);
        }
        if let Some(Err(error)) = resend.answer().get() {
            gate.asks(
                &error,
                Callback::new(move |()| pressed.with_value(|id| submit_again(&again_form(id)))),
            );
        }
    });
    let kept = StoredValue::new(before.map(|flash| flash.error));
    let error = Signal::derive(move || match (resend.answer().get(), take_back.answer().get()) {
        (Some(Err(error)), _) if error != AppError::StepUp => Some(error),
        (_, Some(Err(error))) => Some(error),
        (None, None) => kept.get_value(),
        _ => None,
    });
    let rows = invited
        .into_iter()
        .map(|invitee| {
            let id = invitee.invitation.to_string();
            let own = id.clone();
            let named = [("name", invitee.name.as_str())];
            let (again, back) = (tf(k::FAMILY_RESEND_NAMED, &named), tf(k::FAMILY_TAKE_BACK_NAMED, &named));
            let may_resend = invitee.may_resend;
            view! {
                <InviteeRow invitee>
                    {may_resend.then(|| view! {
                        <PostForm post=resend id=again_form(&id)>
                            <input type="hidden" name="request[invitation]" value=id.clone() />
                            <Button value=id.clone()>
                                <span aria-hidden="true">{t(k::FAMILY_RESEND)}</span>
                                <span class="sr-only">{again}</span>
                            </Button>
                        </PostForm>
                    }.into_any())}
                    <PostForm post=take_back>
                        <Button weight=Weight::Danger name="request[invitation]" value=own>
                            <span aria-hidden="true">{t(k::FAMILY_TAKE_BACK)}</span>
                            <span class="sr-only">{back}</span>
                        </Button>
                    </PostForm>
                </InviteeRow>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <section aria-labelledby="invited-title" class="grid gap-3">
            <h2 id="invited-title" class="section-title">{t(k::FAMILY_INVITED)}</h2>
            <ProveFirst freshness flash=proof />
            <NotAccepted error id="invited-problems" again=FAMILY />
            <ul class="row-list">{rows}</ul>
        </section>
        <StepUpDialog gate />
    }
}
