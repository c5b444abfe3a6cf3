#!/bin/sh
# Everything, in the order in which a mistake is cheapest to find. Prints each stage and its time.
. "$(dirname -- "$0")/lib.sh"

cd "$ROOT"
stage() {
  name=$1
  shift
  began=$(date +%s)
  say "stage: $name"
  "$@" || {
    cat "$TOOLS/log/stages" >&2
    die "stage failed: $name"
  }
  printf '%6ss  %s\n' "$(($(date +%s) - began))" "$name" >>"$TOOLS/log/stages"
}
: >"$TOOLS/log/stages"

stage "toolchain" sh scripts/toolchain.sh server
stage "other sides of the delivery tests" sh scripts/peers.sh
RUSTUP_TOOLCHAIN=$(cat "$TOOLS/toolchain")
export RUSTUP_TOOLCHAIN
# One profile for everything, the one that ships: what is tested is what is run.
# The client's side and the server's beside each other: each for itself leaves a core idle for minutes.
begin_style
beside "toolchain, build tools, lints and release build of the client" \
  sh scripts/client.sh test
stage "what makes the stylesheets" build_style
stage "formatting, lints of the server" sh scripts/check.sh server
# shellcheck disable=SC2086
stage "server and tests, release build" cargo test --release --quiet --locked --no-run $SERVER_SIDE
# shellcheck disable=SC2086
stage "programs, release build" cargo build --release --quiet --locked $SERVER_SIDE --bins
# Integration tests wait for databases and other programs for a third of their time: one more at once than there are cores.
RUST_TEST_THREADS=$(($(getconf _NPROCESSORS_ONLN 2>/dev/null || printf 2) + 1))
export RUST_TEST_THREADS
# shellcheck disable=SC2086
stage "house rules, unit and integration tests on SQLite and PostgreSQL" \
  sh scripts/postgres.sh cargo test --release --locked $SERVER_SIDE
stage "the client is built too" join
stage "benchmarks, quick: that they work" sh scripts/bench.sh --quick
stage "browser tests" sh scripts/e2e.sh
say "all stages passed"
cat "$TOOLS/log/stages" >&2
