//! Who may act for a chart, who was invited, and what has ended; the same rows for the patient and for the clinic.

use super::words;
use crate::texts::{t, tf};
use crate::ui::{Avatar, Badge, Glyph, Icon, Tone};
use domain::family::contract::{GivenBy, Invitee, Past, Proxy};
use i18n::{Key, k};
use leptos::prelude::*;

/// Somebody who may act now; what can be done about it stands at the end of the row.
#[component]
pub fn ProxyRow(proxy: Proxy, given_by_patient: Key, children: Children) -> impl IntoView {
    let given = match proxy.given_by {
        GivenBy::Patient => given_by_patient,
        GivenBy::Clinic => k::FAMILY_GIVEN_BY_CLINIC,
    };
    let relationship = proxy.relationship.map(|word| t(words::relationship(word)));
    let period = words::period(proxy.since, proxy.until, proxy.is_for_minor);
    view! {
        <li class="row flex-wrap" data-proxy="">
            <Avatar name=proxy.name.clone() />
            <div class="grid gap-1 flex-1 min-w-48">
                <p class="font-semibold text-strong wrap-anywhere">{proxy.name}</p>
                {relationship.map(|words| view! { <p class="text-sm">{words}</p> }.into_any())}
                <p class="text-sm">{words::scopes(&proxy.scopes)}</p>
                <p class="text-sm text-muted">{period}</p>
                <p class="text-sm text-muted">{t(given)}</p>
            </div>
            {children()}
        </li>
    }
}

/// Somebody who was invited and has not come yet.
#[component]
pub fn InviteeRow(invitee: Invitee, children: Children) -> impl IntoView {
    let to = if invitee.to.is_empty() { t(k::FAMILY_BY_HAND).to_owned() } else { invitee.to };
    let relationship = invitee.relationship.map(|word| t(words::relationship(word)));
    let expires = tf(k::FAMILY_INVITED_UNTIL, &[("date", &words::day(invitee.expires))]);
    view! {
        <li class="row flex-wrap" data-invitee="">
            <span class="icon-disc"><Glyph icon=Icon::Mail /></span>
            <div class="grid gap-1 flex-1 min-w-48">
                <p class="font-semibold text-strong wrap-anywhere">{invitee.name}</p>
                {relationship.map(|words| view! { <p class="text-sm">{words}</p> }.into_any())}
                <p class="text-sm wrap-anywhere">{to}</p>
                <p class="text-sm">{words::scopes(&invitee.scopes)}</p>
                <p class="text-sm text-muted">{expires}</p>
                {invitee.is_locked.then(|| view! {
                    <p><Badge label=t(k::FAMILY_LOCKED) tone=Tone::Warning icon=Icon::Locked /></p>
                }.into_any())}
            </div>
            <div class="flex flex-wrap gap-2">{children()}</div>
        </li>
    }
}

/// What has ended, folded away.
#[component]
pub fn PastList(past: Vec<Past>) -> impl IntoView {
    let rows = past
        .into_iter()
        .map(|line| {
            let dates = [("since", words::day(line.since)), ("ended", words::day(line.ended))];
            let dates = dates.each_ref().map(|(name, day)| (*name, day.as_str()));
            let why = line.reason.map(|reason| t(words::ended(reason)));
            view! {
                <li class="grid gap-1 px-4 py-3 md:px-6">
                    <span class="font-semibold text-strong wrap-anywhere">{line.name}</span>
                    <span class="text-sm text-muted">{tf(k::FAMILY_PAST_LINE, &dates)}</span>
                    {why.map(|why| view! { <span class="text-sm">{why}</span> }.into_any())}
                </li>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    (!rows.is_empty()).then(|| {
        view! {
            <details class="card" data-past="">
                <summary class="font-semibold text-strong min-h-target content-center">{t(k::FAMILY_PAST)}</summary>
                <ul class="divide-y divide-hairline">{rows}</ul>
            </details>
        }
        .into_any()
    })
}
