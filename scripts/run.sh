#!/bin/sh
# Makes the demo clinics in data/ if there are none, says who can sign in, and serves.
. "$(dirname -- "$0")/lib.sh"

cd "$ROOT"
export PORTAL_DEMO=1
portal=$ROOT/target/release/portal
"$portal" migrate
say "demo clinics and accounts"
"$portal" seed demo
say "open http://localhost:3000 (stop with Ctrl C)"
exec "$portal" serve
