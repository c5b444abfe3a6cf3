//! How often strangers may ask: requests of a minute, by the network that they come from.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use usecases::account::network_of;

/// Requests of one network in a minute.
const MOST_PER_MINUTE: u32 = 60;

/// How many requests of this minute each network has made.
#[derive(Debug, Default)]
pub struct Budget(Mutex<(i64, HashMap<String, u32>)>);

impl Budget {
    /// Whether one more request of an address in `minute` is taken; it is counted.
    pub fn takes(&self, address: &str, minute: i64) -> bool {
        let mut spent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if spent.0 != minute {
            *spent = (minute, HashMap::new());
        }
        let count = spent.1.entry(network_of(address)).or_default();
        *count = count.saturating_add(1);
        *count <= MOST_PER_MINUTE
    }
}
