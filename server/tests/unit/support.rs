//! Settings for tests.

use server::config::{Config, File, Network};

/// What is read from these variables alone.
pub fn load(set: &[(&str, &str)]) -> Result<Config, String> {
    Config::from_parts(File::default(), |name| {
        set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
    })
}

/// One network.
pub fn networks(text: &str) -> Vec<Network> {
    vec![Network::parse(text).expect("a network")]
}
