#!/bin/sh
# Formatting, lints for both targets, house rules, unit tests.
#   check.sh          all of it
#   check.sh lints    formatting and lints alone
. "$(dirname -- "$0")/lib.sh"

cd "$ROOT"
say "formatting"
cargo fmt --all --check
say "lints: server side"
# shellcheck disable=SC2086
cargo clippy --quiet --locked $SERVER_SIDE --all-targets -- --deny warnings
say "lints: browser side"
cargo clippy --quiet --locked --package frontend --target wasm32-unknown-unknown -- --deny warnings
if [ "${1:-all}" = lints ]; then exit 0; fi
say "house rules and unit tests"
# All but `it`, the integration tests, which want databases: scripts/postgres.sh runs those.
# shellcheck disable=SC2086
cargo test --quiet --locked $SERVER_SIDE --lib --bins --test '[!i]*'
