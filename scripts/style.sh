#!/bin/sh
# Makes style/app.css; trunk calls this before each build. Cargo's own variables would rebuild everything.
exec env -u CARGO -u CARGO_MANIFEST_DIR -u RUSTFLAGS cargo run --quiet -p style-build
