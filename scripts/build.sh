#!/bin/sh
# Builds the client (into dist/) or the server (target/release/portal), with progress.
. "$(dirname -- "$0")/lib.sh"

cd "$ROOT"
case $1 in
client)
  say "client: WebAssembly, styles, compression"
  # trunk builds offline, with what the lock file names.
  cargo fetch --quiet --locked
  trunk build --release --log warn
  trunk_clinic build --release --log warn
  ;;
server)
  say "server: target/release/portal"
  # shellcheck disable=SC2086
  cargo build --release --locked $SERVER_SIDE --bin portal
  ;;
*) die "usage: build.sh client|server" ;;
esac
