//! The slot engine against the clocks of the world: known nights to the second, and a brute-force oracle on random ones.
//!
//! `PROPTEST_CASES=100000 cargo test -p domain --release --test booking` runs the oracle on 100,000 cases.

#[cfg(test)]
mod cases;
#[cfg(test)]
mod oracle;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod support;
