#!/usr/bin/env bash
# Programs nobody here wrote against ours: Google's and Microsoft's Python clients against the
# simulator, a strict authorization server (npm oidc-provider) in front of our server, and a reader of
# PDFs over the page for IT.
# Not part of `make test`: it installs from PyPI and npm, all of it under target/ and
# end2end/conformance. Wants Debian's python3-venv.
set -euo pipefail
# shellcheck source=end2end/scripts/environment.sh
. "$(dirname "$0")/environment.sh"
unset DATABASE_URL DATA_DIR LEPTOS_SITE_ADDR SIMULATOR_ADDR PROFILE

end2end/scripts/setup.sh build
cargo build --quiet --package server --package simulator --bins

venv=$target/conformance/venv
if ! cmp -s end2end/conformance/requirements.txt "$venv/installed.txt"; then
  python3 -m venv --clear "$venv" || { echo "conformance: please install python3-venv" >&2; exit 1; }
  "$venv/bin/pip" install --quiet --disable-pip-version-check -r end2end/conformance/requirements.txt
  cp end2end/conformance/requirements.txt "$venv/installed.txt"
fi
if [ ! end2end/conformance/node_modules/.package-lock.json -nt end2end/conformance/package-lock.json ]; then
  npm ci --prefix end2end/conformance --loglevel=error --no-audit --no-fund
fi

status=0
(cd end2end/conformance && PYTHONDONTWRITEBYTECODE=1 "$venv/bin/python" -m unittest --verbose) || status=1
(cd end2end/conformance && node --test server.test.mjs) || status=1
(cd end2end && node start.mjs "$venv/bin/python" conformance/kit.py) || status=1
exit "$status"
