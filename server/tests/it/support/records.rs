//! Entries of a record, put there without an import.

use super::TestPortal;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::ids::{ChartId, CorrectionId, EntryId};
use serde_json::json;
use usecases::facility::Facility;
use uuid::Uuid;

/// The id of the entry with this number.
pub fn entry_id(number: u32) -> EntryId {
    EntryId(Uuid::from_u128(0xF000_0000 + u128::from(number)))
}

impl TestPortal {
    /// An entry of a chart. A document holds one text, which is its title.
    pub async fn entry(
        &self,
        facility: &Facility,
        chart: ChartId,
        (number, title, kind): (u32, &str, &str),
    ) -> EntryId {
        let id = entry_id(number);
        let files = if kind == "DocumentReference" {
            json!([{"title": null, "media_type": "text/plain", "is_held": true}])
        } else {
            json!([])
        };
        let view = json!({"date": "2001-09-09", "files": files});
        let content =
            json!({"resourceType": kind, "content": [{"attachment": {"data": STANDARD.encode(title)}}]});
        self.sql(&format!(
            "INSERT INTO entry (facility_id, id, chart_id, kind, status, clinical_s, title, view, content, content_hash, \
             is_hidden, updated_s) VALUES ({}, {}, {}, '{kind}', 'current', 1000000000, '{title}', '{view}', '{content}', {}, \
             FALSE, 5)",
            self.id(facility.id.0),
            self.id(id.0),
            self.id(chart.0),
            self.bytes(&[0]),
        ))
        .await;
        id
    }

    /// A request for a correction of an entry, which waits for the clinic; asked by nobody who is here.
    pub async fn correction(
        &self,
        facility: &Facility,
        chart: ChartId,
        (number, title, entry): (u32, &str, EntryId),
    ) -> CorrectionId {
        let id = CorrectionId(Uuid::from_u128(0xC000_0000 + u128::from(number)));
        let (facility, correction, nobody) =
            (self.id(facility.id.0), self.id(id.0), self.id(Uuid::from_u128(0xAA)));
        let (chart, entry) = (self.id(chart.0), self.id(entry.0));
        let now = self.portal.backend.clock.now().0;
        self.sql(&format!(
            "INSERT INTO correction VALUES ({facility}, {correction}, {chart}, {entry}, '{title}', {nobody}, 'waiting', {now}, \
             {}, {now}, 0)",
            now + 1_000
        ))
        .await;
        let message = self.id(Uuid::from_u128(0xC100_0000 + u128::from(number)));
        self.sql(&format!(
            "INSERT INTO correction_message VALUES ({facility}, {message}, {correction}, 0, {now}, {nobody}, 'begin', '{title}')"
        ))
        .await;
        id
    }
}
