//! Broken input for what `adapters` reads from outside (docs/reliability.md).
#![cfg(test)]

#[path = "../../../fuzz/mutate.rs"]
mod mutate;

#[path = "../../../fuzz/targets/images.rs"]
mod images;

#[test]
fn no_picture_breaks_its_reading() {
    mutate::feed("images", images::run);
}
