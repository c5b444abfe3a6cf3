#!/bin/sh
# Formatting, lints for both targets, house rules, unit tests.
. "$(dirname -- "$0")/lib.sh"

cd "$ROOT"
say "formatting"
cargo fmt --all --check
say "lints: server side"
cargo clippy --quiet --locked --workspace --exclude frontend --all-targets --features app/ssr -- --deny warnings
say "lints: browser side"
cargo clippy --quiet --locked --package frontend --target wasm32-unknown-unknown -- --deny warnings
say "house rules"
cargo test --quiet --locked --package tidy
say "unit tests"
cargo test --quiet --locked --workspace --exclude frontend --exclude server --exclude tidy --features app/ssr
cargo test --quiet --locked --package server --lib
