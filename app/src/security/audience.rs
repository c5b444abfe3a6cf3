//! The fields for patients, or for colleagues.

use super::model::{AudienceFields, problem};
use crate::error::AppError;
use crate::layout::field_id;
use crate::texts::{t, tf};
use crate::ui::{Choice, Field, Glyph, Icon, Select};
use domain::account::security::{ABSOLUTE_HOURS, FactorKind, FactorPolicy, IDLE_MINUTES, MOST_GRACE};
use i18n::{Key, k};
use leptos::html;
use leptos::prelude::*;

const fn policy_name(policy: FactorPolicy) -> Key {
    match policy {
        FactorPolicy::Off => k::SECURITY_POLICY_OFF,
        FactorPolicy::Optional => k::SECURITY_POLICY_OPTIONAL,
        FactorPolicy::Required => k::SECURITY_POLICY_REQUIRED,
    }
}

const fn kind_words(kind: FactorKind) -> (Key, Key) {
    match kind {
        FactorKind::Passkey => (k::ACCOUNT_KIND_PASSKEY, k::SECURITY_ABOUT_PASSKEY),
        FactorKind::Totp => (k::ACCOUNT_KIND_TOTP, k::SECURITY_ABOUT_TOTP),
        FactorKind::Sms => (k::ACCOUNT_KIND_SMS, k::SECURITY_ABOUT_SMS),
        FactorKind::Email => (k::ACCOUNT_KIND_EMAIL, k::SECURITY_ABOUT_EMAIL),
    }
}

/// The card of one audience.
#[component]
pub fn AudienceCard(
    fields: AudienceFields,
    title: Key,
    about: Key,
    reachable: Vec<FactorKind>,
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let name = fields.name;
    let full = |field: &str| format!("{name}.{field}");
    let choices = FactorPolicy::ALL
        .into_iter()
        .map(|policy| Choice { value: policy.name().to_owned(), label: t(policy_name(policy)).to_owned() })
        .collect();
    let title_id = format!("{name}-title");
    let range = |(least, most): (u16, u16)| [least.to_string(), most.to_string()];
    let ([idle_least, idle_most], [abs_least, abs_most]) = (range(IDLE_MINUTES), range(ABSOLUTE_HOURS));
    view! {
        <section class="card grid gap-6" aria-labelledby=title_id.clone()>
            <div>
                <h2 id=title_id.clone() class="text-lg">{t(title)}</h2>
                <p class="text-muted">{t(about)}</p>
            </div>
            <div class="grid gap-6 lg:grid-cols-2">
                <Select
                    id=field_id(&full("policy"))
                    name=format!("request[{name}][policy]")
                    label=t(k::SECURITY_POLICY)
                    choices
                    bind=fields.policy
                    help=t(k::SECURITY_POLICY_HELP)
                    error=problem(error, full("policy"))
                />
                <Field
                    id=field_id(&full("grace"))
                    name=format!("request[{name}][grace]")
                    label=t(k::SECURITY_GRACE)
                    help=tf(k::SECURITY_GRACE_HELP, &[("most", &MOST_GRACE.to_string())])
                    inputmode="numeric"
                    maxlength=2
                    bind=fields.grace
                    error=problem(error, full("grace"))
                />
            </div>
            <Kinds fields reachable error />
            <div class="grid gap-6 lg:grid-cols-2">
                <Field
                    id=field_id(&full("idle_minutes"))
                    name=format!("request[{name}][idle_minutes]")
                    label=t(k::SECURITY_IDLE)
                    help=tf(k::SECURITY_IDLE_HELP, &[("least", &idle_least), ("most", &idle_most)])
                    inputmode="numeric"
                    maxlength=3
                    bind=fields.idle_minutes
                    error=problem(error, full("idle_minutes"))
                />
                <Field
                    id=field_id(&full("absolute_hours"))
                    name=format!("request[{name}][absolute_hours]")
                    label=t(k::SECURITY_ABSOLUTE)
                    help=tf(k::SECURITY_ABSOLUTE_HELP, &[("least", &abs_least), ("most", &abs_most)])
                    inputmode="numeric"
                    maxlength=3
                    bind=fields.absolute_hours
                    error=problem(error, full("absolute_hours"))
                />
            </div>
        </section>
    }
}

/// The kinds of factors, the strongest first, each with what is to be known of it.
#[component]
fn Kinds(
    fields: AudienceFields,
    reachable: Vec<FactorKind>,
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let name = fields.name;
    let error = problem(error, format!("{name}.factors"));
    let id = field_id(&format!("{name}.factors"));
    let error_id = format!("{id}-error");
    let described = {
        let error_id = error_id.clone();
        move || error.with(Option::is_some).then(|| error_id.clone())
    };
    let rows = fields
        .kinds
        .into_iter()
        .enumerate()
        .map(|(index, (kind, is_ticked))| {
            let (label, about) = kind_words(kind);
            let is_reachable = reachable.contains(&kind);
            let id = format!("{name}-kind-{}", kind.name());
            let about_id = format!("{id}-about");
            view! {
                <li class="grid gap-1 content-start py-1">
                    <label class="tick font-semibold text-strong">
                        <Tick
                            name=format!("request[{name}][factors][{index}]")
                            value=kind.name()
                            is_ticked
                            described=about_id.clone()
                        />
                        <span class="min-w-0">{t(label)}</span>
                    </label>
                    <div id=about_id class="grid gap-1 pl-8 text-sm">
                        <p class="text-muted">{t(about)}</p>
                        {(!is_reachable).then(|| {
                            view! {
                                <p class="flex gap-1 font-semibold text-warning-text">
                                    <Glyph icon=Icon::Warning is_small=true />
                                    <span>{t(unreachable(kind))}</span>
                                </p>
                            }.into_any()
                        })}
                    </div>
                </li>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <fieldset id=id tabindex="-1" class="grid gap-1" aria-describedby=described>
            <legend class="label mb-1">{t(k::SECURITY_KINDS)}</legend>
            <ul class="grid gap-2 lg:grid-cols-2 lg:gap-x-6">{rows}</ul>
            {move || {
                let id = error_id.clone();
                error.get().map(|error| {
                    view! {
                        <p id=id class="problem flex gap-1">
                            <Glyph icon=Icon::Problem is_small=true />
                            <span>{error}</span>
                        </p>
                    }.into_any()
                })
            }}
        </fieldset>
    }
}

const fn unreachable(kind: FactorKind) -> Key {
    match kind {
        FactorKind::Passkey | FactorKind::Totp => k::SECURITY_NOT_READY,
        FactorKind::Sms => k::SECURITY_NO_SMS,
        FactorKind::Email => k::SECURITY_NO_EMAIL,
    }
}

/// A box that the page follows; what was ticked before the page woke up stays.
#[component]
pub fn Tick(
    name: String,
    value: &'static str,
    is_ticked: RwSignal<bool>,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional, into)] described: Option<String>,
) -> impl IntoView {
    let node = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(input) = node.get() {
            is_ticked.set(input.checked());
        }
    });
    view! {
        <input
            node_ref=node
            id=id
            type="checkbox"
            name=name
            value=value
            checked=is_ticked.get_untracked()
            class="tick-box"
            aria-describedby=described
            on:change:target=move |event| is_ticked.set(event.target().checked())
        />
    }
}
