//! Resources that a system hands in by a request: a transaction goes in whole or not at all, of a batch each goes in for itself.

use super::asked::Asked;
use super::plan::{Batch, Plan};
use super::{Became, Problem, Report, Sender, Source, Written, blocking, links, renaming, store};
use crate::db::Tx;
use crate::{Backend, UseCaseError, audit, facility};
use domain::ids::{ClientId, FacilityId};
use fhir::{Layout, Limits, Reader, Request};
use std::collections::HashSet;
use std::sync::Arc;
use tokio::sync::mpsc;
use uuid::Uuid;

/// What came of resources that were handed in.
#[derive(Clone, Debug, Default)]
pub struct Received {
    /// Each that was taken, with what became of it.
    pub written: Vec<Written>,
    /// What was not, with path and reason. Of a transaction, nothing was taken then.
    pub problems: Vec<Problem>,
    /// What was taken, but for a part of it that was not done.
    pub notes: Vec<Problem>,
    /// How many there were.
    pub entries: u64,
}

/// Takes resources from a text that a system sends: a Bundle, or one resource with the request about it. It has to be entitled.
/// `event` says how many of how many went in: it is written with them, of a batch with each part that is written by itself, and
/// alone where nothing went in.
///
/// # Errors
/// When the database fails; what is wrong with the resources is in the answer.
pub async fn receive(
    backend: &Backend,
    (facility, client): (FacilityId, ClientId),
    text: Arc<[u8]>,
    (alone, is_whole, is_strict): (Request, bool, bool),
    event: impl Fn(usize, u64) -> audit::Event + Send + Sync,
) -> Result<Received, UseCaseError> {
    let ids = {
        let text = Arc::clone(&text);
        blocking(move || ids_of(&text)).await?
    };
    let known = store::list_known(backend.db.reader(), facility, &ids).await?;
    let lang = facility::find(backend, facility).await?.language;
    let asked = Asked { known: known.into_iter().collect(), alone };
    let sources = Arc::new(vec![Source::Text(text)]);
    let plan = {
        let sources = Arc::clone(&sources);
        Arc::new(blocking(move || Plan::make((facility, lang), &sources, Some(asked))).await?)
    };
    let mut report = Report { errors: plan.problems.clone(), ..Report::default() };
    let mut received = Received { entries: plan.entries, ..Received::default() };
    let (sender, mut batches) = mpsc::channel::<Batch>(1);
    let reading = {
        let plan = Arc::clone(&plan);
        tokio::task::spawn_blocking(move || plan.read(&sources, &sender))
    };
    let tx: Option<Tx> = if is_whole { Some(backend.db.begin().await?) } else { None };
    let by = (backend.clock.now(), Sender::System(client));
    let (mut is_noted, mut said) = (false, Vec::new());
    while let Some(batch) = batches.recv().await {
        let before = received.written.len();
        for (place, type_name) in &batch.unsupported {
            if is_strict {
                let reason = format!("{type_name} is a type that the portal makes no use of");
                report.errors.push(Problem { file: String::new(), path: place.to_string(), reason });
            } else {
                let became = Became::Unsupported;
                received.written.push(Written { place: *place, type_name, id: Uuid::nil(), became });
            }
        }
        report.errors.extend(batch.problems.iter().cloned());
        // Of a transaction that fails anyway, only what else is wrong is looked for.
        let (read, written) = ((batch, &plan.people), Some(&mut received.written));
        match &tx {
            Some(tx) => store::write_in(tx, facility, read, by, (&mut report, &mut said), written).await?,
            None => {
                let tx = backend.db.begin().await?;
                store::write_in(&tx, facility, read, by, (&mut report, &mut said), written).await?;
                let count = received.written.len().saturating_sub(before);
                if count > 0 {
                    audit::record(&tx, &backend.keys, &event(count, received.entries)).await?;
                    is_noted = true;
                }
                tx.commit().await?;
            }
        }
    }
    reading.await.map_err(UseCaseError::internal)?;
    received.problems = std::mem::take(&mut report.errors);
    if let Some(tx) = tx {
        if received.problems.is_empty() {
            audit::record(&tx, &backend.keys, &event(received.written.len(), received.entries)).await?;
            tx.commit().await?;
            is_noted = true;
        } else {
            tx.rollback().await?;
            received.written.clear();
            said.clear();
        }
    }
    if !is_noted {
        audit::record_alone(backend, &event(received.written.len(), received.entries)).await?;
    }
    renaming::name_some(backend, facility, renaming::IN_A_REQUEST).await;
    // What was handed in is in, and stays in; charts are merged one by one, as colleagues merge them.
    links::follow(backend, (facility, by.1.address()), said, &mut report).await?;
    received.notes = report.notes;
    backend.live.wake();
    Ok(received)
}

/// The ids that resources carry, where they look like ones that were given here.
fn ids_of(text: &[u8]) -> Vec<Uuid> {
    let Ok(summary) = fhir::check(text, Limits::default()) else { return Vec::new() };
    let layout: Layout = summary.layout;
    let resources = Reader::new(text, layout, Limits::default()).filter_map(|item| item.ok()?.resource.ok());
    let ids: HashSet<Uuid> = resources.filter_map(|resource| resource.id()?.parse().ok()).collect();
    ids.into_iter().collect()
}
