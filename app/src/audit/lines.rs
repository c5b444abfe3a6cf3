//! The events as a table.

use super::model::{of_account, of_chart};
use crate::texts::{t, tf};
use crate::ui::{Badge, Column, Table, Tone};
use domain::audit::contract::{AuditLine, AuditRequest};
use i18n::{k, numeric_date};
use leptos::prelude::*;

/// Every event of a page; names lead to all events of the same person or record.
#[component]
pub fn Lines(lines: Vec<AuditLine>, request: AuditRequest) -> impl IntoView {
    let columns = [
        k::AUDIT_COLUMN_TIME,
        k::AUDIT_COLUMN_WHO,
        k::AUDIT_COLUMN_WHAT,
        k::AUDIT_COLUMN_CHART,
        k::AUDIT_COLUMN_SUBJECT,
    ]
    .into_iter()
    .map(|name| Column::text(t(name)))
    .collect();
    let rows = lines.into_iter().map(|line| row(line, &request)).collect_view();
    view! {
        <Table id="access-log" caption=t(k::AUDIT_CAPTION) is_caption_hidden=true columns>{rows}</Table>
    }
}

fn row(line: AuditLine, request: &AuditRequest) -> AnyView {
    let day = numeric_date(&t, line.local);
    let time = format!("{:02}:{:02}:{:02}", line.local.hour, line.local.minute, line.second);
    let who = match line.who {
        Some(who) => named(of_account(request, Some(who.id)), who.name),
        None if line.is_operator => t(k::AUDIT_OPERATOR).into_any(),
        None => view! { <span class="text-muted">{t(k::AUDIT_NOBODY)}</span> }.into_any(),
    };
    let for_whom = line.chart.as_ref().filter(|_| line.acts_for);
    let for_whom = for_whom.map(|chart| tf(k::AUDIT_ACTS_FOR, &[("name", &chart.name)]));
    let chart = line.chart.map(|chart| named(of_chart(request, Some(chart.id)), chart.name));
    view! {
        <tr>
            <th scope="row" class="cell text-start font-normal whitespace-nowrap tabular-nums">
                <span class="block">{day}</span>
                <span class="block text-sm text-muted">{time}</span>
            </th>
            <td class="cell">
                {who}
                {for_whom.map(|words| view! { <span class="block text-sm text-muted">{words}</span> }.into_any())}
            </td>
            <td class="cell">
                <span class="block">{line.what}</span>
                {line.refused.map(|words| view! { <Badge tone=Tone::Warning label=words /> }.into_any())}
            </td>
            <td class="cell">{chart}</td>
            <td class="cell text-sm">
                <span class="block wrap-anywhere max-w-md">{line.subject}</span>
                <span class="block text-muted wrap-anywhere">{line.address}</span>
            </td>
        </tr>
    }
    .into_any()
}

/// A name that leads to all there is of its person or record.
fn named(href: String, name: String) -> AnyView {
    let label = tf(k::AUDIT_ONLY_THIS, &[("name", &name)]);
    view! { <a class="link" href=href title=label>{name}</a> }.into_any()
}
