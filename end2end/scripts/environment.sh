# shellcheck shell=bash disable=SC2034,SC2154,SC2164

# Where things are and which versions they have. Sourced by the other scripts: it sets variables and
# changes to the root of the repository, and does nothing else.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"

cargo_leptos_version=0.3.10
wasm_bindgen_version=0.2.130 # the same as in Cargo.toml: the bundle and its glue must agree
nextest_version=0.9.143
aiosmtpd_version=1.4.6 # the SMTP server that the tests of e-mail talk to
mutants_version=27.1.0

# Outside the clone, so that a second clone finds the tools that the first one had to compile.
cache="${XDG_CACHE_HOME:-$HOME/.cache}/class-mirror"
target="${CARGO_TARGET_DIR:-$root/target}"
# In this order: tools of these scripts, cargo's, wasm-opt from npm.
export PATH="$cache/tools/bin:${CARGO_HOME:-$HOME/.cargo}/bin:$root/end2end/node_modules/.bin:$PATH"

# In this folder cargo-leptos puts the browser bundle, wherever the rest of the build goes.
site="$root/target/site"
