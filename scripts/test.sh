#!/bin/sh
# Everything, in the order in which a mistake is cheapest to find. Prints each stage and its time.
. "$(dirname -- "$0")/lib.sh"

cd "$ROOT"
stage() {
  name=$1
  shift
  began=$(date +%s)
  say "stage: $name"
  "$@" || die "stage failed: $name"
  printf '%6ss  %s\n' "$(($(date +%s) - began))" "$name" >>"$TOOLS/log/stages"
}
: >"$TOOLS/log/stages"

stage "toolchain" sh scripts/toolchain.sh
stage "build tools" sh scripts/tools.sh
RUSTUP_TOOLCHAIN=$(cat "$TOOLS/toolchain")
export RUSTUP_TOOLCHAIN
# One profile from here on, the one that ships: what is tested is what is run.
PORTAL_TEST_PROFILE=--release
export PORTAL_TEST_PROFILE
stage "formatting and lints" sh scripts/check.sh lints
stage "server and tests, release build" cargo test --release --quiet --locked --no-run --workspace --exclude frontend --features app/ssr
stage "house rules and unit tests" sh scripts/check.sh tests
stage "integration tests on SQLite and PostgreSQL" sh scripts/postgres.sh cargo test --release --locked --package server --test it
stage "client, release" sh scripts/build.sh client
stage "server, release" sh scripts/build.sh server
stage "benchmarks, quick: that they work" sh scripts/bench.sh --quick
stage "browser tests" sh scripts/e2e.sh
say "all stages passed"
cat "$TOOLS/log/stages" >&2
