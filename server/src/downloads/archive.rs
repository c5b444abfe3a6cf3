//! Everything in one archive (ZIP), written while it is read: to read, for other clinics, tables, documents, and their checksums.

use super::{Record, in_language, tables};
use domain::civil::LocalMinute;
use domain::ids::EntryId;
use sha2::{Digest as _, Sha256};
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};
use usecases::UseCaseError;
use usecases::downloads::{Chapter, Job};
use usecases::exchange::ClinicRecords;
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, ZipWriter};

/// Bytes that are packed before others have a turn.
const AT_ONCE: usize = 64 * 1024;

/// What was packed and is not written down yet.
#[derive(Clone, Default)]
struct Packed(Arc<Mutex<Vec<u8>>>);

impl Packed {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Packed {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The archive and the sums of what is in it.
struct Archive<'a> {
    job: &'a mut Job,
    zip: ZipWriter<StreamWriter<Packed>>,
    packed: Packed,
    options: SimpleFileOptions,
    sum: Sha256,
    sums: String,
}

impl<'a> Archive<'a> {
    fn new(job: &'a mut Job, asked: LocalMinute) -> Self {
        let packed = Packed::default();
        Self {
            zip: ZipWriter::new_stream(packed.clone()),
            packed,
            options: SimpleFileOptions::default()
                .compression_method(CompressionMethod::Deflated)
                .last_modified_time(stamp(asked))
                .unix_permissions(0o600),
            job,
            sum: Sha256::new(),
            sums: String::new(),
        }
    }

    /// Writes the sums, and ends the archive.
    async fn close(mut self) -> Result<(), UseCaseError> {
        let sums = std::mem::take(&mut self.sums);
        self.whole("SHA256SUMS", sums.as_bytes()).await?;
        let Self { job, zip, packed, .. } = self;
        zip.finish().map_err(UseCaseError::internal)?;
        job.write(&packed.take()).await
    }

    fn begin(&mut self, name: &str) -> Result<(), UseCaseError> {
        self.sum = Sha256::new();
        self.zip.start_file(name, self.options).map_err(UseCaseError::internal)
    }

    async fn put(&mut self, bytes: &[u8]) -> Result<(), UseCaseError> {
        for some in bytes.chunks(AT_ONCE) {
            self.sum.update(some);
            self.zip.write_all(some).map_err(UseCaseError::internal)?;
            self.job.write(&self.packed.take()).await?;
            tokio::task::yield_now().await;
        }
        Ok(())
    }

    fn end(&mut self, name: &str) {
        let sum = std::mem::take(&mut self.sum).finalize();
        let sum: String = sum.iter().map(|byte| format!("{byte:02x}")).collect();
        self.sums.push_str(&format!("{sum}  {name}\n"));
    }

    async fn whole(&mut self, name: &str, bytes: &[u8]) -> Result<(), UseCaseError> {
        self.begin(name)?;
        self.put(bytes).await?;
        self.end(name);
        Ok(())
    }
}

/// Writes the archive down.
///
/// # Errors
/// When the database fails, or the file is no longer this worker's.
pub async fn write(job: &mut Job, record: Record, to_read: Vec<u8>) -> Result<(), UseCaseError> {
    let mut archive = Archive::new(job, record.asked);
    archive.whole("record.pdf", &to_read).await?;
    drop(to_read);
    for (part, chapter) in &record.chapters {
        let table = in_language(record.lang, || tables::table(*part, chapter));
        archive.whole(&format!("tables/{}.csv", part.name()), table.as_bytes()).await?;
    }
    archive.job.step().await?;
    attachments(&mut archive, &record).await?;
    archive.job.step().await?;
    // Always whole: where something was left out, it would hold more than was asked for.
    if archive.job.is_whole() {
        const NAME: &str = "record.json";
        let mut export = archive.job.export().await?;
        archive.begin(NAME)?;
        while let Some(part) = export.next_part().await? {
            archive.put(part.as_bytes()).await?;
        }
        archive.end(NAME);
        let summary = archive.job.summary().await?;
        archive.whole("summary.json", summary.as_bytes()).await?;
    }
    archive.job.step().await?;
    archive.close().await
}

/// Writes the records of all patients down, a file for each type of resource that there is (NDJSON).
///
/// # Errors
/// When the database fails, or the file is no longer this worker's.
pub async fn write_clinic(job: &mut Job, asked: LocalMinute) -> Result<(), UseCaseError> {
    let records = job.clinic().await?;
    let mut archive = Archive::new(job, asked);
    archive.job.step().await?;
    for type_name in ClinicRecords::types() {
        let name = format!("{type_name}.ndjson");
        let mut after = None;
        while let Some((lines, last)) = records.read(type_name, after).await? {
            if after.is_none() {
                archive.begin(&name)?;
            }
            archive.put(lines.as_bytes()).await?;
            after = Some(last);
        }
        if after.is_some() {
            archive.end(&name);
        }
        archive.job.step().await?;
    }
    archive.close().await
}

/// The files of documents and of results, each under a number and its name.
async fn attachments(archive: &mut Archive<'_>, record: &Record) -> Result<(), UseCaseError> {
    let mut number = 0_u32;
    for (_, chapter) in &record.chapters {
        for (id, date) in with_files(chapter) {
            for file in archive.job.files(id).await? {
                number += 1;
                let day = date.get(..10).map(|day| format!("{day}-")).unwrap_or_default();
                archive.whole(&format!("attachments/{number:04}-{day}{}", file.name), &file.bytes).await?;
            }
        }
    }
    Ok(())
}

/// What of a chapter has files, with its date.
pub fn with_files(chapter: &Chapter) -> Vec<(EntryId, &str)> {
    match chapter {
        Chapter::Entries(entries) => {
            let held = entries.iter().filter(|entry| entry.view.files.iter().any(|file| file.is_held));
            held.map(|entry| (entry.id, entry.view.date.as_str())).collect()
        }
        Chapter::Results(results) => {
            let held = results.iter().filter(|result| result.held_files > 0);
            held.map(|result| (result.id, result.date.as_str())).collect()
        }
        _ => Vec::new(),
    }
}

/// When it was asked for, as far as an archive can say that.
fn stamp(at: LocalMinute) -> DateTime {
    let year = u16::try_from(at.year).unwrap_or_default();
    DateTime::from_date_and_time(year, at.month, at.day, at.hour, at.minute, 0).unwrap_or_default()
}
