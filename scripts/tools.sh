#!/bin/sh
# Installs the client's build tools into the project's own tool folder: trunk and wasm-bindgen-cli
# from crates.io (with a cheap profile: they run for seconds, their release builds take many minutes),
# wasm-opt (binaryen) and terser from npm.
. "$(dirname -- "$0")/lib.sh"

TOOLCHAIN=$(cat "$TOOLS/toolchain")

# Runs outside the project, so that its .cargo/config.toml does not apply. A registry mirror may lag
# behind the tool's own lock file: then the newest compatible dependencies are taken.
cheap_install() {
  for lock in --locked ""; do
    # shellcheck disable=SC2086
    if env -C / -u RUSTFLAGS RUSTUP_TOOLCHAIN="$TOOLCHAIN" CARGO_TARGET_DIR="$TOOLS/build" \
      CARGO_PROFILE_DEV_DEBUG=0 CARGO_PROFILE_DEV_OPT_LEVEL=0 CARGO_PROFILE_DEV_INCREMENTAL=false \
      cargo install $lock --debug --force --root "$TOOLS" "$@"; then
      return 0
    fi
  done
  return 1
}

# install NAME VERSION FEATURE-FLAGS...
install() {
  name=$1
  version=$2
  shift 2
  if [ "$(cat "$TOOLS/bin/.$name" 2>/dev/null || true)" = "$version" ]; then return; fi
  quietly "building $name $version" cheap_install "$name" --version "$version" "$@"
  printf '%s' "$version" >"$TOOLS/bin/.$name"
}

install wasm-bindgen-cli "$WASM_BINDGEN_VERSION" --bin wasm-bindgen
install trunk "$TRUNK_VERSION" --no-default-features
rm -rf "$TOOLS/build"

if [ "$(cat "$TOOLS/bin/.binaryen" 2>/dev/null || true)" != "$BINARYEN_VERSION $TERSER_VERSION" ]; then
  need_node
  quietly "installing wasm-opt $BINARYEN_VERSION, terser $TERSER_VERSION" npm install --silent --no-audit --no-fund \
    --prefix "$TOOLS/npm" "binaryen@$BINARYEN_VERSION" "terser@$TERSER_VERSION"
  printf '#!/bin/sh\nexec node "%s/npm/node_modules/binaryen/bin/wasm-opt" "$@"\n' "$TOOLS" >"$TOOLS/bin/wasm-opt"
  chmod +x "$TOOLS/bin/wasm-opt"
  printf '%s' "$BINARYEN_VERSION $TERSER_VERSION" >"$TOOLS/bin/.binaryen"
fi
