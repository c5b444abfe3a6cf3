#!/bin/sh
# Measures the release build and puts the table into docs/benchmarks.md (docs/benchmarks.md says how it measures).
# `bench.sh --quick` only shows that the measures work, and `--only` measures a part: both write nothing.
. "$(dirname -- "$0")/lib.sh"

cd "$ROOT"
# 5,000 open pages are as many sockets, on both sides. Debian's sh has ulimit -n.
# shellcheck disable=SC3045
ulimit -n "$(ulimit -H -n)" 2>/dev/null || true
PORTAL_BENCH_REVISION=$(git describe --always --dirty 2>/dev/null || printf unknown)
PORTAL_BENCH_COMPILER=$(rustc --version)
PORTAL_POSTGRES_IS_DURABLE=1
export PORTAL_BENCH_REVISION PORTAL_BENCH_COMPILER PORTAL_POSTGRES_IS_DURABLE

say "building the measures"
# shellcheck disable=SC2086
cargo build --release --locked --quiet $SERVER_SIDE --bin bench --bin portal
case " $* " in
*" --quick "* | *" --only "*) set -- "$@" ;;
*) set -- --write docs/benchmarks.md "$@" ;;
esac
say "measuring"
exec sh scripts/postgres.sh target/release/bench "$@"
