#!/bin/sh
# Makes the filter of leaked passwords anew from the list of a package at one version: server/usecases/src/account/leaked.bin.
. "$(dirname -- "$0")/lib.sh"

sh "$ROOT/scripts/peers.sh"
"$TOOLS/peers/bin/python" "$ROOT/scripts/leaked.py" filter "$ROOT/server/usecases/src/account/leaked.bin"
