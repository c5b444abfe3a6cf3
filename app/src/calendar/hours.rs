//! Providers, and the week of the one that is chosen.

use super::model::{At, Tab, Task};
use super::words;
use crate::texts::{t, tf};
use crate::ui::{Badge, Column, EmptyState, Icon, LinkButton, Table, Weight};
use domain::calendar::contract::{CalendarPage, HoursLine, ProviderLine};
use i18n::k;
use leptos::prelude::*;

/// Providers on one side, the week of one on the other.
#[component]
pub fn Hours(page: StoredValue<CalendarPage>, at: At) -> impl IntoView {
    let providers = page.with_value(|page| page.providers.clone());
    let chosen = match &at.provider {
        Some(key) => providers.iter().find(|row| row.key == *key).cloned(),
        None => providers.first().cloned(),
    };
    let current = chosen.as_ref().map(|row| row.key.clone());
    let add = at.with(Task::Provider, None).href();
    let lines = providers
        .into_iter()
        .map(|row| {
            let is_current = current.as_deref() == Some(row.key.as_str());
            view! { <ProviderLink row is_current /> }.into_any()
        })
        .collect_view();
    view! {
        <div class="calendar-split">
            <section aria-labelledby="providers-title" class="grid gap-3 content-start min-w-0">
                <div class="flex items-center justify-between gap-3">
                    <h2 id="providers-title" class="text-lg">{t(k::CALENDAR_PROVIDERS)}</h2>
                    <LinkButton href=add icon=Icon::Add weight=Weight::Quiet>{t(k::CALENDAR_ADD_PROVIDER)}</LinkButton>
                </div>
                <ul class="pick-list">{lines}</ul>
            </section>
            {match chosen {
                Some(provider) => view! { <Week page provider at /> }.into_any(),
                None => {
                    view! {
                        <EmptyState
                            icon=Icon::People
                            title=t(k::CALENDAR_NO_PROVIDER)
                            reason=t(k::CALENDAR_NO_PROVIDER_REASON)
                        />
                    }
                        .into_any()
                }
            }}
        </div>
    }
}

#[component]
fn ProviderLink(row: ProviderLine, is_current: bool) -> impl IntoView {
    let href = At { tab: Tab::Hours, provider: Some(row.key), ..At::default() }.href();
    view! {
        <li>
            <a class="pick" href=href aria-current=is_current.then_some("page")>
                <span class="grid min-w-0 flex-1">
                    <span class="font-semibold text-strong wrap-anywhere">{row.name}</span>
                    <span class="text-sm text-muted">{row.specialty}</span>
                </span>
                {(!row.is_active).then(|| view! { <Badge label=t(k::CALENDAR_INACTIVE) /> }.into_any())}
            </a>
        </li>
    }
}

#[component]
fn Week(page: StoredValue<CalendarPage>, provider: ProviderLine, at: At) -> impl IntoView {
    let at = At { provider: Some(provider.key.clone()), ..at.plain() };
    let rows = page.with_value(|page| {
        page.weekly.iter().filter(|row| row.provider == provider.key).cloned().collect::<Vec<_>>()
    });
    let days = (0..7_u8)
        .map(|day| {
            let here: Vec<HoursLine> = rows.iter().filter(|row| row.weekday == day).cloned().collect();
            day_rows(page, day, here, &at)
        })
        .collect_view();
    let edit = at.with(Task::Provider, Some(&provider.key)).href();
    let add = at.with(Task::Hours, None).href();
    let columns = vec![
        Column::text(t(k::CALENDAR_DAY)),
        Column::text(t(k::CALENDAR_TIME)),
        Column::text(t(k::CALENDAR_PLACE)),
        Column::text(t(k::CALENDAR_VISIT_TYPES)),
        Column::text(t(k::CALENDAR_VALID)),
        Column::number(t(k::CALENDAR_ACTIONS)),
    ];
    let caption = tf(k::CALENDAR_WEEKLY_OF, &[("name", &provider.name)]);
    view! {
        <section aria-labelledby="week-title" class="grid gap-3 content-start min-w-0">
            <div class="flex flex-wrap items-center justify-between gap-3">
                <div class="grid min-w-0">
                    <h2 id="week-title" class="text-lg">{provider.name}</h2>
                    <p class="text-sm text-muted">{provider.specialty}</p>
                </div>
                <div class="flex flex-wrap gap-2">
                    <LinkButton href=edit icon=Icon::Edit>{t(k::CALENDAR_EDIT_PROVIDER)}</LinkButton>
                    <LinkButton href=add icon=Icon::Add weight=Weight::Primary>{t(k::CALENDAR_ADD_HOURS)}</LinkButton>
                </div>
            </div>
            <Table id="week" caption is_caption_hidden=true columns>{days}</Table>
        </section>
    }
}

/// The windows of a day; a day without any says so.
fn day_rows(page: StoredValue<CalendarPage>, day: u8, rows: Vec<HoursLine>, at: &At) -> Vec<AnyView> {
    let name = words::weekday(day);
    if rows.is_empty() {
        let line = view! {
            <tr>
                <th scope="row" class="cell row-head">{name}</th>
                <td class="cell text-muted" colspan="5">{t(k::CALENDAR_NO_HOURS)}</td>
            </tr>
        };
        return vec![line.into_any()];
    }
    rows.into_iter()
        .enumerate()
        .map(|(index, row)| {
            let words = words::window(&row);
            let edit = at.with(Task::Hours, Some(&row.version)).href();
            let remove = at.with(Task::RemoveHours, Some(&row.version)).href();
            let (place, types) = page.with_value(|page| {
                (words::place(page, Some(&row.location)), words::visit_types(page, row.visit_types.as_deref()))
            });
            let name = name.clone();
            view! {
                <tr data-hours="">
                    <th scope="row" class="cell row-head">
                        <span class:sr-only={index > 0}>{name}</span>
                    </th>
                    <td class="cell whitespace-nowrap tabular-nums text-strong">{words::times(&row.from, &row.to)}</td>
                    <td class="cell">{place}</td>
                    <td class="cell">{types}</td>
                    <td class="cell text-muted">{words::validity(&row)}</td>
                    <td class="cell-actions"><RowActions words edit remove=Some(remove) /></td>
                </tr>
            }
            .into_any()
        })
        .collect()
}

/// What can be done with a row.
#[component]
pub fn RowActions(
    /// What the row says, for screen readers.
    words: String,
    /// Where it is changed.
    edit: String,
    /// Where it is taken away, if it can be.
    remove: Option<String>,
) -> impl IntoView {
    let edit_label = tf(k::CALENDAR_EDIT_ROW, &[("row", &words)]);
    let remove_label = tf(k::CALENDAR_REMOVE_ROW, &[("row", &words)]);
    view! {
        <a class="row-action" href=edit aria-label=edit_label>{t(k::CALENDAR_EDIT)}</a>
        {remove
            .map(|href| {
                view! { <a class="row-action" href=href aria-label=remove_label>{t(k::CALENDAR_REMOVE)}</a> }.into_any()
            })}
    }
}
