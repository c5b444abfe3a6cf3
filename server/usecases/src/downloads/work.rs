//! Making a file: one worker has it at a time, writes it down part by part, and says how far it is. A worker that is lost loses
//! it when its lease runs out; the next begins anew.

use super::basis::basis;
use super::store::{self, Made};
use super::{clinic, may_read_results, wanted};
use crate::exchange::{self, ClinicRecords, Notes};
use crate::facility::Facility;
use crate::keys::Purpose;
use crate::records::{self, Days, Export, HeldFile, WholeEntry};
use crate::results::{self, WholeMeasurement, WholeResult};
use crate::{Backend, UseCaseError, account, audit, people};
use domain::actor::Actor;
use domain::downloads::{Kind, MOST_ATTEMPTS, PART_BYTES, Part, Problem, Wanted};
use domain::ids::EntryId;
use domain::permission::Action;
use domain::policy;
use domain::time::Instant;
use entity::download;
use i18n::Lang;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// Whom the record is about.
#[derive(Clone, Debug, Default)]
pub struct Patient {
    /// The name.
    pub name: String,
    /// The date of birth, as far as it is known.
    pub born: Option<String>,
    /// The number of the record.
    pub number: Option<String>,
}

/// A part of the record that was read.
#[derive(Clone, Debug)]
pub enum Chapter {
    /// Entries of a section.
    Entries(Vec<WholeEntry>),
    /// Results.
    Results(Vec<WholeResult>),
    /// Measurements.
    Measurements(Vec<WholeMeasurement>),
}

/// A file that is being made, by this worker.
pub struct Job {
    backend: Backend,
    facility: Facility,
    actor: Actor,
    row: download::Model,
    lease: Uuid,
    /// What it is of.
    pub wanted: Wanted,
    done: i32,
    total: i32,
    /// What does not fill a part yet.
    rest: Vec<u8>,
    parts: i32,
    size: u64,
    sum: Sha256,
}

impl std::fmt::Debug for Job {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Job({})", self.row.id)
    }
}

/// Which files a worker makes: nobody's own record waits behind the records of everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Queue {
    /// Files of one record.
    Records,
    /// Files of the whole clinic.
    Clinics,
}

/// Takes the oldest file of a queue that waits, or whose worker was lost; nothing where there is none. What was begun too often is given
/// up, and so is what is asked by somebody who may no longer see it. Where the portal is closed for patients, only what an administrator
/// asked for is made.
///
/// # Errors
/// When the database fails.
pub async fn claim(
    backend: &Backend,
    facility: &Facility,
    queue: Queue,
) -> Result<Option<Job>, UseCaseError> {
    let is_clinics = queue == Queue::Clinics;
    if !is_clinics && !facility.is_enabled {
        return Ok(None);
    }
    loop {
        let now = backend.clock.now();
        let Some((row, lease)) = store::claim(&backend.db, (facility.id, is_clinics), now).await? else {
            return Ok(None);
        };
        if row.attempts > MOST_ATTEMPTS {
            store::fail(backend.db.writer(), (&row, lease), Problem::Failed, now).await?;
            continue;
        }
        let found = if is_of_clinic(&row) {
            let colleague = account::absent_colleague(backend, facility.id, row.account_id).await?;
            colleague.filter(|actor| policy::for_staff(actor, Action::ExportClinic).is_ok())
        } else {
            account::absent_actor(backend, facility.id, (row.account_id, row.chart_id)).await?
        };
        let Some(actor) = found else {
            store::fail(backend.db.writer(), (&row, lease), Problem::AccessEnded, now).await?;
            continue;
        };
        // Before anything is read: what is taken back from now on ends the file.
        let basis =
            if is_of_clinic(&row) { clinic::basis(backend, &actor) } else { basis(backend, &actor).await? };
        if !store::begin(backend.db.writer(), (&row, lease), &basis, now).await? {
            continue;
        }
        return Ok(Some(Job {
            backend: backend.clone(),
            facility: facility.clone(),
            wanted: wanted(&row),
            actor,
            row,
            lease,
            done: 0,
            total: 0,
            rest: Vec::new(),
            parts: 0,
            size: 0,
            sum: Sha256::new(),
        }));
    }
}

/// Forgets files whose time is over; says how many.
///
/// # Errors
/// When the database fails.
pub async fn forget_ended(backend: &Backend, facility: &Facility) -> Result<u64, UseCaseError> {
    store::delete_ended(&backend.db, facility.id, backend.clock.now()).await
}

fn is_of_clinic(row: &download::Model) -> bool {
    wanted(row).kind == Kind::Clinic
}

/// The worker's lease has run out, and another has begun anew; or the file was taken away.
fn lost() -> UseCaseError {
    UseCaseError::internal("the download is no longer this worker's")
}

impl Job {
    /// The clinic.
    #[must_use]
    pub const fn facility(&self) -> &Facility {
        &self.facility
    }

    /// The language of whoever asked.
    #[must_use]
    pub fn lang(&self) -> Lang {
        Lang::parse(&self.row.lang).unwrap_or(self.facility.language)
    }

    /// When it was asked for.
    #[must_use]
    pub const fn asked(&self) -> Instant {
        self.row.asked_s
    }

    /// Whether it is everything that the reader may see.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.wanted.is_whole(may_read_results(&self.backend, &self.actor))
    }

    /// Says of how many steps it is made.
    ///
    /// # Errors
    /// When it is no longer this worker's.
    pub async fn expect(&mut self, steps: usize) -> Result<(), UseCaseError> {
        self.total = i32::try_from(steps).unwrap_or(i32::MAX);
        self.keep().await
    }

    /// One step is done.
    ///
    /// # Errors
    /// When it is no longer this worker's.
    pub async fn step(&mut self) -> Result<(), UseCaseError> {
        self.done = self.done.saturating_add(1);
        self.keep().await
    }

    async fn keep(&self) -> Result<(), UseCaseError> {
        let (now, steps) = (self.backend.clock.now(), (self.done, self.total));
        let is_kept = store::keep(self.backend.db.writer(), (&self.row, self.lease), steps, now).await?;
        if is_kept { Ok(()) } else { Err(lost()) }
    }

    /// Whom it is about.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn patient(&self) -> Result<Patient, UseCaseError> {
        let found = store::find_patient(self.backend.db.reader(), self.row.facility_id, self.row.chart_id);
        let (name, born, number) = found.await?.ok_or(UseCaseError::NotFound)?;
        Ok(Patient { name, born, number })
    }

    /// Whoever asked, where that is not the patient.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn asked_by(&self) -> Result<Option<String>, UseCaseError> {
        let is_own = self.actor.has_role(domain::permission::Role::Patient);
        let (db, account) = (self.backend.db.reader(), self.row.account_id);
        let names = people::name_accounts(db, self.row.facility_id, &[account]).await?;
        Ok(names.get(&account).filter(|_| !is_own).cloned())
    }

    fn days(&self) -> Days<'_> {
        Days { from: self.wanted.from.as_deref(), to: self.wanted.to.as_deref() }
    }

    /// A part of the record, as the reader's pages show it.
    ///
    /// # Errors
    /// The policy's refusal.
    pub async fn read(&self, part: Part) -> Result<Chapter, UseCaseError> {
        let (backend, actor, days) = (&self.backend, &self.actor, self.days());
        Ok(match (part, part.section()) {
            (_, Some(section)) => {
                Chapter::Entries(records::list_whole(backend, actor, (section, days)).await?)
            }
            (Part::Results, None) => Chapter::Results(results::list_whole(backend, actor, days).await?),
            (_, None) => Chapter::Measurements(results::list_measured(backend, actor, days).await?),
        })
    }

    /// The files of an entry.
    ///
    /// # Errors
    /// The policy's refusal.
    pub async fn files(&self, entry: EntryId) -> Result<Vec<HeldFile>, UseCaseError> {
        records::list_files(&self.backend, &self.actor, entry).await
    }

    /// The whole record for another clinic.
    ///
    /// # Errors
    /// The policy's refusal.
    pub async fn export(&self) -> Result<Export, UseCaseError> {
        records::begin_again(&self.backend, &self.facility, &self.actor).await
    }

    /// The records of all patients, each of which gets an event now.
    ///
    /// # Errors
    /// The policy's refusal.
    pub async fn clinic(&self) -> Result<ClinicRecords, UseCaseError> {
        policy::for_staff(&self.actor, Action::ExportClinic)?;
        let subject = self.row.id.to_string();
        let mut notes = Notes::begin(&self.backend, &self.actor, (&subject, self.row.asked_s)).await?;
        while notes.some_more().await? {
            self.keep().await?;
        }
        Ok(ClinicRecords::of(&self.backend, self.facility.id))
    }

    /// The record in short for another clinician.
    ///
    /// # Errors
    /// The policy's refusal.
    pub async fn summary(&self) -> Result<String, UseCaseError> {
        exchange::summary_again(&self.backend, &self.facility, &self.actor, self.lang()).await
    }

    /// Writes the next bytes of the file down.
    ///
    /// # Errors
    /// When it is no longer this worker's, or the database fails.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), UseCaseError> {
        self.rest.extend_from_slice(bytes);
        let size = usize::try_from(PART_BYTES).map_err(UseCaseError::internal)?;
        while self.rest.len() >= size {
            let rest = self.rest.split_off(size);
            let part = std::mem::replace(&mut self.rest, rest);
            self.put(part).await?;
        }
        Ok(())
    }

    async fn put(&mut self, part: Vec<u8>) -> Result<(), UseCaseError> {
        self.sum.update(&part);
        self.size += part.len() as u64;
        let place = store::place(self.row.facility_id, self.row.id, self.parts);
        let place: Vec<&[u8]> = place.iter().map(Vec::as_slice).collect();
        let sealed = self.backend.keys.seal(Purpose::Download, &place, &part)?;
        let now = self.backend.clock.now();
        let steps = (self.done, self.total);
        let tx = self.backend.db.begin().await?;
        // The lease goes on in the same transaction: a worker that was thought lost writes nothing into another's file.
        if !store::keep(&tx, (&self.row, self.lease), steps, now).await? {
            tx.rollback().await?;
            return Err(lost());
        }
        store::insert_part(&tx, (self.row.facility_id, self.row.id), self.parts, sealed).await?;
        tx.commit().await?;
        self.parts += 1;
        Ok(())
    }

    /// The file is whole: from now on it can be fetched.
    ///
    /// # Errors
    /// When it is no longer this worker's, or the database fails.
    pub async fn finish(mut self, name: &str) -> Result<(), UseCaseError> {
        let rest = std::mem::take(&mut self.rest);
        if !rest.is_empty() || self.parts == 0 {
            self.put(rest).await?;
        }
        let now = self.backend.clock.now();
        let checksum = std::mem::take(&mut self.sum).finalize().to_vec();
        let size = i64::try_from(self.size).map_err(UseCaseError::internal)?;
        let made = Made { name, size, checksum, steps: self.total };
        let tx = self.backend.db.begin().await?;
        if !store::finish(&tx, (&self.row, self.lease), made, now).await? {
            tx.rollback().await?;
            return Err(lost());
        }
        let action = if is_of_clinic(&self.row) { "exports.make" } else { "downloads.make" };
        let event = audit::Event::of(&self.actor, now, action, &self.row.id.to_string());
        audit::record(&tx, &self.backend.keys, &event).await?;
        Ok(tx.commit().await?)
    }

    /// It could not be made. What a rule says no to is over; anything else is tried again when the lease runs out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn give_up(self, error: &UseCaseError) -> Result<(), UseCaseError> {
        let problem = match error {
            UseCaseError::Refused(_) | UseCaseError::SignedOut => Problem::AccessEnded,
            _ if self.row.attempts >= MOST_ATTEMPTS => Problem::Failed,
            _ => return Ok(()),
        };
        let now = self.backend.clock.now();
        store::fail(self.backend.db.writer(), (&self.row, self.lease), problem, now).await
    }
}
