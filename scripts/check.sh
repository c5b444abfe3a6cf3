#!/bin/sh
# Formatting, lints for both targets, house rules, unit tests.
#   check.sh            all of it
#   check.sh server     formatting, and the lints of the server's side in the profile that ships: what macros and build
#                       scripts need is then built once for the lints and for the build that follows
#   check.sh client     the same for the browser's side
. "$(dirname -- "$0")/lib.sh"

cd "$ROOT"
# Not `--all-targets`, which also looks at each library a second time, as if it had benchmarks in it.
lint_server() {
  say "lints: server side"
  # shellcheck disable=SC2086
  cargo clippy --quiet --locked "$@" $SERVER_SIDE --lib --bins --tests -- --deny warnings
}
lint_client() {
  say "lints: browser side"
  browser_side cargo clippy --quiet --locked "$@" --package frontend --target wasm32-unknown-unknown -- --deny warnings
}
if [ "${1:-all}" = client ]; then
  lint_client --profile wasm
  exit 0
fi
say "formatting"
cargo fmt --all --check
if [ "${1:-all}" = server ]; then
  lint_server --profile release
  exit 0
fi
lint_server
lint_client
say "house rules and unit tests"
# All but `it`, the integration tests, which want databases: scripts/postgres.sh runs those.
# shellcheck disable=SC2086
cargo test --quiet --locked $SERVER_SIDE --lib --bins --test '[!i]*'
