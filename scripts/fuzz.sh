#!/bin/sh
# Feeds broken input to everything that reads outside input, each target for some seconds (docs/reliability.md).
#   fuzz.sh [SECONDS]      600 unless told otherwise. Each run begins elsewhere; PORTAL_FUZZ_START=7 repeats the seventh.
. "$(dirname -- "$0")/lib.sh"

cd "$ROOT"
PORTAL_FUZZ_SECONDS=${1:-600}
PORTAL_FUZZ_START=${PORTAL_FUZZ_START:-$(date +%s)}
export PORTAL_FUZZ_SECONDS PORTAL_FUZZ_START
say "building the targets"
# shellcheck disable=SC2086
cargo test --release --quiet --locked $SERVER_SIDE --test broken --no-run
say "$PORTAL_FUZZ_SECONDS seconds for each target, beginning at $PORTAL_FUZZ_START"
# shellcheck disable=SC2086
exec cargo test --release --quiet --locked --no-fail-fast $SERVER_SIDE --test broken -- --nocapture --test-threads 1
