#!/usr/bin/env bash
# Builds the server, the simulator and the browser bundle, or nothing at all when nothing has changed
# since it last did: cargo-leptos would bind and optimise the bundle anew each time.
# PROFILE=release builds what one would put into production; the default is the quick build.
set -euo pipefail
# shellcheck source=end2end/scripts/environment.sh
. "$(dirname "$0")/environment.sh"

case ${PROFILE:=dev} in
  dev) programs=$target/debug cargo_arguments=() leptos_arguments=() ;;
  release) programs=$target/release cargo_arguments=(--release) leptos_arguments=(--release --precompress) ;;
  *) echo "build: PROFILE is dev or release, not $PROFILE" >&2 && exit 1 ;;
esac

stamp=$site.stamp
inputs() {
  echo "$programs"
  find app server end2end/simulator style Cargo.toml Cargo.lock Leptos.toml rust-toolchain.toml .cargo \
    -type f ! -path '*/tests/*' -printf '%p %s %T@\n' | LC_ALL=C sort
}

fingerprint=$(inputs | sha256sum)
if [ -x "$programs/server" ] && [ -x "$programs/simulator" ] && [ -f "$programs/hash.txt" ] &&
  [ "$(cat "$stamp" 2>/dev/null)" = "$fingerprint" ]; then
  exit 0
fi

rm -f "$stamp"
cargo build --workspace --bins "${cargo_arguments[@]}"
# Writes the bundle to $site and its hashed names to hash.txt, where the server looks for them.
cargo leptos build --frontend-only "${leptos_arguments[@]}"
mkdir -p "$(dirname "$stamp")"
echo "$fingerprint" >"$stamp"
