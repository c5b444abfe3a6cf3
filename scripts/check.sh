#!/bin/sh
# Formatting, lints for both targets, house rules, unit tests.
#   check.sh          all of it, in the quick-to-build profile
#   check.sh lints    formatting and lints alone
#   check.sh tests    house rules and unit tests alone; PORTAL_TEST_PROFILE=--release takes the profile that ships
. "$(dirname -- "$0")/lib.sh"

cd "$ROOT"
part=${1:-all}
profile=${PORTAL_TEST_PROFILE:-}
if [ "$part" != tests ]; then
  say "formatting"
  cargo fmt --all --check
  say "lints: server side"
  cargo clippy --quiet --locked --workspace --exclude frontend --all-targets --features app/ssr -- --deny warnings
  say "lints: browser side"
  cargo clippy --quiet --locked --package frontend --target wasm32-unknown-unknown -- --deny warnings
fi
if [ "$part" != lints ]; then
  say "house rules and unit tests"
  # The binary's integration tests need databases: scripts/postgres.sh runs them.
  # shellcheck disable=SC2086
  cargo test $profile --quiet --locked --workspace --exclude frontend --exclude server --features app/ssr
  # shellcheck disable=SC2086
  cargo test $profile --quiet --locked --package server --lib
fi
