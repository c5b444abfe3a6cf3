//! Events of one facility that became known together: written once, however many pages listen.

use super::LiveEvent;
use bytes::Bytes;
use domain::ids::FacilityId;
use std::sync::OnceLock;

/// Events of one facility, oldest first.
#[derive(Debug)]
pub struct Batch {
    facility: FacilityId,
    events: Vec<LiveEvent>,
    written: OnceLock<Bytes>,
}

impl Batch {
    /// Events by facility, each facility's in their order.
    pub(super) fn split(events: Vec<LiveEvent>) -> Vec<Self> {
        let mut batches: Vec<Self> = Vec::new();
        for event in events {
            match batches.iter_mut().find(|batch| batch.facility == event.facility) {
                Some(batch) => batch.events.push(event),
                None => batches.push(Self {
                    facility: event.facility,
                    events: vec![event],
                    written: OnceLock::new(),
                }),
            }
        }
        batches
    }

    /// Whose pages it concerns.
    #[must_use]
    pub const fn facility(&self) -> FacilityId {
        self.facility
    }

    /// What happened.
    #[must_use]
    pub fn events(&self) -> &[LiveEvent] {
        &self.events
    }

    /// The events as `write` writes them; who asks first writes for all.
    #[must_use]
    pub fn written(&self, write: impl FnOnce(&[LiveEvent]) -> Bytes) -> Bytes {
        self.written.get_or_init(|| write(&self.events)).clone()
    }
}
