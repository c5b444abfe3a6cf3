#!/bin/sh
# Everything of the client from nothing, for scripts that build the server meanwhile: the compiler, then the build tools
# beside the WebAssembly that needs none of them, then what the tools make of it.
#   client.sh build
#   client.sh test       its lints too
. "$(dirname -- "$0")/lib.sh"

cd "$ROOT"
sh scripts/toolchain.sh
sh scripts/tools.sh &
tools=$!
if [ "$1" = test ]; then sh scripts/check.sh client; fi
sh scripts/build.sh wasm
wait "$tools"
# Whoever builds the server meanwhile puts it there; should that fail, this is stopped with it.
while [ -n "${PORTAL_STYLE_BUILD:-}" ] && [ ! -x "$PORTAL_STYLE_BUILD" ]; do sleep 1; done
sh scripts/build.sh client
