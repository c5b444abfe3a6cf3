//! What the calendar's forms say, as rows of a calendar file.

use super::file::{ExceptionEntry, KindWord, VisitTypeEntry, WeekdayWord, WeeklyEntry};
use super::typed;
use crate::error::FieldError;
use domain::booking::{PatientsRule, VisitMode};
use domain::calendar::contract::{SaveExceptionRequest, SaveHoursRequest, SaveVisitTypeRequest};
use jiff::civil::Weekday;
use std::collections::BTreeSet;

/// The kind of visit that the form describes.
pub fn visit_type_entry(
    key: String,
    request: &SaveVisitTypeRequest,
) -> Result<VisitTypeEntry, Vec<FieldError>> {
    let mut wrong = Vec::new();
    let mut needed = |field: &str, text: &str| typed::number(field, text, &mut wrong);
    let entry = VisitTypeEntry {
        key,
        name: request.name.clone(),
        minutes: needed("minutes", &request.minutes).unwrap_or_default(),
        buffer_before: needed("buffer_before", or_zero(&request.buffer_before)).unwrap_or_default(),
        buffer_after: needed("buffer_after", or_zero(&request.buffer_after)).unwrap_or_default(),
        min_notice_minutes: needed("min_notice_minutes", or_zero(&request.min_notice_minutes))
            .unwrap_or_default(),
        horizon_days: needed("horizon_days", &request.horizon_days).unwrap_or_default(),
        grid_minutes: filled(&request.grid_minutes).and_then(|text| needed("grid_minutes", text)),
        mode: VisitMode::from_text(&request.mode).unwrap_or(VisitMode::InPerson),
        cancel_notice_minutes: filled(&request.cancel_notice_minutes)
            .and_then(|text| needed("cancel_notice_minutes", text)),
        max_upcoming_per_patient: filled(&request.max_upcoming_per_patient)
            .and_then(|text| needed("max_upcoming_per_patient", text)),
        patients: PatientsRule::from_text(&request.patients).unwrap_or(PatientsRule::Any),
        active: Some(request.is_active),
    };
    if VisitMode::from_text(&request.mode).is_none() {
        wrong.push(FieldError::new("mode", "calendar.choose"));
    }
    if PatientsRule::from_text(&request.patients).is_none() {
        wrong.push(FieldError::new("patients", "calendar.choose"));
    }
    if wrong.is_empty() { Ok(entry) } else { Err(wrong) }
}

/// One row of weekly hours for each weekday that the form names.
pub fn weekly_entries(request: &SaveHoursRequest) -> Result<Vec<WeeklyEntry>, Vec<FieldError>> {
    let days: BTreeSet<u8> = request.weekdays.iter().copied().collect();
    let weekday = |day: &u8| Weekday::from_monday_zero_offset(i8::try_from(*day).ok()?).ok();
    let weekdays: Vec<WeekdayWord> = days.iter().filter_map(weekday).map(WeekdayWord::from).collect();
    if weekdays.is_empty() {
        return Err(vec![FieldError::new("weekdays", "calendar.choose_day")]);
    }
    let entry = |weekday| WeeklyEntry {
        provider: request.provider.clone(),
        location: request.location.clone(),
        visit_types: (!request.visit_types.is_empty()).then(|| request.visit_types.clone()),
        weekday,
        from: request.from.trim().to_owned(),
        to: typed::end_of_day(request.to.trim()).to_owned(),
        valid_from: filled(&request.valid_from).map(ToOwned::to_owned),
        valid_to: filled(&request.valid_to).map(ToOwned::to_owned),
    };
    Ok(weekdays.into_iter().map(entry).collect())
}

/// The exception that the form describes; without times it takes its whole days.
pub fn exception_entry(request: &SaveExceptionRequest) -> Result<ExceptionEntry, Vec<FieldError>> {
    let kind = match request.kind.as_str() {
        "open" => KindWord::Open,
        "closed" => KindWord::Closed,
        _ => return Err(vec![FieldError::new("kind", "calendar.choose")]),
    };
    let to_day = filled(&request.to_day).unwrap_or(&request.from_day);
    let from_time = filled(&request.from_time).unwrap_or("00:00");
    let to_time = filled(&request.to_time).unwrap_or("24:00");
    let mut wrong = Vec::new();
    let from = typed::local(&request.from_day, from_time, ["from_day", "from_time"], &mut wrong);
    let to = typed::local(to_day, to_time, ["to_day", "to_time"], &mut wrong);
    let (Some(from), Some(to)) = (from, to) else { return Err(wrong) };
    let is_open = kind == KindWord::Open;
    Ok(ExceptionEntry {
        provider: filled(&request.provider).map(ToOwned::to_owned),
        location: filled(&request.location).map(ToOwned::to_owned),
        kind,
        visit_types: (is_open && !request.visit_types.is_empty()).then(|| request.visit_types.clone()),
        from,
        to,
        note: filled(&request.note).map(ToOwned::to_owned),
    })
}

fn filled(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

fn or_zero(text: &str) -> &str {
    filled(text).unwrap_or("0")
}
