#!/bin/sh
# Makes style/app.css; trunk calls this before each build. Cargo's own variables would rebuild everything.
profile=
if [ "${TRUNK_PROFILE:-}" = release ]; then profile=--release; fi
# shellcheck disable=SC2086
exec env -u CARGO -u CARGO_MANIFEST_DIR -u RUSTFLAGS cargo run $profile --quiet --locked --package style-build
