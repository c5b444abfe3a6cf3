//! The medical-ID card: what somebody who helps in an emergency has to know, as far as its reader may see it.

pub mod contract;
