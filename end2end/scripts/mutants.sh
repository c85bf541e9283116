#!/usr/bin/env bash
# Changes the rules at random places (cargo-mutants) and lists the changes that no test notices. What
# is known to survive, and why, stands in docs/mutants.md.
#
# Mutated are package `domain`, which holds the rules and the engine's pure core, and the pure parts
# of the engine in `server`. More arguments go to cargo-mutants.
set -euo pipefail
# shellcheck source=end2end/scripts/environment.sh
. "$(dirname "$0")/environment.sh"

end2end/scripts/setup.sh mutants
out="$target/mutants"
mkdir -p "$out"
cargo mutants --package domain --test-tool=nextest --output "$out" --no-shuffle --colors=never "$@" || status=$?
echo
echo "survived:"
cat "$out/mutants.out/missed.txt"
# 2: some survived, which is for people to judge.
[ "${status:-0}" -eq 0 ] || [ "${status:-0}" -eq 2 ]
