#!/bin/sh
# Rebuilds and restarts on change: trunk watches the client, a poll watches the server's sources.
. "$(dirname -- "$0")/lib.sh"

cd "$ROOT"
export PORTAL_DEMO=1 PORTAL_LOG="${PORTAL_LOG:-info}"
export TRUNK_BUILD_CARGO_PROFILE=wasm-dev
# What trunk is told not to watch has to be there.
touch style/clinic.css style/patient.css
browser_side trunk watch --log warn &
patient=$!
trunk_other watch record --log warn &
record=$!
trunk_other watch clinic --log warn &
clinic=$!
portal=
trap 'kill $patient $record $clinic $portal 2>/dev/null || true' EXIT INT TERM

stamp() {
  find app domain i18n server style dist -name target -prune -o \( -name '*.rs' -o -name '*.toml' -o -name '*.json' -o -name '*.wasm' \) \
    -newer "$TOOLS/.dev" -print 2>/dev/null | head -n 1
}

is_watched() {
  for watching in "$patient" "$record" "$clinic"; do
    kill -0 "$watching" 2>/dev/null || die "trunk has stopped"
  done
}

until [ -e dist/patient/index.html ] && [ -e dist/record/index.html ] && [ -e dist/clinic/index.html ]; do
  is_watched
  sleep 1
done
while true; do
  touch "$TOOLS/.dev"
  # shellcheck disable=SC2086
  if cargo build --locked $SERVER_SIDE --bin portal; then
    if [ -n "$portal" ]; then
      kill "$portal" 2>/dev/null || true
      wait "$portal" 2>/dev/null || true
    else
      target/debug/portal migrate && target/debug/portal seed demo
    fi
    target/debug/portal serve &
    portal=$!
  fi
  while [ -z "$(stamp)" ]; do
    is_watched
    sleep 1
  done
done
