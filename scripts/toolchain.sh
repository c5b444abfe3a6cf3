#!/bin/sh
# Finds or makes the one Rust toolchain that compiles both the server and the browser's WebAssembly,
# and writes its name to .tools/toolchain for the Makefile.
#
# Order: the active toolchain if it has the wasm32 target; else Debian's newer compiler with
# WebAssembly's std built from source (bare Debian machines without Rust's own download host);
# else `rustup target add`.
. "$(dirname -- "$0")/lib.sh"

LINKED=portal-debian
CHOICE=$TOOLS/toolchain
TARGET=wasm32-unknown-unknown

has_wasm() {
  RUSTUP_TOOLCHAIN=$1 rustc --print target-libdir --target "$TARGET" >/dev/null 2>&1 &&
    ls "$(RUSTUP_TOOLCHAIN=$1 rustc --print target-libdir --target "$TARGET")"/libstd-*.rlib >/dev/null 2>&1
}

command -v rustup >/dev/null 2>&1 || die "rustup is missing: install Rust from https://rustup.rs and start again"

if [ -s "$CHOICE" ] && has_wasm "$(cat "$CHOICE")"; then
  exit 0
fi

active=$(rustup show active-toolchain | cut -d' ' -f1)
if has_wasm "$active"; then
  say "toolchain: $active has $TARGET"
  printf '%s' "$active" >"$CHOICE"
  exit 0
fi

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
  printf '%s' "$name" >"$CHOICE"
}

if command -v apt-cache >/dev/null 2>&1 && { apt-cache show rust-web-src >/dev/null 2>&1 || { as_root apt-get update -qq && apt-cache show rust-web-src >/dev/null 2>&1; }; }; then
  debian_toolchain
else
  say "toolchain: rustup target add $TARGET"
  rustup target add "$TARGET"
  printf '%s' "$active" >"$CHOICE"
fi
