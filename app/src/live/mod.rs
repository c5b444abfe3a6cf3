//! What happens at the clinic while a page is open: one stream of events per browser, shared by its tabs, closed while hidden.

use domain::ids::ResourceId;
use domain::time::Instant;
use serde::Deserialize;

/// Something a page may want to react to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// A resource's time, or the theme, has changed.
    Changed {
        /// `slots`, `theme` or `results`.
        topic: String,
        /// The resource, for `slots`; the chart, for `results`.
        resource: Option<ResourceId>,
        /// `taken`, `freed` or `published`.
        kind: String,
        /// Start of the time that changed.
        from: Instant,
        /// End of the time that changed.
        to: Instant,
    },
    /// Something was missed: ask anew.
    Resync,
}

/// An event's data on the wire.
#[derive(Debug, Deserialize)]
struct Wire {
    topic: String,
    resource: Option<ResourceId>,
    kind: String,
    from: Instant,
    to: Instant,
}

impl Message {
    /// Reads an event's data; anything unreadable means asking anew.
    #[must_use]
    pub fn read(data: &str) -> Self {
        match crate::wire::read::<Wire>(data) {
            Ok(Wire { topic, resource, kind, from, to }) => Self::Changed { topic, resource, kind, from, to },
            Err(_) => Self::Resync,
        }
    }
}

/// Calls `react` for every event after `since`, until the component goes. Nothing happens on the server.
#[cfg(feature = "ssr")]
pub fn listen(_since: i64, _react: impl Fn(&Message) + 'static) {}

#[cfg(not(feature = "ssr"))]
pub use browser::{is_listening, listen};

#[cfg(not(feature = "ssr"))]
mod browser;
