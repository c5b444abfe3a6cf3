//! Second factors of one's own account: what is set up, what can be added, and the recovery codes.

use super::add_factor::{AddFactorDialog, Adding};
use super::api::{list_factors, remove_factor, renew_recovery_codes};
use super::contacts::ContactsSection;
use super::rename_factor::RenameButton;
use super::step_up::{Gate, StepUpDialog};
use crate::error::AppError;
use crate::layout::ErrorView;
use crate::load::{load, wait};
use crate::texts::{t, tf, tn};
use crate::ui::{Alert, Button, Glyph, Icon, Skeleton, SkeletonLines, Tone, Weight, use_toasts};
use domain::account::factor::{FactorRequest, FactorView, Factors};
use domain::account::security::{FactorKind, FactorPolicy};
use i18n::{Key, k};
use leptos::prelude::*;

/// The name of a kind.
pub const fn kind_name(kind: FactorKind) -> Key {
    match kind {
        FactorKind::Passkey => k::ACCOUNT_KIND_PASSKEY,
        FactorKind::Totp => k::ACCOUNT_KIND_TOTP,
        FactorKind::Sms => k::ACCOUNT_KIND_SMS,
        FactorKind::Email => k::ACCOUNT_KIND_EMAIL,
    }
}

/// The icon of a kind.
pub const fn kind_icon(kind: FactorKind) -> Icon {
    match kind {
        FactorKind::Passkey => Icon::Locked,
        FactorKind::Totp => Icon::Handheld,
        FactorKind::Sms => Icon::Phone,
        FactorKind::Email => Icon::Mail,
    }
}

const fn kind_about(kind: FactorKind) -> Key {
    match kind {
        FactorKind::Passkey => k::ACCOUNT_ABOUT_PASSKEY,
        FactorKind::Totp => k::ACCOUNT_ABOUT_TOTP,
        FactorKind::Sms => k::ACCOUNT_ABOUT_SMS,
        FactorKind::Email => k::ACCOUNT_ABOUT_EMAIL,
    }
}

/// The sections of the security page about second factors and addresses: one dialog sets up both, and one asks for proof.
#[component]
pub fn FactorsSection() -> impl IntoView {
    let changes = RwSignal::new(0_u32);
    let factors = load(move || changes.get(), |_| list_factors());
    let gate = Gate::new();
    let adding = Adding::new(gate, changes);
    view! {
        <section aria-labelledby="factors-title" class="grid gap-3">
            <h2 id="factors-title" class="section-title">{t(k::ACCOUNT_FACTORS_TITLE)}</h2>
            <p class="text-muted">{t(k::ACCOUNT_FACTORS_ABOUT)}</p>
            <NeedsScripts />
            <Transition fallback=|| view! { <Skeleton><SkeletonLines count=3 /></Skeleton> }>
                {move || wait(async move {
                    match factors.await {
                        Ok(factors) => view! { <FactorList factors adding gate changes /> }.into_any(),
                        Err(error) => view! { <ErrorView error /> }.into_any(),
                    }
                })}
            </Transition>
        </section>
        <ContactsSection adding gate changes />
        <AddFactorDialog adding />
        <StepUpDialog gate />
    }
}

/// Without scripts nothing here can be pressed, so that is said instead.
#[component]
pub fn NeedsScripts() -> impl IntoView {
    view! { <p class="hidden noscript:block font-semibold">{t(k::ACCOUNT_FACTORS_SCRIPTS)}</p> }
}

#[component]
fn FactorList(factors: Factors, adding: Adding, gate: Gate, changes: RwSignal<u32>) -> impl IntoView {
    let Factors { factors, offered, policy, codes_left, .. } = factors;
    if policy == FactorPolicy::Off {
        return view! { <p class="text-muted">{t(k::ACCOUNT_FACTORS_OFF)}</p> }.into_any();
    }
    let problem = RwSignal::new(None::<&'static str>);
    let is_empty = factors.is_empty();
    let rows = factors
        .into_iter()
        .map(|factor| view! { <FactorRow factor gate changes problem /> }.into_any())
        .collect_view();
    let offers = offered
        .into_iter()
        .map(|kind| {
            let begin = Callback::new(move |()| adding.begin(kind));
            view! {
                <li class="row flex-wrap">
                    <span class="icon-disc"><Glyph icon=kind_icon(kind) /></span>
                    <div class="grid gap-1 flex-1 min-w-40">
                        <p class="font-semibold text-strong">{t(kind_name(kind))}</p>
                        <p class="text-sm text-muted">{t(kind_about(kind))}</p>
                    </div>
                    <div class="noscript:hidden">
                        <Button kind="button" weight=Weight::Secondary on_press=begin>
                            <span aria-hidden="true">{t(k::ACCOUNT_FACTOR_ADD)}</span>
                            <span class="sr-only">{tf(k::ACCOUNT_FACTOR_ADD_NAMED, &[("kind", t(kind_name(kind)))])}</span>
                        </Button>
                    </div>
                </li>
            }
            .into_any()
        })
        .collect_view();
    view! {
        {(is_empty && policy == FactorPolicy::Required).then(|| view! {
            <Alert tone=Tone::Warning title=t(k::ACCOUNT_FACTORS_NEEDED)>{t(k::ACCOUNT_FACTORS_NEEDED_ABOUT)}</Alert>
        }.into_any())}
        {move || problem.get().map(|words| view! { <p class="problem" role="alert">{words}</p> }.into_any())}
        {(!is_empty).then(|| view! { <ul class="row-list">{rows}</ul> }.into_any())}
        <h3 class="mt-4 text-base">{t(k::ACCOUNT_FACTOR_OFFERS)}</h3>
        <ul class="row-list">{offers}</ul>
        {(!is_empty).then(|| view! { <Recovery codes_left adding gate /> }.into_any())}
    }
    .into_any()
}

#[component]
fn FactorRow(
    factor: FactorView,
    gate: Gate,
    changes: RwSignal<u32>,
    problem: RwSignal<Option<&'static str>>,
) -> impl IntoView {
    let FactorView { id, kind, label, used, is_synced, is_blocked, .. } = factor;
    let pending = RwSignal::new(false);
    let toasts = use_toasts();
    let remove = StoredValue::new(None::<Callback<()>>);
    let run = Callback::new(move |()| {
        pending.set(true);
        leptos::task::spawn_local(async move {
            let answer = remove_factor(FactorRequest { factor: id }).await;
            let _ = pending.try_set(false);
            match answer {
                Ok(()) => {
                    problem.set(None);
                    toasts.show(Tone::Success, t(k::ACCOUNT_FACTOR_REMOVED));
                    changes.update(|changes| *changes += 1);
                }
                Err(error) => {
                    let asks = remove.get_value().is_some_and(|again| gate.asks(&error, again));
                    if !asks {
                        problem.set(Some(error.message()));
                    }
                }
            }
        });
    });
    remove.set_value(Some(run));
    let name = if label.is_empty() { t(kind_name(kind)).to_owned() } else { label.clone() };
    let place = (kind == FactorKind::Passkey)
        .then(|| t(if is_synced { k::ACCOUNT_PASSKEY_SYNCED } else { k::ACCOUNT_PASSKEY_LOCAL }));
    let rename = (!kind.is_weak() && !is_blocked)
        .then(|| view! { <RenameButton factor=id label name=name.clone() changes /> }.into_any());
    let about = if used.is_some() { k::ACCOUNT_FACTOR_USED } else { k::ACCOUNT_FACTOR_NEVER_USED };
    view! {
        <li class="row flex-wrap">
            <span class="icon-disc"><Glyph icon=kind_icon(kind) /></span>
            <div class="grid gap-1 flex-1 min-w-40">
                <p class="font-semibold text-strong wrap-anywhere">{name.clone()}</p>
                <p class="text-sm text-muted">
                    {t(kind_name(kind))}" · "{t(about)}{place.map(|place| format!(" · {place}"))}
                </p>
                {is_blocked.then(|| view! { <p class="problem">{t(k::ACCOUNT_PASSKEY_BLOCKED)}</p> }.into_any())}
            </div>
            <div class="flex flex-wrap gap-3 noscript:hidden">
                {rename}
                <Button kind="button" weight=Weight::Danger pending on_press=run>
                    <span aria-hidden="true">{t(k::ACCOUNT_FACTOR_REMOVE)}</span>
                    <span class="sr-only">{tf(k::ACCOUNT_FACTOR_REMOVE_NAMED, &[("name", &name)])}</span>
                </Button>
            </div>
        </li>
    }
}

#[component]
fn Recovery(codes_left: usize, adding: Adding, gate: Gate) -> impl IntoView {
    let pending = RwSignal::new(false);
    let problem = RwSignal::new(None::<&'static str>);
    let again = StoredValue::new(None::<Callback<()>>);
    let renew = Callback::new(move |()| {
        pending.set(true);
        leptos::task::spawn_local(async move {
            let answer = renew_recovery_codes().await;
            let _ = pending.try_set(false);
            match answer {
                Ok(added) => adding.show_codes(added.recovery_codes),
                Err(error) => told(&error, gate, again, problem),
            }
        });
    });
    again.set_value(Some(renew));
    view! {
        <div class="card grid gap-3 mt-4">
            <h3 class="text-base">{t(k::ACCOUNT_RECOVERY_TITLE)}</h3>
            <p>{t(k::ACCOUNT_RECOVERY_ABOUT)}</p>
            <p class="font-semibold text-strong">{tn(k::ACCOUNT_RECOVERY_LEFT, codes_left)}</p>
            {move || problem.get().map(|words| view! { <p class="problem" role="alert">{words}</p> }.into_any())}
            <div class="noscript:hidden">
                <Button kind="button" pending on_press=renew>{t(k::ACCOUNT_RECOVERY_RENEW)}</Button>
            </div>
        </div>
    }
}

/// Asks for proof if that is what is missing; else shows what went wrong.
pub fn told(
    error: &AppError,
    gate: Gate,
    again: StoredValue<Option<Callback<()>>>,
    problem: RwSignal<Option<&'static str>>,
) {
    let asks = again.get_value().is_some_and(|again| gate.asks(error, again));
    problem.set((!asks).then(|| error.message()));
}
