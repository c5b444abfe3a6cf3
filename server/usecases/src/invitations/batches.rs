//! Inviting many: who is meant is written down once, then they go out so many an hour while the clinic's window is open.

use super::enter::today;
use super::find::Known;
use super::list::reason_of;
use super::outdated::contact_of;
use super::staff::{invite_chart, permit, reach};
use super::store::{self, ChartHead, Meant};
use super::{read_settings, store::BatchRow};
use crate::error::FieldError;
use crate::facility::Facility;
use crate::plain::plain;
use crate::{Backend, UseCaseError, account, audit, factors, uninterrupted, zones};
use domain::actor::Actor;
use domain::csv::row;
use domain::ids::BatchId;
use domain::invitations::settings::InvitationSettings;
use domain::invitations::staff::{BatchLine, BatchPage, Criteria, DecideRequest, Preview};
use domain::invitations::{LeftOut, age, left_out};
use domain::permission::Role;
use domain::refusal::Refusal;
use domain::registration::birth_date;
use domain::time::{DAY, Instant};
use std::collections::HashMap;
use uuid::Uuid;

/// Longest criterion, in characters.
const LONGEST: usize = 100;
/// Seconds of an hour.
const HOUR_S: i64 = 3_600;

/// What the page shows.
///
/// # Errors
/// The policy's.
pub async fn read_batches(
    backend: &Backend,
    actor: &Actor,
    facility: &Facility,
) -> Result<BatchPage, UseCaseError> {
    permit(backend, actor, "invitations.read_batches").await?;
    let db = backend.db.reader();
    let batches = store::list_batches(db, facility.id).await?;
    let batches = batches.into_iter().map(|batch| BatchLine {
        id: batch.id,
        state: batch.state,
        created: zones::local(&facility.zone, batch.created),
        by: batch.by,
        invited: batch.invited,
        left_out: batch.left_out,
        waiting: batch.waiting,
    });
    let choices = store::list_choices(db, facility.id).await?;
    Ok(BatchPage {
        batches: batches.collect(),
        settings: read_settings(db, facility.id).await?,
        may_decide: actor.has_role(Role::Administrator),
        visit_types: choices.visit_types,
        providers: choices.providers,
        locations: choices.locations,
    })
}

/// What inviting those would do; nothing is done.
///
/// # Errors
/// The policy's; fields that cannot be read.
pub async fn preview_batch(
    backend: &Backend,
    actor: &Actor,
    facility: &Facility,
    criteria: Criteria,
) -> Result<Preview, UseCaseError> {
    permit(backend, actor, "invitations.preview_batch").await?;
    let meant = meant(backend, facility, &criteria).await?;
    let per_hour = usize::from(read_settings(backend.db.reader(), facility.id).await?.per_hour);
    let mut left_out: HashMap<LeftOut, usize> = HashMap::new();
    for reason in meant.iter().filter_map(|(_, reason)| *reason) {
        *left_out.entry(reason).or_default() += 1;
    }
    let invited = meant.iter().filter(|(_, reason)| reason.is_none()).count();
    let found = |reason: &LeftOut| Some((*reason, *left_out.get(reason)?));
    Ok(Preview {
        meant: meant.len(),
        invited,
        left_out: LeftOut::ALL.iter().filter_map(found).collect(),
        hours: invited.div_ceil(per_hour.max(1)),
    })
}

/// Who is meant, and why some of them are not invited.
async fn meant(
    backend: &Backend,
    facility: &Facility,
    criteria: &Criteria,
) -> Result<Vec<(ChartHead, Option<LeftOut>)>, UseCaseError> {
    let now = backend.clock.now();
    let asked = read_criteria(criteria, facility)?;
    let db = backend.db.reader();
    let visits = if asked.visits.is_any() {
        Some(store::last_visits(db, facility.id, &asked.visits, now).await?)
    } else {
        None
    };
    let heads = store::list_all_charts(db, facility.id).await?;
    let known = Known {
        own: store::list_own_grants(db, facility.id, now).await?,
        invited: store::has_live_invitation(db, facility.id, now).await?,
        today: today(facility, now),
        of_age_years: facility.security.hand_over_age,
    };
    let is_meant = |head: &ChartHead| {
        let born = head.birth_date.as_deref().and_then(|date| birth_date::read(date, known.today));
        let years = born.map(|born| age(born, known.today));
        let is_aged = match (asked.age_from, asked.age_to) {
            (None, None) => true,
            (from, to) => years.is_some_and(|years| {
                from.is_none_or(|from| years >= from) && to.is_none_or(|to| years <= to)
            }),
        };
        let tag = head.language.as_deref().and_then(|tag| tag.split(['-', '_']).next());
        let speaks = asked.language.as_deref().is_none_or(|wanted| tag == Some(wanted));
        let visited = visits.as_ref().is_none_or(|visits| {
            visits.get(&head.id).is_some_and(|last| {
                asked.visits.from.is_none_or(|from| *last >= from)
                    && asked.visits.to.is_none_or(|to| *last < to)
            })
        });
        is_aged && speaks && visited
    };
    let with_reason = |head: ChartHead| {
        let is_reachable = reach(backend, facility, &head).is_some();
        let reason = left_out(&known.facts(&head, is_reachable), known.today);
        (head, reason)
    };
    Ok(heads.into_iter().filter(is_meant).map(with_reason).collect())
}

/// Criteria as they are asked.
struct Asked {
    age_from: Option<i16>,
    age_to: Option<i16>,
    language: Option<String>,
    visits: Meant,
}

fn read_criteria(criteria: &Criteria, facility: &Facility) -> Result<Asked, UseCaseError> {
    let mut problems = Vec::new();
    let text = |text: &str| Some(plain(text, LONGEST)).filter(|text| !text.is_empty());
    let mut years = |field: &str, typed: &str| {
        let typed = text(typed)?;
        let years = typed.parse::<i16>().ok().filter(|years| (0..=125).contains(years));
        if years.is_none() {
            problems.push(FieldError::new(field, "invitation_age"));
        }
        years
    };
    let (age_from, age_to) = (years("age_from", &criteria.age_from), years("age_to", &criteria.age_to));
    let mut day = |field: &str, typed: &str, later_s: i64| {
        let typed = text(typed)?;
        let at = zones::midnight(&facility.zone, &typed);
        if at.is_none() {
            problems.push(FieldError::new(field, "calendar.date"));
        }
        at.map(|at| at.plus_seconds(later_s))
    };
    let from = day("visit_from", &criteria.visit_from, 0);
    let to = day("visit_to", &criteria.visit_to, DAY);
    if !problems.is_empty() {
        return Err(UseCaseError::Invalid(problems));
    }
    Ok(Asked {
        age_from,
        age_to,
        language: text(&criteria.language),
        visits: Meant {
            from,
            to,
            visit_type: text(&criteria.visit_type),
            provider: text(&criteria.provider),
            location: text(&criteria.location),
        },
    })
}

/// Begins to invite those.
///
/// # Errors
/// The policy's; fields that cannot be read; the field `criteria` where nobody would be invited.
pub async fn start_batch(
    backend: &Backend,
    actor: &Actor,
    facility: &Facility,
    criteria: Criteria,
) -> Result<BatchId, UseCaseError> {
    permit(backend, actor, "invitations.start_batch").await?;
    factors::require_fresh(backend, actor).await?;
    let meant = meant(backend, facility, &criteria).await?;
    if meant.iter().all(|(_, reason)| reason.is_some()) {
        return Err(UseCaseError::Invalid(vec![FieldError::new("criteria", "invitation_nobody")]));
    }
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let id = BatchId(Uuid::new_v4());
        let rows: Vec<BatchRow> = (0_i32..)
            .zip(meant)
            .map(|(position, (head, reason))| BatchRow { batch: id, position, chart: head.id, reason })
            .collect();
        let words = serde_json::to_string(&criteria)?;
        let tx = backend.db.begin().await?;
        store::insert_batch(&tx, (actor.facility, actor.account), id, &words, &rows, now).await?;
        let event = audit::Event::of(&actor, now, "invitations.start_batch", &id.to_string());
        audit::record(&tx, &backend.keys, &audit::Event { chart: None, ..event }).await?;
        tx.commit().await?;
        Ok(id)
    })
    .await
}

/// Lets a batch rest, or go on.
///
/// # Errors
/// The policy's; `NotFound`; [`super::ENDED`].
pub async fn pause_batch(
    backend: &Backend,
    actor: &Actor,
    (id, is_pause): (BatchId, bool),
) -> Result<(), UseCaseError> {
    permit(backend, actor, "invitations.pause_batch").await?;
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let (from, to) = if is_pause { ("running", "paused") } else { ("paused", "running") };
        let tx = backend.db.begin().await?;
        if !store::change_batch(&tx, actor.facility, id, (from, to), now).await? {
            tx.rollback().await?;
            return Err(super::ENDED.into());
        }
        let event = audit::Event::of(&actor, now, "invitations.pause_batch", &format!("{id} {to}"));
        audit::record(&tx, &backend.keys, &audit::Event { chart: None, ..event }).await?;
        Ok(tx.commit().await?)
    })
    .await
}

/// Invites those whose turn it is; returns how many. Repeating it, and several processes at once, invite nobody twice.
///
/// # Errors
/// When the database fails.
pub async fn run_batches(backend: &Backend, facility: &Facility) -> Result<u64, UseCaseError> {
    let now = backend.clock.now();
    let settings = read_settings(backend.db.reader(), facility.id).await?;
    let clock = zones::local(&facility.zone, now);
    if !settings.is_open_at(u16::from(clock.hour) * 60 + u16::from(clock.minute)) {
        return Ok(0);
    }
    let sent =
        store::count_invited_since(backend.db.reader(), facility.id, now.plus_seconds(-HOUR_S)).await?;
    let left = u64::from(settings.per_hour).saturating_sub(sent);
    // Spread over the hour, a minute's share at a time.
    let share = left.min(u64::from(settings.per_hour).div_ceil(60));
    if !facility.is_enabled {
        return Ok(0);
    }
    let mut invited = 0;
    for row in store::list_waiting(backend.db.reader(), facility.id, share).await? {
        invited += u64::from(invite_row(backend, facility, &row, now).await?);
    }
    store::end_batches(backend.db.writer(), facility.id, now).await?;
    Ok(invited)
}

/// Invites one of many, if it still waits and its batch still runs.
async fn invite_row(
    backend: &Backend,
    facility: &Facility,
    row: &BatchRow,
    now: Instant,
) -> Result<bool, UseCaseError> {
    let tx = backend.db.begin().await?;
    // One at a time over all processes and batches, by the pace that holds now: what was read before may be over.
    store::lock_pace(&tx, facility.id).await?;
    let per_hour = u64::from(read_settings(&tx, facility.id).await?.per_hour);
    if store::count_invited_since(&tx, facility.id, now.plus_seconds(-HOUR_S)).await? >= per_hour {
        tx.rollback().await?;
        return Ok(false);
    }
    let is_running = store::change_batch(&tx, facility.id, row.batch, ("running", "running"), now).await?;
    if !is_running || !store::take_row(&tx, facility.id, row, now).await? {
        tx.rollback().await?;
        return Ok(false);
    }
    match invite_chart(&tx, backend, facility, (row.chart, false), None).await {
        Ok(made) => {
            store::finish_row(&tx, facility.id, row, made.invitation).await?;
            let mut event =
                account::operator_event(facility.id, now, "invitations.invite", &made.invitation.to_string());
            (event.chart, event.address) = (Some(row.chart), "batch".to_owned());
            audit::record(&tx, &backend.keys, &event).await?;
            tx.commit().await?;
            Ok(true)
        }
        Err(UseCaseError::Refused(refusal)) => {
            tx.rollback().await?;
            let reason = reason_of(refusal.rule).map_or(refusal.rule, LeftOut::name);
            store::leave_row_out(backend.db.writer(), facility.id, row, reason, now).await?;
            Ok(false)
        }
        Err(error) => {
            tx.rollback().await?;
            Err(error)
        }
    }
}

/// Changes what the clinic has decided; administrators do.
///
/// # Errors
/// The policy's; the fields `days`, `per_hour`, `from`, `to`.
pub async fn decide(
    backend: &Backend,
    actor: &Actor,
    request: DecideRequest,
) -> Result<InvitationSettings, UseCaseError> {
    permit(backend, actor, "invitations.decide").await?;
    if !actor.has_role(Role::Administrator) {
        return Err(audit::denied(backend, actor, "invitations.decide", Refusal::NOT_PERMITTED.into()).await);
    }
    let number = |text: &str| text.trim().parse::<u16>().unwrap_or(0);
    let minute = |text: &str| {
        let (hours, minutes) = text.trim().split_once(':')?;
        let (hours, minutes) = (hours.parse::<u16>().ok()?, minutes.parse::<u16>().ok()?);
        (hours <= 24 && minutes < 60).then_some(hours * 60 + minutes)
    };
    let settings = InvitationSettings {
        days: number(&request.days),
        per_hour: number(&request.per_hour),
        from_minute: minute(&request.from).unwrap_or(u16::MAX),
        to_minute: minute(&request.to).unwrap_or(0),
    };
    let problems = settings.problems();
    if !problems.is_empty() {
        let fields = problems.into_iter().map(|(field, message)| FieldError::new(field, message));
        return Err(UseCaseError::Invalid(fields.collect()));
    }
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let words = serde_json::to_string(&settings)?;
        let tx = backend.db.begin().await?;
        store::update_settings(&tx, actor.facility, &words).await?;
        let event = audit::Event::of(&actor, now, "invitations.decide", "");
        audit::record(&tx, &backend.keys, &audit::Event { chart: None, ..event }).await?;
        tx.commit().await?;
        Ok(settings)
    })
    .await
}

/// The result for each patient of a batch, as a table for spreadsheets; that somebody fetched it is noted.
///
/// # Errors
/// The policy's; `NotFound`.
pub async fn export_batch(
    backend: &Backend,
    actor: &Actor,
    facility: &Facility,
    id: BatchId,
) -> Result<String, UseCaseError> {
    permit(backend, actor, "invitations.export_batch").await?;
    factors::require_fresh(backend, actor).await?;
    let db = backend.db.reader();
    let rows = store::list_results(db, facility.id, id).await?;
    if rows.is_empty() {
        return Err(UseCaseError::NotFound);
    }
    let now = backend.clock.now();
    let event = audit::Event::of(actor, now, "invitations.export_batch", &id.to_string());
    audit::record_alone(backend, &audit::Event { chart: None, ..event }).await?;
    let mut csv = row(&["name", "born", "record_number", "channel", "result", "reason", "at"]);
    for line in rows {
        let at = line.at.map(|at| String::from(zones::local(&facility.zone, at))).unwrap_or_default();
        let channel = reach(backend, facility, &line.head).map(|(kind, _)| kind);
        let channel = channel.filter(|kind| contact_of(&line.head, *kind, &facility.zone).is_some());
        let cells = [
            line.head.name.as_str(),
            line.head.birth_date.as_deref().unwrap_or_default(),
            line.head.number.as_deref().unwrap_or_default(),
            channel.map_or("", domain::contact::ContactKind::name),
            &line.state,
            &line.reason,
            &at,
        ];
        csv.push_str(&row(&cells));
    }
    Ok(csv)
}
