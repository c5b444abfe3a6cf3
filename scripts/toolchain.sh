#!/bin/sh
# Finds or makes the Rust toolchains and writes their names into the tool folder.
#   toolchain.sh server    only .tools/toolchain, which compiles the server, the tests and the build tools
#   toolchain.sh           also .tools/browser-toolchain, which compiles WebAssembly
#
# The browser's: the active toolchain if it has the wasm32 target; else Debian's newer compiler with WebAssembly's std
# built from source (bare Debian machines without Rust's own download host); else `rustup target add`.
# The server's: the active toolchain if it is new enough and has clippy and rustfmt; else the browser's. Debian's compiler
# is right but slow: the same crates take it half as long again (docs/decisions/0007-one-toolchain.md).
. "$(dirname -- "$0")/lib.sh"

LINKED=portal-debian
SERVER=$TOOLS/toolchain
BROWSER=$TOOLS/browser-toolchain
TARGET=wasm32-unknown-unknown

has_wasm() {
  RUSTUP_TOOLCHAIN=$1 rustc --print target-libdir --target "$TARGET" >/dev/null 2>&1 &&
    ls "$(RUSTUP_TOOLCHAIN=$1 rustc --print target-libdir --target "$TARGET")"/libstd-*.rlib >/dev/null 2>&1
}

# First of all, so that nobody waits for a build that must fail.
need_compiler
need_node
command -v rustup >/dev/null 2>&1 || die "rustup is missing: install Rust from https://rustup.rs and start again"

# Whether a toolchain is at least the version of `rust-version` in Cargo.toml and can lint and format.
can_build() {
  wanted=$(sed -n 's/^rust-version = "\(.*\)"$/\1/p' "$ROOT/Cargo.toml")
  version=$(RUSTUP_TOOLCHAIN=$1 rustc --version 2>/dev/null | cut -d' ' -f2)
  [ -n "$version" ] && [ "$(printf '%s\n' "$wanted" "$version" | sort -V | head -n 1)" = "$wanted" ] &&
    RUSTUP_TOOLCHAIN=$1 cargo clippy --version >/dev/null 2>&1 && RUSTUP_TOOLCHAIN=$1 cargo fmt --version >/dev/null 2>&1
}

choose() {
  printf '%s' "$2" >"$1"
}

active=$(rustup show active-toolchain | cut -d' ' -f1)
if ! { [ -s "$SERVER" ] && can_build "$(cat "$SERVER")"; }; then
  rm -f "$SERVER"
  if can_build "$active"; then
    say "toolchain of the server: $active"
    choose "$SERVER" "$active"
  fi
fi
if [ "${1:-}" = server ] && [ -s "$SERVER" ]; then exit 0; fi

debian_toolchain() {
  need_packages rustc-web cargo-web rust-web-src libstd-rust-web-dev rust-web-clippy rustfmt-web lld-22
  triple=$(/usr/bin/rustc -vV | sed -n 's/^host: //p')
  dir=$TOOLS/rust
  rm -rf "$dir" "$TOOLS/std"
  mkdir -p "$dir/bin" "$dir/lib/rustlib/$triple/bin" "$dir/lib/rustlib/$TARGET/lib" "$TOOLS/std/src"

  printf '[workspace]\n[package]\nname = "dummy"\nversion = "0.0.0"\nedition = "2021"\n' >"$TOOLS/std/Cargo.toml"
  : >"$TOOLS/std/src/lib.rs"
  std_source=$(dirname "$(/usr/bin/rustc --print sysroot)")/usr/lib/rustlib/src
  [ -d "$std_source" ] || std_source=/usr/lib/rustlib/src
  # The toolchain wrapper is needed first: cargo asks rustc for its sysroot to find std's source.
  for tool in rustc rustdoc; do
    printf '#!/bin/sh\nexec /usr/bin/%s --sysroot "%s" "$@"\n' "$tool" "$dir" >"$dir/bin/$tool"
  done
  for tool in cargo-clippy clippy-driver; do
    printf '#!/bin/sh\nSYSROOT="%s" exec /usr/bin/%s "$@"\n' "$dir" "$tool" >"$dir/bin/$tool"
  done
  chmod +x "$dir"/bin/*
  for tool in cargo rustfmt cargo-fmt; do ln -s "/usr/bin/$tool" "$dir/bin/$tool"; done
  ln -s "$std_source" "$dir/lib/rustlib/src"
  ln -s "/usr/lib/rustlib/$triple/lib" "$dir/lib/rustlib/$triple/lib"
  ln -s "$(command -v rust-lld || command -v lld-22)" "$dir/lib/rustlib/$triple/bin/rust-lld"

  quietly "building std for WebAssembly" env -u RUSTUP_TOOLCHAIN RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 \
    RUSTFLAGS=-Cembed-bitcode=yes CARGO_PROFILE_RELEASE_OPT_LEVEL=z CARGO_HOME="$TOOLS/std/cargo-home" CARGO_TARGET_DIR="$TOOLS/std/target" \
    sh -c "cd '$TOOLS/std' && /usr/bin/cargo build --release --target $TARGET -Z build-std=std,panic_abort,panic_unwind,proc_macro,test -Z build-std-features=optimize_for_size"
  cp "$TOOLS/std/target/$TARGET/release/deps/"*.rlib "$dir/lib/rustlib/$TARGET/lib/"
  rm -f "$dir/lib/rustlib/$TARGET/lib/"libdummy-*
  rm -rf "$TOOLS/std" "$ROOT/target/$TARGET"

  # One linked name per checkout, so that two checkouts do not overwrite each other.
  name=$LINKED-$(printf '%s' "$dir" | cksum | cut -d' ' -f1)
  rustup toolchain link "$name" "$dir"
  has_wasm "$name" || die "the linked toolchain $name has no std for $TARGET"
  say "toolchain: Debian's $(/usr/bin/rustc --version), linked as $name"
  choose "$BROWSER" "$name"
}

if [ -s "$BROWSER" ] && has_wasm "$(cat "$BROWSER")"; then
  :
elif has_wasm "$active"; then
  say "toolchain: $active has $TARGET"
  choose "$BROWSER" "$active"
elif command -v apt-cache >/dev/null 2>&1 && { apt-cache show rust-web-src >/dev/null 2>&1 || { as_root apt-get update -qq && apt-cache show rust-web-src >/dev/null 2>&1; }; }; then
  debian_toolchain
else
  say "toolchain: rustup target add $TARGET"
  rustup target add "$TARGET"
  choose "$BROWSER" "$active"
fi
if [ ! -s "$SERVER" ]; then choose "$SERVER" "$(cat "$BROWSER")"; fi
