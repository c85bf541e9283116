#!/usr/bin/env bash
# Hours of bad luck in some minutes, and one table: random stories, kills, two replicas that share a
# backlog. Every number is a setting, so that a smaller machine can tell fewer stories.
#
#   STORIES_SQLITE=20000 STORIES_PG=2000 KILLS=100 BACKLOG=10000   what it does unless told otherwise
#
# Each number of stories is shared by three tests: two of Google's, one of Microsoft's. SQLite's files
# lie in memory (/dev/shm). Skewed clocks and a full disk are not among the bad luck yet.
set -uo pipefail
# shellcheck source=end2end/scripts/environment.sh
. "$(dirname "$0")/environment.sh"

end2end/scripts/setup.sh test || exit 1
stories_sqlite=${STORIES_SQLITE:-20000}
stories_pg=${STORIES_PG:-2000}
export KILLS=${KILLS:-100} BACKLOG=${BACKLOG:-10000}
work=$(mktemp -d /tmp/class-mirror-soak.XXXXXX)
chmod 755 "$work"
finish() {
  end2end/scripts/postgres.sh stop "$work/postgres" || true
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM
if [ -z "${TEST_PG_URL:-}" ]; then
  TEST_PG_URL=$(end2end/scripts/postgres.sh start "$work/postgres") || exit 1
  export TEST_PG_URL
fi
profile=()
[ "${PROFILE:-debug}" = release ] && profile=(--release)

failed=0
rows=()
# run NAME FILTER…: the tests, unhurried, with what they print in $work/NAME.
run() {
  local name=$1 began=$SECONDS status=0
  shift
  nice cargo nextest run "${profile[@]}" -p server --test it --no-capture --config-file "$work/nextest.toml" \
    -E "$*" >"$work/$name" 2>&1 || status=$?
  [ "$status" -eq 0 ] || { failed=1; tail -n 60 "$work/$name"; }
  rows+=("$(printf '%-34s %-7s %6d s' "$name" "$([ "$status" -eq 0 ] && echo good || echo FAILED)" $((SECONDS - began)))")
  grep -hE '^(kills|backlog): ' "$work/$name" | while IFS= read -r line; do echo "  $line"; done >"$work/$name.lines"
  while IFS= read -r line; do rows+=("$line"); done <"$work/$name.lines"
}

cat >"$work/nextest.toml" <<'TOML'
[profile.default]
slow-timeout = { period = "600s" }
TOML

memory=/dev/shm
[ -w "$memory" ] || memory=/tmp
MODEL_SEED=${MODEL_SEED:-7} MODEL_CASES=$((stories_sqlite / 3)) TMPDIR=$memory \
  run "stories-sqlite-$stories_sqlite" 'test(/^model::every_story_ends_well.*sqlite/)'
MODEL_SEED=${MODEL_SEED:-7} MODEL_CASES=$((stories_pg / 3)) \
  run "stories-postgres-$stories_pg" 'test(/^model::every_story_ends_well.*postgres/)'
run "kills-$KILLS" 'test(/^engine::kills::killed/)'
run "backlog-$BACKLOG" 'test(/^engine::replicas::/)'

printf '\nsoak, %s, %s, %s CPUs\n' "$(date +%F)" "$(uname -m)" "$(nproc)"
printf '%s\n' "${rows[@]}"
exit "$failed"
