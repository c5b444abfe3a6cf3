//! The log as a table for a spreadsheet, page by page: it is never held as a whole.

use super::range::Range;
use super::{Found, may_read, note, page};
use crate::facility::Facility;
use crate::{Backend, UseCaseError, factors};
use domain::actor::Actor;
use domain::audit::contract::{AuditLine, AuditRequest};
use domain::csv;
use domain::policy::StaffPermit;
use i18n::{Lang, k, text};

/// Events read at a time.
const CHUNK: u64 = 500;

/// An export that has begun.
pub struct Export {
    backend: Backend,
    facility: Facility,
    permit: StaffPermit,
    lang: Lang,
    request: AuditRequest,
    range: Range,
    is_begun: bool,
    is_done: bool,
}

/// Begins an export; it is noted before anything is read.
///
/// # Errors
/// The policy's refusal; [`factors::STEP_UP`]; the fields `from` and `to`.
pub async fn begin_export(
    backend: &Backend,
    facility: &Facility,
    actor: &Actor,
    lang: Lang,
    request: AuditRequest,
) -> Result<Export, UseCaseError> {
    let permit = may_read(backend, actor, "audit.export").await?;
    factors::require_fresh(backend, actor).await?;
    let range = Range::read(&request, &facility.zone)?;
    note(backend, actor, "audit.export", &request).await?;
    let (backend, facility) = (backend.clone(), facility.clone());
    Ok(Export { backend, facility, permit, lang, request, range, is_begun: false, is_done: false })
}

impl Export {
    /// The next rows; nothing once all were given.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn next_rows(&mut self) -> Result<Option<String>, UseCaseError> {
        if self.is_done {
            return Ok(None);
        }
        let found =
            page(&self.backend, &self.facility, &self.permit, self.lang, &self.request, &self.range, CHUNK);
        let Found { lines, older } = Box::pin(found).await?;
        // The byte order mark tells spreadsheets that this is UTF-8.
        let mut rows = if self.is_begun { String::new() } else { format!("\u{feff}{}", self.head()) };
        rows.extend(lines.iter().map(|line| self.row(line)));
        self.is_begun = true;
        self.is_done = older.is_none();
        self.range.before = older;
        Ok(Some(rows))
    }

    fn head(&self) -> String {
        let names = [
            k::AUDIT_COLUMN_TIME,
            k::AUDIT_COLUMN_ZONE,
            k::AUDIT_COLUMN_WHO,
            k::AUDIT_COLUMN_WHAT,
            k::AUDIT_COLUMN_CODE,
            k::AUDIT_COLUMN_CHART,
            k::AUDIT_COLUMN_OUTCOME,
            k::AUDIT_COLUMN_SUBJECT,
            k::AUDIT_COLUMN_ADDRESS,
            k::AUDIT_COLUMN_SESSION,
        ];
        csv::row(&names.map(|key| text(self.lang, key)))
    }

    fn row(&self, line: &AuditLine) -> String {
        let local = line.local;
        let time = format!("{} {:02}:{:02}:{:02}", local.date(), local.hour, local.minute, line.second);
        let who = match &line.who {
            Some(who) => who.name.as_str(),
            None if line.is_operator => text(self.lang, k::AUDIT_OPERATOR),
            None => "",
        };
        csv::row(&[
            &time,
            &self.facility.zone,
            who,
            &line.what,
            &line.action,
            line.chart.as_ref().map_or("", |chart| chart.name.as_str()),
            line.refused.as_deref().unwrap_or_else(|| text(self.lang, k::AUDIT_DONE)),
            &line.subject,
            &line.address,
            &line.session,
        ])
    }
}
