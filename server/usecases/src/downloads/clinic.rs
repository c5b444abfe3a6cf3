//! The records of all patients as one file: asked for by an administrator with a reason, of which every other one is told.

use super::{ENOUGH, OF_NO_CHART, store};
use crate::error::FieldError;
use crate::facility::Facility;
use crate::keys::Purpose;
use crate::notices::{self, Notice};
use crate::plain::one_line;
use crate::{Backend, UseCaseError, account, audit, factors, people, uninterrupted, zones};
use domain::actor::Actor;
use domain::audit::alert::{AlertKind, Found};
use domain::downloads::contract::{AskExportRequest, ExportLine, Exports, RemoveDownloadRequest};
use domain::downloads::{Kind, LONGEST_REASON, MOST_EXPORTS, Problem, State, until};
use domain::ids::{AlertId, DownloadId};
use domain::permission::Action;
use domain::policy::{self, StaffPermit};
use entity::download;
use i18n::Lang;
use uuid::Uuid;

/// The right to take all records along. A refusal is logged.
pub(super) async fn may_export(
    backend: &Backend,
    actor: &Actor,
    action: &str,
) -> Result<StaffPermit, UseCaseError> {
    match policy::for_staff(actor, Action::ExportClinic) {
        Ok(permit) => Ok(permit),
        Err(refusal) => Err(audit::denied(backend, actor, action, refusal.into()).await),
    }
}

/// A name for an administrator as a reader of everything.
pub(super) fn basis(backend: &Backend, actor: &Actor) -> Vec<u8> {
    let parts: [&[u8]; 3] = [actor.facility.0.as_bytes(), actor.account.0.as_bytes(), b"clinic"];
    backend.keys.mac(Purpose::Reader, &parts).to_vec()
}

/// Asks for the records of all patients.
///
/// # Errors
/// The policy's refusal; that who is asking has to be proven anew; fields; [`ENOUGH`].
pub async fn ask_export(
    backend: &Backend,
    actor: &Actor,
    lang: Lang,
    request: AskExportRequest,
) -> Result<DownloadId, UseCaseError> {
    let permit = may_export(backend, actor, "exports.ask").await?;
    factors::require_fresh(backend, actor).await?;
    let reason = one_line(&request.reason, LONGEST_REASON);
    if reason.is_empty() {
        return Err(UseCaseError::Invalid(vec![FieldError::new("reason", "downloads_reason")]));
    }
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let id = DownloadId(Uuid::new_v4());
        let row = download::Model {
            facility_id: actor.facility,
            id,
            account_id: actor.account,
            chart_id: OF_NO_CHART,
            kind: Kind::Clinic.name().to_owned(),
            parts: String::new(),
            from_day: None,
            to_day: None,
            lang: lang.code().to_owned(),
            state: State::Waiting.name().to_owned(),
            problem: None,
            done: 0,
            total: 0,
            attempts: 0,
            lease_token: None,
            lease_until_s: None,
            asked_s: now,
            made_s: None,
            ends_s: until(now),
            basis: None,
            name: None,
            size_bytes: 0,
            checksum: None,
            reason: Some(reason),
        };
        let tx = backend.db.begin().await?;
        store::lock_account(&tx, actor.facility, actor.account).await?;
        if store::list_exports(&tx, &permit, actor.facility, now).await?.len() >= MOST_EXPORTS {
            tx.rollback().await?;
            return Err(ENOUGH.into());
        }
        store::insert_export(&tx, &permit, row).await?;
        let event = audit::Event::of(&actor, now, "exports.ask", &id.to_string());
        audit::record(&tx, &backend.keys, &audit::Event { chart: None, ..event }).await?;
        let found = Found {
            kind: AlertKind::Export,
            account: actor.account,
            chart: None,
            from: now,
            to: now,
            count: 1,
            key: format!("export:{id}"),
        };
        audit::insert_alert(&tx, actor.facility, AlertId(Uuid::new_v4()), &found, now).await?;
        for administrator in account::list_administrators(&tx, actor.facility).await? {
            notices::tell_account(&tx, (actor.facility, administrator), Notice::AccessAlert, now).await?;
        }
        tx.commit().await?;
        Ok(id)
    })
    .await
}

/// Such files that wait, are made or last, whoever asked, the latest first.
///
/// # Errors
/// The policy's refusal.
pub async fn list_exports(
    backend: &Backend,
    facility: &Facility,
    actor: &Actor,
) -> Result<Exports, UseCaseError> {
    let permit = may_export(backend, actor, "exports.list").await?;
    let (db, now) = (backend.db.reader(), backend.clock.now());
    let rows = store::list_exports(db, &permit, actor.facility, now).await?;
    let accounts: Vec<_> = rows.iter().map(|row| row.account_id).collect();
    let names = people::name_accounts(db, actor.facility, &accounts).await?;
    let local = |at| zones::local(&facility.zone, at);
    let line = |row: download::Model| {
        let state = State::parse(&row.state).unwrap_or(State::Failed);
        let count = |number: i32| u32::try_from(number).unwrap_or_default();
        ExportLine {
            id: row.id,
            state,
            asked_by: names.get(&row.account_id).cloned().unwrap_or_default(),
            is_own: row.account_id == actor.account,
            reason: row.reason.unwrap_or_default(),
            asked: local(row.asked_s),
            until: (state == State::Ready).then(|| local(row.ends_s)),
            steps: (count(row.done), count(row.total)),
            bytes: u64::try_from(row.size_bytes).unwrap_or_default(),
            problem: row.problem.as_deref().and_then(Problem::parse),
        }
    };
    Ok(Exports {
        lines: rows.into_iter().map(line).collect(),
        patients: store::count_patients(db, &permit, actor.facility).await?,
        freshness: factors::freshness(backend, actor).await?,
    })
}

/// Takes such a file away, or a request for one, whoever asked.
///
/// # Errors
/// The policy's refusal; `NotFound`.
pub async fn remove_export(
    backend: &Backend,
    actor: &Actor,
    request: RemoveDownloadRequest,
) -> Result<(), UseCaseError> {
    let permit = may_export(backend, actor, "exports.remove").await?;
    let (backend, actor) = (backend.clone(), actor.clone());
    uninterrupted(async move {
        let now = backend.clock.now();
        let tx = backend.db.begin().await?;
        if !store::end_export(&tx, &permit, (actor.facility, request.id), now).await? {
            tx.rollback().await?;
            return Err(UseCaseError::NotFound);
        }
        let event = audit::Event::of(&actor, now, "exports.remove", &request.id.to_string());
        audit::record(&tx, &backend.keys, &audit::Event { chart: None, ..event }).await?;
        Ok(tx.commit().await?)
    })
    .await
}
