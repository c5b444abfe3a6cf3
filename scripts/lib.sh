# Shared by the scripts of this folder: where tools live, and how progress is shown.
# shellcheck shell=sh disable=SC2034
set -eu

ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
TOOLS=${PORTAL_TOOLS:-$ROOT/.tools}
mkdir -p "$TOOLS/bin" "$TOOLS/log"

TRUNK_VERSION=0.21.14
WASM_BINDGEN_VERSION=0.2.130
BINARYEN_VERSION=132.0.0
TERSER_VERSION=5.51.4
NODE_LEAST=20

# The packages of the server's side. Every build of them selects all of them, so that cargo turns on the same features
# and compiles each dependency once.
# shellcheck disable=SC2034
SERVER_SIDE="--workspace --exclude frontend --features app/ssr"

# Prints one line with the seconds since the script began.
say() {
  printf '==> [%4ss] %s\n' "$(($(date +%s) - START))" "$*" >&2
}

die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# Runs a long command with its output in a log file and a dot every 15 seconds; on failure it prints the end of the log.
# Its variables are the shell's, like all here: `label`, `log`, `job`, `ticks` are taken.
quietly() {
  label=$1
  shift
  log=$TOOLS/log/$(printf %s "$label" | tr " /" "--").log
  say "$label (log: ${log#"$ROOT"/})"
  "$@" >"$log" 2>&1 &
  job=$!
  while kill -0 "$job" 2>/dev/null; do
    sleep 1
    ticks=$((${ticks:-0} + 1))
    if [ $((ticks % 15)) -eq 0 ]; then printf '.' >&2; fi
  done
  if wait "$job"; then
    if [ "${ticks:-0}" -ge 15 ]; then printf '\n' >&2; fi
    ticks=0
  else
    tail -n 40 "$log" >&2
    die "$label failed; the whole output is in $log"
  fi
}

# Starts a long command beside what follows, with its output in a log file; `join` waits for it. One at a time.
beside() {
  beside_label=$1
  shift
  beside_log=$TOOLS/log/$(printf %s "$beside_label" | tr " /" "--").log
  say "begun beside what follows: $beside_label (log: ${beside_log#"$ROOT"/})"
  # A session of its own, so that all of it can be stopped.
  if command -v setsid >/dev/null 2>&1; then setsid "$@" >"$beside_log" 2>&1 & else "$@" >"$beside_log" 2>&1 & fi
  beside_job=$!
  trap 'kill -- "-$beside_job" 2>/dev/null || kill "$beside_job" 2>/dev/null || true' EXIT
  trap 'exit 130' INT TERM
}

# Waits for what was begun with `beside`; on failure it prints the end of its log.
join() {
  if kill -0 "$beside_job" 2>/dev/null; then say "waiting for: $beside_label"; fi
  if wait "$beside_job"; then
    trap - EXIT INT TERM
  else
    tail -n 40 "$beside_log" >&2
    die "$beside_label failed; the whole output is in $beside_log"
  fi
}

# Runs a command as root: directly, with sudo, or else says which line to run.
as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    sudo "$@"
  else
    die "this needs root. Run it, then start again:  sudo $*"
  fi
}

# Installs the Debian packages of its arguments that are missing.
need_packages() {
  missing=
  for package in "$@"; do
    if ! dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed'; then
      missing="$missing $package"
    fi
  done
  if [ -n "$missing" ]; then
    command -v apt-get >/dev/null 2>&1 ||
      die "needs the equivalents of these Debian packages:$missing"
    say "installing Debian packages:$missing"
    # Two scripts beside each other take turns.
    # shellcheck disable=SC2086
    as_root env DEBIAN_FRONTEND=noninteractive flock "$TOOLS/log" sh -c "apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing" \
      >"$TOOLS/log/apt.log" 2>&1 || { tail -n 20 "$TOOLS/log/apt.log" >&2; die "apt-get could not install$missing"; }
  fi
}

# SQLite and ring are written in C, and Rust links with `cc`: without one no build begins.
need_compiler() {
  if command -v cc >/dev/null 2>&1; then return; fi
  command -v apt-get >/dev/null 2>&1 ||
    die "a C compiler is missing: install gcc or clang, with the headers of the C library and a linker, so that there is a command cc, and start again"
  need_packages gcc libc6-dev
  command -v cc >/dev/null 2>&1 || die "gcc is installed, but there is no command cc: name it so, and start again"
}

# Node makes the programs for browsers smaller and runs the browser tests.
need_node() {
  how="install Node $NODE_LEAST or newer with npm (https://nodejs.org, or the packages nodejs and npm of Debian 13) and start again"
  for program in node npm; do
    command -v "$program" >/dev/null 2>&1 || die "$program is missing: $how"
  done
  found=$(node --version)
  major=${found#v}
  [ "${major%%.*}" -ge "$NODE_LEAST" ] 2>/dev/null || die "Node $found is too old: $how"
}

# Where what makes the stylesheets is put for a client that is built beside the server: it cannot wait for cargo's lock.
begin_style() {
  export PORTAL_STYLE_BUILD="$TOOLS/bin/style-build"
  rm -f "$PORTAL_STYLE_BUILD"
}

build_style() {
  say "what makes the stylesheets"
  # shellcheck disable=SC2086
  cargo build --release --quiet --locked $SERVER_SIDE --bin style-build || die "what makes the stylesheets cannot be built"
  cp target/release/style-build "$PORTAL_STYLE_BUILD.part"
  mv "$PORTAL_STYLE_BUILD.part" "$PORTAL_STYLE_BUILD"
}

# Runs a command with the compiler that knows WebAssembly.
browser_side() {
  env RUSTUP_TOOLCHAIN="$(cat "$TOOLS/browser-toolchain")" "$@"
}

# The browser's other programs, `record` and `clinic`: each another page for trunk, in a folder of its own.
trunk_other() {
  verb=$1 program=$2
  shift 2
  browser_side trunk "$verb" "$@" --dist "dist/$program" --public-url "/pkg/$program/" "frontend/$program.html"
}

START=${PORTAL_SCRIPT_START:-$(date +%s)}
export PORTAL_SCRIPT_START="$START"
