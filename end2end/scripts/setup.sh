#!/usr/bin/env bash
# Installs what is missing, and only that: `setup.sh build` what a build needs, `setup.sh test` what
# the tests need on top of it, `setup.sh mutants` what `make mutants` needs. They say nothing when
# everything is there.
set -euo pipefail
# shellcheck source=end2end/scripts/environment.sh
. "$(dirname "$0")/environment.sh"

# Ends with one sentence that says what to do.
give_up() {
  printf 'setup: %s\n' "$1" >&2
  exit 1
}

# Debian's packages, where we may install them: as root or with a sudo that asks for no password.
debian() {
  local what=$1 as_root=()
  shift
  if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || give_up "$what is missing and may not be installed from here: please run \`sudo apt-get install $*\` and start again."
    as_root=(sudo -n)
  fi
  command -v apt-get >/dev/null || give_up "$what is missing: please install it ($* in Debian) and start again."
  echo "setup: installing $* (Debian)"
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# A tool written in Rust, from source. It runs for seconds in a day: compiled for a quick build, not
# for quick code, it takes half the time. The target folder of a caller is none of its business.
tool() {
  echo "setup: compiling $* (once, some minutes)"
  env -u CARGO_TARGET_DIR CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=off \
    CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_DEBUG=false \
    cargo install --quiet --force --root "$cache/tools" "$@"
}

# Does `command` say that it is of this version?
is_version() {
  local version=$1
  shift
  "$@" --version 2>/dev/null | grep -qwF -- "$version"
}

rust() {
  command -v cargo >/dev/null || give_up "Rust is missing: please install rustup from https://rustup.rs and start again."
  command -v cc >/dev/null || debian "a C compiler" build-essential
  local wasm=lib/rustlib/wasm32-unknown-unknown
  if ! rustc --version >/dev/null 2>&1 || ! cargo fmt --version >/dev/null 2>&1 ||
    ! cargo clippy --version >/dev/null 2>&1 || [ ! -d "$(rustc --print sysroot)/$wasm" ]; then
    command -v rustup >/dev/null || give_up "the Rust of rust-toolchain.toml or its wasm target is missing: please install rustup from https://rustup.rs and start again."
    rustup toolchain install "$(sed -n 's/^channel = "\(.*\)"/\1/p' rust-toolchain.toml)" \
      --no-self-update --profile minimal --component rustfmt --component clippy --target wasm32-unknown-unknown
  fi
}

# npm writes its own record of what it installed; the lock file is newer only when it has changed.
node_packages() {
  command -v npm >/dev/null || give_up "Node 20 is missing: please install nodejs and npm and start again."
  [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] || give_up "Node is older than 20: please install a newer one and start again."
  if [ ! end2end/node_modules/.package-lock.json -nt end2end/package-lock.json ]; then
    PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --prefix end2end --loglevel=error --no-audit --no-fund
    touch end2end/node_modules/.package-lock.json
  fi
}

build_tools() {
  rust
  node_packages
  is_version "$cargo_leptos_version" cargo leptos ||
    tool cargo-leptos --version "$cargo_leptos_version" --locked --no-default-features --features no_downloads
  # Its lock file does not resolve with this Rust; without it, it builds.
  is_version "$wasm_bindgen_version" wasm-bindgen ||
    tool wasm-bindgen-cli --version "$wasm_bindgen_version"
}

# A real SMTP server, in a virtual environment of its own: server/tests/it/mail starts it.
smtp_server() {
  command -v python3 >/dev/null || debian Python python3 python3-venv
  if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then debian "Python's venv" python3-venv; fi
  python3 -m venv "$cache/smtp"
  "$cache/smtp/bin/pip" install --quiet --disable-pip-version-check "aiosmtpd==$aiosmtpd_version"
}

test_tools() {
  "$cache/smtp/bin/python" -c "import aiosmtpd, sys; sys.exit(aiosmtpd.__version__ != '$aiosmtpd_version')" 2>/dev/null ||
    smtp_server
  cargo nextest --version >/dev/null 2>&1 ||
    tool cargo-nextest --version "$nextest_version" --locked
  [ -n "${CHROMIUM_PATH:-}" ] || command -v chromium >/dev/null || debian Chromium chromium fonts-liberation
  command -v pdfinfo >/dev/null || debian "pdfinfo" poppler-utils
  [ -n "${TEST_PG_URL:-}" ] || end2end/scripts/postgres.sh where >/dev/null 2>&1 || debian PostgreSQL postgresql
}

mutants_tools() {
  test_tools
  is_version "$mutants_version" cargo mutants ||
    tool cargo-mutants --version "$mutants_version" --locked
}

for part in "$@"; do
  "${part}_tools"
done
