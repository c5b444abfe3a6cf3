#!/bin/sh
# A demo clinic of its own for one run of the browser tests.
. "$(dirname -- "$0")/lib.sh"

cd "$ROOT"
folder=$(mktemp -d)
trap 'kill "$portal" 2>/dev/null || true; rm -rf "$folder"' EXIT INT TERM
port=${PORTAL_E2E_PORT:-3900}
export PORTAL_DATA_DIR="$folder" PORTAL_DEMO=1 PORTAL_LISTEN="127.0.0.1:$port" PORTAL_BASE_URL="http://localhost:$port" PORTAL_LOG=${PORTAL_LOG:-warn}
unset DATABASE_URL
binary=${PORTAL_BINARY:-target/release/portal}
printf '%s\n' "$folder" >"$ROOT/end2end/test-results.folder"
"$binary" migrate >&2
"$binary" seed demo --json >"$ROOT/end2end/test-results.accounts.json"
# A nurse who can be called at any hour: some journeys need a time within the next day, whatever day it is.
"$binary" calendar import end2end/support/calendar.json >&2
# A clinic that is closed and opened, where nobody else's tests are.
"$binary" facility create --key closing --name "Clínica Aurora" --host closing.localhost --zone Europe/Madrid --language es >&2
printf 'a quiet harbour at dawn' | "$binary" admin create --facility closing --email admin@closing.example --password-stdin >&2
"$binary" serve &
portal=$!
wait "$portal"
