//! Looking the log through: what has come since the last look, with enough of what was before to judge it.

use super::store;
use crate::facility::Facility;
use crate::notices::{self, Notice};
use crate::{Backend, UseCaseError, account, zones};
use domain::audit::alert::{Seen, What, find};
use domain::civil::days_from_date;
use domain::ids::AlertId;
use domain::registration::name::has_surname;
use domain::time::{DAY, Instant, MINUTE};
use std::collections::BTreeMap;
use uuid::Uuid;

/// How late an event may appear: its transaction was slow.
const LATE_S: i64 = 2 * MINUTE;
/// Events looked at together.
const CHUNK: u64 = 2_000;

/// Looks through what is new in a facility's log; answers with how many alerts were found. Two processes that look at the
/// same time find each alert once: the first to write it down tells of it.
///
/// # Errors
/// When the database fails.
pub async fn watch(backend: &Backend, facility: &Facility) -> Result<u64, UseCaseError> {
    let now = backend.clock.now();
    let state = store::find_watch(backend.db.reader(), facility.id).await?;
    let seen_until = state.seen.unwrap_or_else(|| now.plus_seconds(-DAY));
    let before = i64::from(state.rules.mass_minutes) * MINUTE + LATE_S;
    let events = events(backend, facility, seen_until.plus_seconds(-before)).await?;
    let found = find(&state.rules, &events);
    let tx = backend.db.begin().await?;
    let mut new = 0;
    for alert in &found {
        let id = AlertId(Uuid::new_v4());
        new += u64::from(store::insert_alert(&tx, facility.id, id, alert, now).await?);
    }
    if new > 0 {
        for administrator in account::list_administrators(&tx, facility.id).await? {
            notices::tell_account(&tx, (facility.id, administrator), Notice::AccessAlert, now).await?;
        }
    }
    store::update_seen(&tx, facility.id, now).await?;
    tx.commit().await?;
    Ok(new)
}

/// What colleagues did since `from`, in the order of time, as the rules look at it.
async fn events(backend: &Backend, facility: &Facility, from: Instant) -> Result<Vec<Seen>, UseCaseError> {
    let db = backend.db.reader();
    let staff = store::list_staff(db, facility.id).await?;
    let mut seen = Vec::new();
    let mut families = BTreeMap::new();
    let mut after = None;
    loop {
        let rows = store::list_reads(db, facility.id, (from, after), CHUNK).await?;
        let is_last = (rows.len() as u64) < CHUNK;
        after = rows.last().map(|row| (row.at, row.id));
        for row in rows {
            let Some(person) = staff.get(&row.account) else { continue };
            let what = match (row.action.as_str(), row.chart) {
                ("account.new_device", _) => {
                    if !store::has_signed_in_before(db, facility.id, row.account, row.at).await? {
                        continue;
                    }
                    What::NewDevice
                }
                ("day.read", _) => What::List,
                // Told as it happens, by an alert of its own.
                ("exports.make", _) => continue,
                (_, None) => continue,
                (_, Some(chart)) if person.charts.contains(&chart) => continue,
                (_, Some(chart)) => {
                    let family = match families.get(&chart) {
                        Some(family) => family,
                        None => {
                            let family =
                                store::find_family(db, facility.id, chart).await?.unwrap_or_default();
                            families.entry(chart).or_insert(family)
                        }
                    };
                    What::Chart { chart, is_same_surname: has_surname(&person.name, family) }
                }
            };
            let local = zones::local(&facility.zone, row.at);
            seen.push(Seen {
                account: row.account,
                at: row.at,
                day: days_from_date(local.year, local.month, local.day),
                minute: u16::from(local.hour) * 60 + u16::from(local.minute),
                what,
            });
        }
        if is_last {
            return Ok(seen);
        }
    }
}
