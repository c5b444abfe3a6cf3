//! The process's broadcast: who listens, and how many streams each session may have.

use super::{Batch, LiveEvent};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{Notify, broadcast};

/// How many batches of events a slow reader may lag behind before it must ask anew.
const CAPACITY: usize = 1_024;
/// Open pages that one session may have; beyond them a page goes without live changes.
pub const SEATS: usize = 64;

/// The process's broadcast.
#[derive(Debug)]
pub struct Hub {
    /// Nothing once the process stops.
    sender: Mutex<Option<broadcast::Sender<Arc<Batch>>>>,
    seats: Arc<Mutex<HashMap<Vec<u8>, usize>>>,
    pub(super) woken: Notify,
}

/// One stream's place among its session's; given back when it is dropped.
#[derive(Debug)]
pub struct Seat {
    seats: Arc<Mutex<HashMap<Vec<u8>, usize>>>,
    session: Vec<u8>,
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut seats = locked(&self.seats);
        if let Some(taken) = seats.get_mut(&self.session) {
            *taken = taken.saturating_sub(1);
            if *taken == 0 {
                seats.remove(&self.session);
            }
        }
    }
}

impl Default for Hub {
    fn default() -> Self {
        let sender = Mutex::new(Some(broadcast::channel(CAPACITY).0));
        Self { sender, seats: Arc::default(), woken: Notify::new() }
    }
}

impl Hub {
    /// Listens from now on; where the process stops, to an end.
    #[must_use]
    pub fn listen(&self) -> broadcast::Receiver<Arc<Batch>> {
        let sender = locked(&self.sender);
        sender.as_ref().map_or_else(|| broadcast::channel(1).1, broadcast::Sender::subscribe)
    }

    /// How many listen now.
    #[must_use]
    pub fn listeners(&self) -> usize {
        locked(&self.sender).as_ref().map_or(0, broadcast::Sender::receiver_count)
    }

    /// A place for one more stream of a session, if it has not too many.
    #[must_use]
    pub fn take_seat(&self, session: &[u8]) -> Option<Seat> {
        let mut seats = locked(&self.seats);
        let taken = seats.entry(session.to_vec()).or_default();
        if *taken >= SEATS {
            return None;
        }
        *taken += 1;
        Some(Seat { seats: Arc::clone(&self.seats), session: session.to_vec() })
    }

    /// How many sessions have a stream.
    #[must_use]
    pub fn sessions(&self) -> usize {
        locked(&self.seats).len()
    }

    /// Ends every stream: the process stops, and pages turn to the next one.
    pub fn close(&self) {
        locked(&self.sender).take();
    }

    /// Something was committed: the relay need not wait for its next look.
    pub fn wake(&self) {
        self.woken.notify_one();
    }

    /// Tells everybody who listens. Nobody listening is fine.
    pub(super) fn tell(&self, events: Vec<LiveEvent>) {
        if let Some(sender) = locked(&self.sender).as_ref() {
            for batch in Batch::split(events) {
                drop(sender.send(Arc::new(batch)));
            }
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
