//! Makes the files of records that were asked for: read by the use cases, put into words, written down part by part.

mod archive;
mod document;
mod entries;
mod tables;
mod values;

use crate::printed;
use app::layout::result_words;
use domain::downloads::{Kind, Part};
use i18n::Lang;
use leptos::prelude::{Owner, provide_context};
use std::collections::BTreeMap;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use usecases::downloads::{Chapter, Job, Queue, claim};
use usecases::exchange::ClinicRecords;
use usecases::facility::Facility;
use usecases::{Backend, UseCaseError, zones};

pub use document::{Record, document};

/// Documents that are set at once: one leaves the other processor to everybody else.
static AT_ONCE: Semaphore = Semaphore::const_new(1);

/// Ending of the files of documents that are texts.
const TEXT: &str = ".txt";
/// Longest text of a document that is in the file to read; longer ones are attachments alone.
const MOST_TEXT: usize = 200_000;

/// Makes what waits, until nothing does; says how many files.
///
/// # Errors
/// When the database fails.
pub async fn make_waiting(backend: &Backend, facility: &Facility) -> Result<u32, UseCaseError> {
    let mut made = 0;
    for queue in [Queue::Records, Queue::Clinics] {
        while let Some(is_made) = make_next(backend, facility, queue).await? {
            made += u32::from(is_made);
        }
    }
    Ok(made)
}

/// Makes the next file of a queue; says whether it could be made, and nothing where none waits.
///
/// # Errors
/// When the database fails.
pub async fn make_next(
    backend: &Backend,
    facility: &Facility,
    queue: Queue,
) -> Result<Option<bool>, UseCaseError> {
    let Some(mut job) = claim(backend, facility, queue).await? else { return Ok(None) };
    match make(backend, &mut job).await {
        Ok(name) => {
            job.finish(&name).await?;
            Ok(Some(true))
        }
        Err(error) => {
            tracing::warn!(?job, error = %error, source = ?std::error::Error::source(&error).map(ToString::to_string), "a download could not be made");
            job.give_up(&error).await?;
            Ok(Some(false))
        }
    }
}

/// Runs something that asks for texts by their keys, in a language.
pub fn in_language<T>(lang: Lang, say: impl FnOnce() -> T) -> T {
    Owner::new().with(|| {
        provide_context(lang);
        say()
    })
}

/// Makes one; says what the file is called.
async fn make(backend: &Backend, job: &mut Job) -> Result<String, UseCaseError> {
    if job.wanted.kind == Kind::Clinic {
        return clinic(job).await;
    }
    let parts = job.wanted.parts.clone();
    let is_archive = job.wanted.kind == Kind::Archive;
    // Each part, the file to read; of an archive tables, documents, and the file for other clinics.
    job.expect(parts.len() + if is_archive { 4 } else { 1 }).await?;
    let patient = job.patient().await?;
    let mut chapters: Vec<(Part, Chapter)> = Vec::new();
    let mut texts = BTreeMap::new();
    for part in parts {
        let chapter = job.read(part).await?;
        let has_texts = matches!(part, Part::Documents | Part::Results);
        let with_files = if has_texts { archive::with_files(&chapter) } else { Vec::new() };
        for (id, _) in with_files {
            let files = job.files(id).await?.into_iter();
            let is_text = |name: &str, size: usize| name.ends_with(TEXT) && size <= MOST_TEXT;
            let found = files.filter(|file| is_text(&file.name, file.bytes.len()));
            let words: Vec<String> =
                found.map(|file| String::from_utf8_lossy(&file.bytes).trim().to_owned()).collect();
            if !words.is_empty() {
                texts.insert(id, words);
            }
        }
        chapters.push((part, chapter));
        job.step().await?;
    }
    let facility = job.facility().clone();
    let asked = zones::local(&facility.zone, job.asked());
    let day = asked.date().to_string();
    let record = Record {
        lang: job.lang(),
        facility: facility.clone(),
        mark: printed::mark(backend, &facility).await?,
        patient,
        asked,
        asked_by: job.asked_by().await?,
        days: (job.wanted.from.clone(), job.wanted.to.clone()),
        chapters,
        texts,
    };
    let (record, file) = set(record).await?;
    job.step().await?;
    let name = format!("record-{}-{day}", facility.key);
    if is_archive {
        archive::write(job, record, file).await?;
        Ok(format!("{name}.zip"))
    } else {
        job.write(&file).await?;
        Ok(format!("{name}.pdf"))
    }
}

/// The records of all patients.
async fn clinic(job: &mut Job) -> Result<String, UseCaseError> {
    job.expect(ClinicRecords::types().len() + 1).await?;
    let facility = job.facility().clone();
    let asked = zones::local(&facility.zone, job.asked());
    archive::write_clinic(job, asked).await?;
    Ok(format!("clinic-{}-{}.zip", facility.key, asked.date()))
}

/// The record as a file to read.
async fn set(record: Record) -> Result<(Record, Vec<u8>), UseCaseError> {
    let turn = AT_ONCE.acquire().await.map_err(UseCaseError::internal)?;
    let set = spawn_blocking(move || {
        let _turn = turn;
        let document = in_language(record.lang, || document(&record));
        pdf::document(&document).map(|file| (record, file))
    });
    set.await.map_err(UseCaseError::internal)?.map_err(UseCaseError::internal)
}
