//! The blood group, as released results of the laboratory say it.

use super::reader;
use super::store::read as store;
use crate::{Backend, UseCaseError};
use domain::actor::Actor;
use domain::card::contract::BloodGroup;
use domain::results::release::Stage;
use domain::results::value::Value;
use domain::time::Instant;
use std::collections::BTreeSet;

/// Group and rhesus factor in one (LOINC).
const BOTH: &str = "882-1";
/// The group alone.
const GROUP: &str = "883-9";
/// The rhesus factor alone.
const RHESUS: &str = "10331-7";

/// The newest values; nothing for a reader who may not see results. Whoever shows them leaves the event.
///
/// # Errors
/// When the database fails.
pub(crate) async fn blood_group(
    backend: &Backend,
    actor: &Actor,
) -> Result<Option<BloodGroup>, UseCaseError> {
    let Some(reader) = reader(backend, actor).await? else { return Ok(None) };
    let codes = BTreeSet::from([BOTH, GROUP, RHESUS]);
    let ever = Instant(i64::MAX);
    let found = store::list_earlier(backend.db.reader(), actor.facility, &reader, &codes, ever).await?;
    let newest = |code: &str| -> Option<(Instant, Value)> {
        let tests = found.get(code)?.iter().map(|(_, test)| test);
        // What is not verified is no blood group.
        let sure = tests.filter(|test| matches!(test.stage, Stage::Final | Stage::Corrected));
        let valued = sure.filter(|test| !test.measured.value.is_empty());
        valued.max_by_key(|test| test.at).map(|test| (test.at, test.measured.value.clone()))
    };
    let (both, alone) = (newest(BOTH), newest(GROUP));
    Ok(match (both, alone) {
        (Some((at, both)), alone) if alone.as_ref().is_none_or(|(alone, _)| *alone <= at) => {
            Some(BloodGroup { group: Some(both), rhesus: None })
        }
        (_, Some((_, group))) => {
            Some(BloodGroup { group: Some(group), rhesus: newest(RHESUS).map(|(_, rhesus)| rhesus) })
        }
        _ => None,
    })
}
