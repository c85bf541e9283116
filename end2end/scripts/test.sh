#!/usr/bin/env bash
# Everything that has to hold, one step after the other: a step that fails does not keep the next
# one from running, but it fails the run. Ends with the minutes of each step and one summed line.
#
# `test.sh` runs all; SUMMARY_FILE=path writes the last line there, for .ci/run to print it last.
set -euo pipefail
# shellcheck source=end2end/scripts/environment.sh
. "$(dirname "$0")/environment.sh"

# Settings of somebody's `make run` are none of the tests' business.
unset DATABASE_URL DATA_DIR LEPTOS_SITE_ADDR SIMULATOR_ADDR PROFILE

# PostgreSQL may run as another user, who has to reach its folder in here.
work=$(mktemp -d /tmp/class-mirror-test.XXXXXX)
chmod 755 "$work"
finish() {
  end2end/scripts/postgres.sh stop "$work/postgres" || true
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

minutes=()
passed=0
failed=0

# step NAME KIND COMMAND…: runs the command; KIND says how its output is counted (see count.mjs),
# "-" that it is no test. A step that fails without a failed test counts as one failure.
step() {
  local name=$1 kind=$2 began=$SECONDS status=0 counts more_passed=0 more_failed=0
  shift 2
  printf '\n== %s\n' "$name"
  "$@" 2>&1 | tee "$work/output" || status=${PIPESTATUS[0]}
  if [ "$kind" != - ]; then
    counts=$(node end2end/scripts/count.mjs "$kind" "$work/output")
    read -r more_passed more_failed <<<"$counts"
  fi
  if [ "$status" -ne 0 ] && [ "$more_failed" -eq 0 ]; then
    more_failed=1
  fi
  passed=$((passed + more_passed))
  failed=$((failed + more_failed))
  minutes+=("$(awk -v s=$((SECONDS - began)) 'BEGIN { printf "%6.1f", s / 60 }')  $name$([ "$more_failed" -eq 0 ] || echo ': FAILED')")
  return "$status"
}

start_postgres() {
  end2end/scripts/postgres.sh start "$work/postgres" >"$work/postgres.url"
}
# The report of an earlier run must not be counted as one of this run.
unit_tests() {
  rm -f target/nextest/default/junit.xml
  cargo nextest run --workspace --no-tests=pass --status-level=fail
}
client_tests() {
  (cd end2end && node --test clients/*.test.mjs)
}
browser_tests() {
  rm -f end2end/test-results/report.json
  npm test --silent --prefix end2end
}
# Each test gets a database of its own there.
browser_tests_on_postgres() {
  BROWSER_TESTS_PG_URL=$TEST_PG_URL browser_tests
}

summary() {
  printf '\nminutes  step\n'
  printf '%s\n' "${minutes[@]}"
  awk -v s=$SECONDS 'BEGIN { printf "%6.1f  all\n\n", s / 60 }'
  local line="$passed passed, $failed failed"
  if [ -n "${SUMMARY_FILE:-}" ]; then echo "$line" >"$SUMMARY_FILE"; else echo "$line"; fi
  [ "$failed" -eq 0 ]
}

step "tools" - end2end/scripts/setup.sh build test || { summary; exit 1; }

# In a target folder that clones share, cargo cannot tell their sources apart: it compares times.
# What is ours is built anew there; the dependencies stay.
if [ "$target" != "$root/target" ] && [ -d "$target" ]; then
  cargo clean --quiet -p app -p domain -p server -p simulator
  cargo clean --quiet -p app -p domain --target-dir "$target/front" --target wasm32-unknown-unknown
fi

step "format" - cargo fmt --all --check || true
step "lint, native" - cargo clippy --quiet --workspace --all-targets -- -D warnings || true
step "lint, browser" - cargo clippy --quiet -p app --features hydrate --target wasm32-unknown-unknown \
  --target-dir "$target/front" -- -D warnings || true

if step "build of the tests" - cargo build --quiet --workspace --bins --tests; then
  if [ -z "${TEST_PG_URL:-}" ] && step "PostgreSQL" - start_postgres; then
    TEST_PG_URL=$(cat "$work/postgres.url")
    export TEST_PG_URL
  fi
  step "unit and integration tests" nextest unit_tests || true
  step "Google's and Microsoft's own clients" node client_tests || true
  if grep -rqE '^\s*//[/!] ```' --include='*.rs' app server end2end/simulator; then
    step "examples in the documentation" doctest cargo test --quiet --workspace --doc || true
  fi
fi

if step "build of the app" - end2end/scripts/build.sh; then
  step "browser tests, SQLite" playwright browser_tests || true
  if [ -n "${TEST_PG_URL:-}" ]; then
    step "browser tests, PostgreSQL" playwright browser_tests_on_postgres || true
  fi
fi

summary
