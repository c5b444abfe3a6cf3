#!/bin/sh
# Shows that the tests of six controls notice when the control is taken out: in a copy of the committed source all of them
# are removed, the tests of the server are built once, and each named test has to fail.
. "$(dirname -- "$0")/lib.sh"

cd "$ROOT"
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT INT TERM
git archive HEAD | tar -x -C "$copy"
ln -s "$TOOLS" "$copy/.tools"
node scripts/controls.mjs apply "$copy"
cd "$copy"
say "building the tests without the controls"
export CARGO_TARGET_DIR="$ROOT/target/controls"
# shellcheck disable=SC2086
cargo test --release --quiet --locked --no-run $SERVER_SIDE
noticed=0 missed=''
for test in $(node scripts/controls.mjs tests "$copy"); do
  # shellcheck disable=SC2086
  if sh scripts/postgres.sh cargo test --release --quiet --locked $SERVER_SIDE --test it -- "$test" >"$TOOLS/log/controls-$test.log" 2>&1; then
    missed="$missed $test"
    say "NOT noticed: $test"
  else
    grep -q "^test result: FAILED. 0 passed; 1 failed" "$TOOLS/log/controls-$test.log" || die "$test did not run: $TOOLS/log/controls-$test.log"
    noticed=$((noticed + 1))
    say "noticed: $test"
  fi
done
[ -z "$missed" ] || die "these tests do not notice that their control is gone:$missed"
say "$noticed tests noticed"
