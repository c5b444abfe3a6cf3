//! Requests as colleagues see them: the list, and one beside the charts that may be meant.

use super::may_review;
use super::store::{self, Row};
use super::weigh::{Weighed, weigh, weigh_charts};
use crate::facility::Facility;
use crate::keys::Purpose;
use crate::plain::one_line;
use crate::{Backend, UseCaseError, audit, charts, factors, zones};
use domain::actor::Actor;
use domain::contact::{ContactKind, masked};
use domain::ids::{ChartId, FacilityId, RegistrationId};
use domain::registration::birth_date::DateLikeness;
use domain::registration::name::NameLikeness;
use domain::registration::national_id;
use domain::registration::staff::{
    CompareRequest, Compared, HistoryLine, ListRequest, MOST_COMPARED, Match, PER_PAGE, RequestDetail,
    RequestLine, RequestList,
};
use domain::time::{Instant, MINUTE};

/// A page of requests.
///
/// # Errors
/// The policy's.
pub async fn list_requests(
    backend: &Backend,
    actor: &Actor,
    facility: &Facility,
    request: ListRequest,
) -> Result<RequestList, UseCaseError> {
    may_review(backend, actor, "registration.list").await?;
    let (db, now) = (backend.db.reader(), backend.clock.now());
    note_read(backend, actor, ("registration.list", ""), None, now).await?;
    let counts = store::count_by_state(db, facility.id).await?;
    let page = (request.page.min(10_000) * PER_PAGE, PER_PAGE + 1);
    let rows = store::list_page(db, facility.id, request.state, page).await?;
    let has_more = rows.len() as u64 > PER_PAGE;
    let shown = rows.iter().take(usize::try_from(PER_PAGE).unwrap_or(usize::MAX));
    Ok(RequestList { lines: shown.map(|row| line(facility, row, now)).collect(), counts, has_more })
}

/// Notes a look before anything is shown: at the requests, or at one with somebody's chart beside it.
async fn note_read(
    backend: &Backend,
    actor: &Actor,
    (action, subject): (&str, &str),
    chart: Option<ChartId>,
    now: Instant,
) -> Result<(), UseCaseError> {
    let event = audit::Event { chart, ..audit::Event::of(actor, now, action, subject) };
    audit::record_alone(backend, &event).await
}

fn line(facility: &Facility, row: &Row, now: Instant) -> RequestLine {
    RequestLine {
        id: row.id,
        state: row.state,
        name: row.name.clone(),
        born: row.birth_date.clone(),
        tier: row.tier,
        came: zones::local(&facility.zone, row.created),
        age_hours: u32::try_from(now.seconds_since(row.created) / (60 * MINUTE)).unwrap_or_default(),
        is_alarming: row.is_alarming,
    }
}

/// A request with the charts that may be meant. Each chart that is shown is noted as read.
///
/// # Errors
/// The policy's; `NotFound`.
pub async fn read_request(
    backend: &Backend,
    actor: &Actor,
    facility: &Facility,
    id: RegistrationId,
) -> Result<RequestDetail, UseCaseError> {
    may_review(backend, actor, "registration.read").await?;
    let (db, now) = (backend.db.reader(), backend.clock.now());
    let row = store::find(db, facility.id, id).await?.ok_or(UseCaseError::NotFound)?;
    let subject = id.to_string();
    note_read(backend, actor, ("registration.read", &subject), None, now).await?;
    let mut charts = Vec::new();
    if row.state.is_open() {
        for weighed in weigh(backend, facility, &row, now).await?.into_iter().take(MOST_COMPARED) {
            note_read(backend, actor, ("registration.read", &subject), Some(weighed.chart.id), now).await?;
            charts.push(compared(weighed, &row));
        }
    }
    let events = store::list_events(db, facility.id, id).await?;
    let history = events.into_iter().map(|event| HistoryLine {
        at: zones::local(&facility.zone, event.at),
        state: event.state,
        detail: event.detail,
        by: event.by,
    });
    Ok(RequestDetail {
        line: line(facility, &row, now),
        version: row.version,
        country: row.country,
        national_id: hidden(backend, facility.id, &row)?,
        email: row.email.clone(),
        phone: row.phone.clone(),
        proven: row.proven,
        charts,
        history: history.collect(),
        invitation: row.invitation,
        freshness: factors::freshness(backend, actor).await?,
    })
}

/// The end of the national ID.
fn hidden(backend: &Backend, facility: FacilityId, row: &Row) -> Result<String, UseCaseError> {
    let Some(sealed) = &row.national_id else { return Ok(String::new()) };
    let place = store::place(&facility, &row.id);
    let place: Vec<&[u8]> = place.iter().map(Vec::as_slice).collect();
    let plain = backend.keys.open(Purpose::Registration, &place, sealed)?;
    Ok(national_id::masked(&String::from_utf8_lossy(&plain)))
}

fn compared(weighed: Weighed, row: &Row) -> Compared {
    let Weighed { chart, found, is_email, is_phone, tier, left_out } = weighed;
    let known = |is_known: bool, matched: Match| if is_known { matched } else { Match::Unknown };
    let equal = |is_same: Option<bool>| match is_same {
        Some(true) => Match::Same,
        Some(false) => Match::Different,
        None => Match::Unknown,
    };
    let hidden = |kind, address: &Option<String>| {
        address.as_deref().map(|address| masked(kind, address)).unwrap_or_default()
    };
    Compared {
        is_name: known(
            !row.name.is_empty(),
            match found.name {
                NameLikeness::Same => Match::Same,
                NameLikeness::Close => Match::Close,
                NameLikeness::Different => Match::Different,
            },
        ),
        is_birth_date: known(
            !row.birth_date.is_empty() && chart.birth_date.is_some(),
            match found.birth_date {
                DateLikeness::Same => Match::Same,
                DateLikeness::Swapped | DateLikeness::Typo => Match::Close,
                DateLikeness::Different => Match::Different,
            },
        ),
        is_national_id: equal(found.national_id),
        is_email: equal(is_email),
        is_phone: equal(is_phone),
        name: format!("{} {}", chart.given, chart.family).trim().to_owned(),
        email: hidden(ContactKind::Email, &chart.email),
        phone: hidden(ContactKind::Phone, &chart.phone),
        born: chart.birth_date.unwrap_or_default(),
        number: chart.number.unwrap_or_default(),
        chart: chart.id,
        tier,
        left_out,
    }
}

/// Lays the chart with a record number beside a request: somebody who has married, moved, and left nothing that agrees.
///
/// # Errors
/// The policy's; `NotFound`.
pub async fn compare_chart(
    backend: &Backend,
    actor: &Actor,
    facility: &Facility,
    request: CompareRequest,
) -> Result<Compared, UseCaseError> {
    may_review(backend, actor, "registration.read").await?;
    let (db, now) = (backend.db.reader(), backend.clock.now());
    let row = store::find(db, facility.id, request.request).await?.ok_or(UseCaseError::NotFound)?;
    let number = one_line(&request.number, 100);
    let id = charts::find_by_record_number(backend, facility.id, &number).await?;
    let chart = store::find_chart(db, facility.id, id).await?.ok_or(UseCaseError::NotFound)?;
    note_read(backend, actor, ("registration.read", &row.id.to_string()), Some(id), now).await?;
    let weighed = weigh_charts(backend, facility, &row, vec![chart], now).await?.pop();
    weighed.map(|weighed| compared(weighed, &row)).ok_or(UseCaseError::NotFound)
}
