#!/bin/sh
# Makes the programs' stylesheets; trunk calls this before each build. Cargo's own variables would rebuild everything.
. "$(dirname -- "$0")/lib.sh"

cd "$ROOT"
if [ -n "${PORTAL_STYLE_BUILD:-}" ]; then exec "$PORTAL_STYLE_BUILD"; fi
unset CARGO CARGO_MANIFEST_DIR RUSTFLAGS
profile=dev folder=debug
if [ "${TRUNK_PROFILE:-}" = release ]; then profile=release folder=release; fi
# shellcheck disable=SC2086
cargo build --profile "$profile" --quiet --locked $SERVER_SIDE --bin style-build
exec "target/$folder/style-build"
