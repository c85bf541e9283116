#!/usr/bin/env bash
# Breaks the engine on purpose, one way at a time, in a copy of the tree: for each patch in
# end2end/breakages the test that its `Test:` line names must fail. A tree that no longer compiles, a
# patch that no longer applies, or a test that does not mind is a failure of this script.
#
#   breakages.sh [NAME…]   all of them, or the named ones
set -euo pipefail
# shellcheck source=end2end/scripts/environment.sh
. "$(dirname "$0")/environment.sh"

end2end/scripts/setup.sh test
work=$(mktemp -d /tmp/class-mirror-breakages.XXXXXX)
chmod 755 "$work"
finish() {
  end2end/scripts/postgres.sh stop "$work/postgres" || true
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM
if [ -z "${TEST_PG_URL:-}" ]; then
  TEST_PG_URL=$(end2end/scripts/postgres.sh start "$work/postgres")
  export TEST_PG_URL
fi

# The copy keeps its path from run to run, so that what did not change is not compiled again. It
# starts with what the real tree has compiled: dependencies are the same, and ours have other names.
copy="$target/breakages/tree"
export CARGO_TARGET_DIR="$target/breakages/target"
if [ ! -d "$CARGO_TARGET_DIR" ] && [ -d "$target/debug" ]; then
  mkdir -p "$CARGO_TARGET_DIR"
  cp -al "$target/debug" "$CARGO_TARGET_DIR/debug"
  # Written in place, so not to be shared.
  rm -rf "$CARGO_TARGET_DIR/debug/incremental" "$CARGO_TARGET_DIR"/debug/{server,simulator}{,.d}
fi
mkdir -p "$copy"

# What is in git or new there, with its times; files that are gone go.
refresh() {
  git ls-files --cached --others --exclude-standard -z |
    tar --create --null --files-from=- --ignore-failed-read 2>/dev/null | tar --extract --directory="$copy"
  (cd "$copy" && find . -type f -not -path './.data/*' -print0) | while IFS= read -r -d '' file; do
    [ -e "$root/$file" ] || rm -f "$copy/$file"
  done
}

# runs TEST: its output goes to $work/output.
runs() {
  (cd "$copy" && cargo nextest run -p server --test it --no-fail-fast --color=never "$1") >"$work/output" 2>&1
}

patches=()
if [ $# -gt 0 ]; then
  for name in "$@"; do patches+=("end2end/breakages/$name.patch"); done
else
  patches=(end2end/breakages/*.patch)
fi

failures=0
report=()
say() {
  report+=("$(printf '%-20s %s' "$1" "$2")")
  printf '%-20s %s\n' "$1" "$2"
}

refresh
mapfile -t tests < <(sed -n 's/^Test: //p' "${patches[@]}" | sort -u)
echo "breakages: the tests pass as things are"
(cd "$copy" && cargo nextest run -p server --test it --no-fail-fast --color=never "${tests[@]}") >"$work/output" 2>&1 ||
  { tail -n 40 "$work/output"; echo "breakages: they do not pass unbroken" >&2; exit 1; }

for patch in "${patches[@]}"; do
  name=$(basename "$patch" .patch)
  test=$(sed -n 's/^Test: //p' "$patch")
  began=$SECONDS
  if ! (cd "$copy" && git apply --unsafe-paths -C1 "$root/$patch"); then
    say "$name" "does not apply any more: FAILED"
    failures=$((failures + 1))
  elif runs "$test"; then
    say "$name" "$test does not mind: FAILED"
    failures=$((failures + 1))
  elif grep -qE "^ *(FAIL|TIMEOUT|SIGABRT) \[.*$test" "$work/output"; then
    say "$name" "is caught by $test ($((SECONDS - began)) s)"
  else
    tail -n 40 "$work/output"
    say "$name" "did not get as far as its test: FAILED"
    failures=$((failures + 1))
  fi
  # As it was; the files are newer than what was compiled from the broken ones.
  (cd "$copy" && git apply --unsafe-paths -C1 --reverse "$root/$patch") || refresh
done

printf '\nin short:\n'
printf '%s\n' "${report[@]}"
[ "$failures" -eq 0 ]
