#!/bin/sh
# Browser tests against the release build, then Lighthouse: a demo clinic of its own, Debian's Chromium without its window,
# which takes a quarter less time. CHROMIUM_PATH names another browser.
. "$(dirname -- "$0")/lib.sh"

cd "$ROOT"
if [ -z "${CHROMIUM_PATH:-}" ]; then need_packages chromium-headless-shell; fi
# shellcheck disable=SC3013
if [ ! -d end2end/node_modules ] || [ end2end/package-lock.json -nt end2end/node_modules ]; then
  need_node
  quietly "installing browser test packages" npm ci --prefix end2end --silent --no-audit --no-fund
  touch end2end/node_modules
fi
sh scripts/peers.sh
cd end2end
npx playwright test "$@"
# The whole run also measures; a run of single tests does not.
if [ $# -eq 0 ]; then
  say "Lighthouse: sign-in, home, booking"
  node lighthouse.mjs
fi
