#!/usr/bin/env bash
# Measures the server's time for each page with 10,000 cases and 50,000 availabilities, on SQLite and
# PostgreSQL, and says how large the browser's bundle is. PROFILE=dev measures what is built already.
set -euo pipefail
# shellcheck source=end2end/scripts/environment.sh
. "$(dirname "$0")/environment.sh"

profile=${PROFILE:-release}
export APP__MODE=demo LEPTOS_HASH_FILES=false
if [ -n "${TEST_PG_URL:-}" ]; then
  export BENCH_PG_URL=$TEST_PG_URL
elif end2end/scripts/postgres.sh where > /dev/null; then
  folder=$(mktemp --directory --dry-run --tmpdir bench-postgres-XXXXXX)
  BENCH_PG_URL=$(end2end/scripts/postgres.sh start "$folder")
  export BENCH_PG_URL
  trap 'end2end/scripts/postgres.sh stop "$folder"' EXIT
fi
nproc=$(nproc)
memory=$(awk '/MemTotal/ {printf "%.0f GiB", $2 / 1048576}' /proc/meminfo)
echo "$(date +%F), $nproc cores, $memory, profile $profile"
cargo run --quiet --profile "$profile" -p server --example bench

bundle=$(find "$site/pkg" -name '*.wasm' 2> /dev/null | head -n 1)
if [ -n "$bundle" ]; then
  size() { awk -v bytes="$(stat -c %s "$1")" 'BEGIN {printf "%.0f kB", bytes / 1000}'; }
  echo
  echo "bundle: $(size "$bundle")$([ -f "$bundle.br" ] && echo ", $(size "$bundle.br") in brotli")"
else
  echo "There is no browser bundle in $site/pkg; make run builds one."
fi
