//! The alerts: what somebody should look at, and who has.

use super::api::{LookAtAlert, read_alerts};
use super::frame::{Head, Part};
use super::model::href;
use crate::layout::ErrorView;
use crate::load::{load, wait};
use crate::post::{Post, PostForm};
use crate::routes::SETTINGS_ACCESS_OPENINGS;
use crate::texts::{t, tf, tn};
use crate::ui::{Badge, Button, EmptyState, Field, Glyph, Icon, Skeleton, SkeletonLines, Tone};
use domain::audit::alert::AlertKind;
use domain::audit::contract::{AlertLine, AuditRequest, NOTE_CHARS};
use domain::ids::AlertId;
use i18n::{Key, k};
use leptos::prelude::*;

/// The page of the alerts.
#[component]
pub fn AlertsPage() -> impl IntoView {
    let post = Post::to::<LookAtAlert>();
    let changes = RwSignal::new(0_u32);
    let content = load(move || changes.get(), |_| read_alerts());
    Effect::new(move |_| {
        if matches!(post.answer().get(), Some(Ok(()))) {
            changes.update(|changes| *changes += 1);
        }
    });
    let refused = move || {
        let error = post.answer().get()?.err()?;
        Some(view! { <p class="problem mb-4" role="alert">{error.message()}</p> }.into_any())
    };
    view! {
        <Head part=Part::Alerts />
        {refused}
        <Transition fallback=|| view! { <Skeleton><SkeletonLines count=6 /></Skeleton> }>
            {move || wait(async move {
                match content.await {
                    Ok(page) => view! { <List alerts=page.alerts post /> }.into_any(),
                    Err(error) => view! { <ErrorView error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn List(alerts: Vec<AlertLine>, post: Post<()>) -> impl IntoView {
    if alerts.is_empty() {
        return view! {
            <EmptyState icon=Icon::Success title=t(k::AUDIT_NO_ALERTS) reason=t(k::AUDIT_NO_ALERTS_REASON) />
        }
        .into_any();
    }
    let rows = alerts.into_iter().map(|alert| view! { <Alert alert post /> }.into_any()).collect_view();
    view! { <ul class="row-list">{rows}</ul> }.into_any()
}

const fn kind_name(kind: AlertKind) -> Key {
    match kind {
        AlertKind::MassRead => k::AUDIT_KIND_MASS_READ,
        AlertKind::SameSurname => k::AUDIT_KIND_SAME_SURNAME,
        AlertKind::Night => k::AUDIT_KIND_NIGHT,
        AlertKind::NewDevice => k::AUDIT_KIND_NEW_DEVICE,
        AlertKind::BreakGlass => k::AUDIT_KIND_BREAK_GLASS,
        AlertKind::Export => k::AUDIT_KIND_EXPORT,
    }
}

/// What happened, in a sentence without the name.
fn sentence(alert: &AlertLine) -> String {
    let count = usize::try_from(alert.count).unwrap_or_default();
    match alert.kind {
        AlertKind::MassRead => tn(k::AUDIT_ALERT_MASS_READ, count),
        AlertKind::SameSurname => {
            let patient = alert.chart.as_ref().map_or("", |chart| chart.name.as_str());
            tf(k::AUDIT_ALERT_SAME_SURNAME, &[("patient", patient)])
        }
        AlertKind::BreakGlass => {
            let patient = alert.chart.as_ref().map_or("", |chart| chart.name.as_str());
            tf(k::AUDIT_ALERT_BREAK_GLASS, &[("patient", patient)])
        }
        AlertKind::Night => tn(k::AUDIT_ALERT_NIGHT, count),
        AlertKind::NewDevice => t(k::AUDIT_ALERT_NEW_DEVICE).to_owned(),
        AlertKind::Export => t(k::AUDIT_ALERT_EXPORT).to_owned(),
    }
}

#[component]
fn Alert(alert: AlertLine, post: Post<()>) -> impl IntoView {
    let when = format!("{}, {}", i18n::numeric_date(&t, alert.from), i18n::time_range(alert.from, alert.to));
    let when = if alert.from == alert.to {
        format!("{}, {}", i18n::numeric_date(&t, alert.from), i18n::time(alert.from))
    } else {
        when
    };
    let log = href(&AuditRequest {
        account: Some(alert.who.id),
        from: Some(alert.from.date()),
        to: Some(alert.to.date()),
        ..AuditRequest::default()
    });
    let words = sentence(&alert);
    let reason = alert.reason.as_ref().map(|reason| tf(k::AUDIT_ALERT_REASON, &[("reason", reason)]));
    let is_glass = alert.kind == AlertKind::BreakGlass;
    let AlertLine { id, kind, who, looked, .. } = alert;
    let is_open = looked.is_none();
    let name = who.name;
    view! {
        <li class="row flex-wrap" data-alert=kind.name()>
            <span class="icon-disc">
                <Glyph icon=if is_open { Icon::Warning } else { Icon::Check } />
            </span>
            <div class="grid gap-1 flex-1 min-w-60">
                <p class="flex flex-wrap items-center gap-x-3 gap-y-1">
                    <span class="font-semibold text-strong">{name.clone()}</span>
                    <Badge tone=if is_open { Tone::Warning } else { Tone::Neutral } label=t(kind_name(kind)) />
                </p>
                <p>{words}</p>
                {reason.map(|reason| view! { <p class="wrap-anywhere" data-reason="">{reason}</p> }.into_any())}
                <p class="text-sm text-muted">
                    {when} " · " <a class="link" href=log>{t(k::AUDIT_ALERT_LOG)}</a>
                    {is_glass.then(|| view! { " · " <a class="link" href=SETTINGS_ACCESS_OPENINGS>{t(k::AUDIT_TAB_OPENINGS)}</a> }.into_any())}
                </p>
                {looked.map(|looked| {
                    let day = i18n::numeric_date(&t, looked.local);
                    let by = tf(k::AUDIT_LOOKED_BY, &[("name", &looked.by), ("day", &day)]);
                    view! {
                        <p class="text-sm">{by}</p>
                        <p class="text-sm wrap-anywhere empty:hidden">{looked.note}</p>
                    }.into_any()
                })}
            </div>
            {is_open.then(|| view! { <Looked id name post /> }.into_any())}
        </li>
    }
}

#[component]
fn Looked(id: AlertId, name: String, post: Post<()>) -> impl IntoView {
    let most = u16::try_from(NOTE_CHARS).unwrap_or(u16::MAX);
    let own = id.to_string();
    let pressed = post.pressed();
    let is_sending = {
        let own = own.clone();
        Signal::derive(move || pressed.with(|pressed| pressed.as_deref() == Some(own.as_str())))
    };
    let label = tf(k::AUDIT_LOOK_NAMED, &[("name", &name)]);
    view! {
        <PostForm post class="grid gap-3 w-full md:w-96">
            <Field
                id=format!("note-{id}")
                name="request[note]"
                label=t(k::AUDIT_NOTE)
                help=t(k::AUDIT_NOTE_HELP)
                maxlength=most
                is_optional=true
            />
            <div>
                <Button name="request[alert]" value=own pending=is_sending>
                    <span aria-hidden="true">{t(k::AUDIT_LOOK)}</span>
                    <span class="sr-only">{label}</span>
                </Button>
            </div>
        </PostForm>
    }
}
