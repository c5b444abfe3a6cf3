//! Finding a person or a record by name, so that the log can be asked for one of them: names stand in no address.

use super::{may_read, store};
use crate::error::FieldError;
use crate::plain::plain;
use crate::{Backend, UseCaseError};
use domain::actor::Actor;
use domain::audit::contract::{FindPeopleRequest, FoundPeople, NamedAccount, NamedChart};

/// Fewest characters that are looked for.
const LEAST: usize = 2;
/// Most characters.
const MOST: usize = 100;
/// Most results of each.
const RESULTS: usize = 10;

/// People and records with such a name.
///
/// # Errors
/// The policy's refusal; the field `name`.
pub async fn find_people(
    backend: &Backend,
    actor: &Actor,
    request: FindPeopleRequest,
) -> Result<FoundPeople, UseCaseError> {
    let permit = may_read(backend, actor, "audit.find_people").await?;
    let name = plain(&request.name, MOST);
    if name.chars().count() < LEAST {
        return Err(UseCaseError::Invalid(vec![FieldError::new("name", "audit_name_short")]));
    }
    // That somebody looked is noted; for whom is in the next event, as an id.
    let event = crate::audit::Event {
        chart: None,
        ..crate::audit::Event::of(actor, backend.clock.now(), "audit.find_people", "")
    };
    crate::audit::record_alone(backend, &event).await?;
    let db = backend.db.reader();
    let limit = RESULTS as u64 + 1;
    let mut accounts = store::find_accounts(db, &permit, actor.facility, &name, limit).await?;
    let words: Vec<&str> = name.split_whitespace().collect();
    let mut charts = store::find_charts(db, &permit, actor.facility, &words, limit).await?;
    let has_more = accounts.len() > RESULTS || charts.len() > RESULTS;
    accounts.truncate(RESULTS);
    charts.truncate(RESULTS);
    if accounts.is_empty() && charts.is_empty() {
        return Err(UseCaseError::Invalid(vec![FieldError::new("name", "audit_nobody")]));
    }
    Ok(FoundPeople {
        accounts: accounts.into_iter().map(|(id, name)| NamedAccount { id, name }).collect(),
        charts: charts.into_iter().map(|(id, name)| NamedChart { id, name }).collect(),
        has_more,
    })
}
