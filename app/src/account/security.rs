//! Password and devices: what the owner of an account can do about who gets in.

use super::api::{ChangePassword, EndOtherSessions, EndSession, list_sessions, read_password_flash};
use super::factors::FactorsSection;
use crate::error::AppError;
use crate::flash::Flash;
use crate::layout::ErrorView;
use crate::load::{load, load_once, wait};
use crate::post::{Post, PostForm};
use crate::texts::{t, tf, tn};
use crate::ui::{
    Badge, Button, Field, Glyph, Icon, PageHeader, Skeleton, SkeletonLines, Tone, Weight, use_toasts,
};
use domain::account::contract::{SessionView, Sessions};
use domain::time::Instant;
use i18n::k;
use leptos::prelude::*;
use leptos_meta::Title;

/// The page.
#[component]
pub fn SecurityPage() -> impl IntoView {
    view! {
        <Title text=t(k::SESSION_SECURITY) />
        <PageHeader title=t(k::SESSION_SECURITY) lead=t(k::ACCOUNT_SECURITY_LEAD) />
        <div class="grid gap-8 md:gap-12">
            <FactorsSection />
            <Password />
            <Devices />
        </div>
    }
}

#[component]
fn Password() -> impl IntoView {
    let flash = load_once(read_password_flash);
    view! {
        <section aria-labelledby="password-title">
            <h2 id="password-title" class="section-title">{t(k::ACCOUNT_PASSWORD_TITLE)}</h2>
            <Suspense>
                {move || wait(async move {
                    let flash = flash.await.ok().flatten();
                    view! { <PasswordForm flash /> }
                })}
            </Suspense>
        </section>
    }
}

#[component]
fn PasswordForm(flash: Option<Flash>) -> impl IntoView {
    let post = Post::to::<ChangePassword>();
    let (current, new) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let toasts = use_toasts();
    let kept = StoredValue::new(flash.map(|flash| flash.error));
    let refused = Memo::new(move |_| match post.answer().get() {
        Some(Err(error)) => Some(error),
        Some(Ok(())) => None,
        None => kept.get_value(),
    });
    Effect::new(move |_| {
        if let Some(Ok(())) = post.answer().get() {
            current.set(String::new());
            new.set(String::new());
            toasts.show(Tone::Success, t(k::ACCOUNT_CHANGED));
        }
    });
    let problem = move |field: &'static str| {
        Signal::derive(move || refused.with(|error| error.as_ref()?.field(field).map(ToOwned::to_owned)))
    };
    let other = move || {
        refused
            .get()
            .filter(|error| !matches!(error, AppError::Invalid { .. }))
            .map(|error| view! { <p class="problem" role="alert">{error.message()}</p> }.into_any())
    };
    view! {
        <PostForm post class="card grid gap-4">
            {other}
            <Field
                id="current"
                name="request[current]"
                label=t(k::ACCOUNT_CURRENT)
                kind="password"
                autocomplete="current-password"
                bind=current
                error=problem("current")
            />
            <Field
                id="new"
                name="request[new]"
                label=t(k::ACCOUNT_NEW)
                help=t(k::ACCOUNT_PASSWORD_ABOUT)
                kind="password"
                autocomplete="new-password"
                maxlength=128
                bind=new
                error=problem("new")
            />
            <div>
                <Button weight=Weight::Primary pending=post.pending()>{t(k::ACCOUNT_CHANGE)}</Button>
            </div>
        </PostForm>
    }
}

#[component]
fn Devices() -> impl IntoView {
    let changes = RwSignal::new(0_u32);
    let sessions = load(move || changes.get(), |_| list_sessions());
    view! {
        <section aria-labelledby="devices-title" class="grid gap-3">
            <h2 id="devices-title" class="section-title">{t(k::ACCOUNT_DEVICES_TITLE)}</h2>
            <p class="text-muted">{t(k::ACCOUNT_DEVICES_ABOUT)}</p>
            <Transition fallback=|| view! { <Skeleton><SkeletonLines count=3 /></Skeleton> }>
                {move || wait(async move {
                    match sessions.await {
                        Ok(sessions) => view! { <DeviceList sessions changes /> }.into_any(),
                        Err(error) => view! { <ErrorView error /> }.into_any(),
                    }
                })}
            </Transition>
        </section>
    }
}

#[component]
fn DeviceList(sessions: Sessions, changes: RwSignal<u32>) -> impl IntoView {
    let Sessions { sessions, now } = sessions;
    let (end, end_all) = (Post::to::<EndSession>(), Post::to::<EndOtherSessions>());
    let toasts = use_toasts();
    Effect::new(move |_| {
        let ended = [(end.answer().get(), k::ACCOUNT_ENDED), (end_all.answer().get(), k::ACCOUNT_ENDED_ALL)];
        for (_, words) in ended.into_iter().filter(|(answer, _)| matches!(answer, Some(Ok(())))) {
            toasts.show(Tone::Success, t(words));
            changes.update(|changes| *changes += 1);
        }
    });
    let refused = move || {
        let answers = [end.answer().get(), end_all.answer().get()];
        answers
            .into_iter()
            .flatten()
            .find_map(Result::err)
            .map(|error| view! { <p class="problem" role="alert">{error.message()}</p> }.into_any())
    };
    let is_alone = sessions.len() < 2;
    let rows = sessions.into_iter().map(|session| view! { <Device session now end /> }.into_any());
    view! {
        {refused}
        <ul class="row-list">{rows.collect_view()}</ul>
        {if is_alone {
            view! { <p class="text-muted">{t(k::ACCOUNT_ONLY_HERE)}</p> }.into_any()
        } else {
            view! {
                <PostForm post=end_all>
                    <Button weight=Weight::Danger pending=end_all.pending()>{t(k::ACCOUNT_END_ALL)}</Button>
                </PostForm>
            }
            .into_any()
        }}
    }
}

#[component]
fn Device(session: SessionView, now: Instant, end: Post<()>) -> impl IntoView {
    let SessionView { id, is_current, device, address, last_seen, .. } = session;
    let icon = if ["Android", "iPhone", "iPad"].iter().any(|system| device.contains(system)) {
        Icon::Handheld
    } else {
        Icon::Monitor
    };
    let used = tf(k::ACCOUNT_LAST_USED, &[("when", &ago(now.seconds_since(last_seen)))]);
    let pressed = end.pressed();
    let own = id.clone();
    let is_ending = Signal::derive(move || pressed.with(|pressed| pressed.as_deref() == Some(own.as_str())));
    let label = tf(k::ACCOUNT_END_NAMED, &[("device", &device)]);
    view! {
        <li class="row flex-wrap">
            <span class="icon-disc"><Glyph icon /></span>
            <div class="grid gap-1 flex-1 min-w-40">
                <p class="flex flex-wrap items-center gap-x-3 gap-y-1 font-semibold text-strong">
                    {device}
                    {is_current.then(|| view! { <Badge tone=Tone::Success label=t(k::ACCOUNT_THIS_DEVICE) /> }.into_any())}
                </p>
                <p class="text-sm text-muted">{used}</p>
                <p class="text-sm text-muted wrap-anywhere">{tf(k::ACCOUNT_ADDRESS, &[("address", &address)])}</p>
            </div>
            {(!is_current).then(|| view! {
                <PostForm post=end>
                    <Button weight=Weight::Secondary name="request[id]" value=id pending=is_ending>
                        <span aria-hidden="true">{t(k::ACCOUNT_END)}</span>
                        <span class="sr-only">{label}</span>
                    </Button>
                </PostForm>
            }.into_any())}
        </li>
    }
}

/// “5 minutes ago”: exact enough to recognise one's own.
fn ago(seconds: i64) -> String {
    let minutes = usize::try_from(seconds / 60).unwrap_or_default();
    match minutes {
        0 => t(k::ACCOUNT_JUST_NOW).to_owned(),
        1..60 => tn(k::ACCOUNT_MINUTES_AGO, minutes),
        _ => tn(k::ACCOUNT_HOURS_AGO, minutes / 60),
    }
}
