//! One resource by its id.

use super::person::in_short;
use super::references::{self, Stored, Targets, version_of};
use super::{Given, SCOPE, View, leave_event, reader_of, store, view};
use crate::connections::Bearer;
use crate::db::Connection;
use crate::facility::Facility;
use crate::{Backend, UseCaseError, account, audit};
use domain::connections::{Level, NAMED, Verb};
use domain::ids::{ChartId, EntryId};
use fhir::Resource;
use uuid::Uuid;

/// One resource: of a record, what the person behind the app may see; a system reads what it has handed in.
///
/// # Errors
/// The policy's refusal; [`SCOPE`]; `NotFound` for what is not there, or not for this reader.
pub async fn read(
    backend: &Backend,
    facility: &Facility,
    bearer: &Bearer,
    (type_name, id): (&str, &str),
) -> Result<Given, UseCaseError> {
    let id: Uuid = id.parse().map_err(|_| UseCaseError::NotFound)?;
    let Some(_) = &bearer.reader else {
        return read_as_system(backend, facility, bearer, (type_name, id)).await;
    };
    let actor = reader_of(backend, bearer, (type_name, Verb::Read), "exchange.read").await?;
    let view = view(backend, facility, (&bearer.scopes, actor), "exchange.read").await?;
    let db = backend.db.reader();
    let stored = if type_name == "Patient" {
        patient(db, &view).await?.filter(|stored| stored.id == id)
    } else if NAMED.contains(&type_name) {
        let lines = store::list_lines(db, facility.id, &[id]).await?;
        lines.into_iter().find(|(kind, _)| kind == type_name).map(|(_, stored)| stored)
    } else {
        store::list_contents(db, &view, &[EntryId(id)]).await?.pop()
    };
    let stored = stored.ok_or(UseCaseError::NotFound)?;
    let given = give(db, &view, vec![stored]).await?.0.pop().filter(|given| given.type_name == type_name);
    let given = given.ok_or(UseCaseError::NotFound)?;
    leave_event(backend, (bearer, actor), "exchange.read", &format!("{type_name}/{id}")).await?;
    Ok(given)
}

/// The head of the record; to others than the person, only who it is and how to reach them.
pub async fn patient(db: &impl Connection, view: &View) -> Result<Option<Stored>, UseCaseError> {
    let row = store::find_chart(db, view.facility, view.chart().0).await?;
    let mut stored = row.map(Stored::from);
    if let Some(stored) = stored.as_mut().filter(|_| view.is_passed_on) {
        stored.content = in_short(&stored.content);
    }
    Ok(stored)
}

/// Resources as they are given out, and where they lead.
pub async fn give(
    db: &impl Connection,
    view: &View,
    stored: Vec<Stored>,
) -> Result<(Vec<Given>, Targets), UseCaseError> {
    let (parsed, rows) = references::parsed(stored);
    let targets = references::resolve(db, view, &parsed).await?;
    let given = parsed
        .iter()
        .zip(&rows)
        .map(|((resource, _), row)| Given {
            type_name: resource.type_name().as_str().to_owned(),
            id: row.id.to_string(),
            json: targets.rewrite(resource, row).to_string(),
            version: version_of(&row.content),
        })
        .collect();
    Ok((given, targets))
}

/// What a system has handed in, as it handed it in, with its id here.
async fn read_as_system(
    backend: &Backend,
    facility: &Facility,
    bearer: &Bearer,
    (type_name, id): (&str, Uuid),
) -> Result<Given, UseCaseError> {
    if !bearer.scopes.allow(Level::System, type_name, Verb::Read) {
        return Err(SCOPE.into());
    }
    let db = backend.db.reader();
    let (stored, chart): (Option<Stored>, Option<ChartId>) = if type_name == "Patient" {
        let row = store::find_chart(db, facility.id, id).await?;
        (row.map(Stored::from), Some(ChartId(id)))
    } else if NAMED.contains(&type_name) {
        let lines = store::list_lines(db, facility.id, &[id]).await?;
        (lines.into_iter().find(|(kind, _)| kind == type_name).map(|(_, stored)| stored), None)
    } else {
        let row = store::find_entry(db, facility.id, id).await?.filter(|row| row.kind == type_name);
        let chart = row.as_ref().map(|row| row.chart_id);
        (row.map(Stored::from), chart)
    };
    let stored = stored.ok_or(UseCaseError::NotFound)?;
    let now = backend.clock.now();
    let subject = format!("{type_name}/{id} {}", bearer.client);
    let event = account::operator_event(facility.id, now, "exchange.read", &subject);
    audit::record_alone(backend, &audit::Event { chart, address: "system".to_owned(), ..event }).await?;
    let resource =
        Resource::parse(stored.content.clone()).map_err(|invalid| UseCaseError::internal(invalid.reason))?;
    Ok(Given {
        type_name: type_name.to_owned(),
        id: id.to_string(),
        json: Targets::as_they_came(&resource).rewrite(&resource, &stored).to_string(),
        version: version_of(&stored.content),
    })
}
