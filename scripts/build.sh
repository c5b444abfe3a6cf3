#!/bin/sh
# Builds the client (into dist/) or the server (target/release/portal), with progress.
#   build.sh wasm       what of the client needs no tools: its WebAssembly
#   build.sh client
#   build.sh server
#   build.sh both       the client beside the server: each for itself leaves a core idle for minutes
. "$(dirname -- "$0")/lib.sh"

cd "$ROOT"
build_server() {
  say "server: target/release/portal"
  # shellcheck disable=SC2086
  cargo build --release --locked $SERVER_SIDE --bin portal
}
build_wasm() {
  say "client: WebAssembly"
  # As trunk asks for them, but all three at once.
  browser_side cargo build --quiet --locked --profile wasm --target wasm32-unknown-unknown --package frontend --bins
}
case $1 in
wasm) build_wasm ;;
client)
  build_wasm
  say "client: styles, compression"
  # trunk builds offline, with what the lock file names.
  cargo fetch --quiet --locked
  # All three at once: each waits for tools that use one core. The styles, which all of them ask for, are there then.
  TRUNK_PROFILE=release sh scripts/style.sh
  browser_side trunk build --release --log warn &
  patient=$!
  trunk_other build record --release --log warn &
  record=$!
  trunk_other build clinic --release --log warn &
  clinic=$!
  for program in "$patient" "$record" "$clinic"; do wait "$program" || die "a program of the browser cannot be built"; done
  ;;
server) build_server ;;
both)
  begin_style
  beside "toolchain of the browser, build tools, client" sh scripts/client.sh build
  build_style
  build_server
  join
  ;;
*) die "usage: build.sh wasm|client|server|both" ;;
esac
