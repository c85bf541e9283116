#!/usr/bin/env bash
# Measures an optimised build with the programs in end2end/bench.
set -euo pipefail
# shellcheck source=end2end/scripts/environment.sh
. "$(dirname "$0")/environment.sh"

if [ ! -d end2end/bench ]; then
  echo "bench: there is nothing to measure with yet (end2end/bench)" >&2
  exit 1
fi
end2end/scripts/setup.sh build test
PROFILE=release end2end/scripts/build.sh
for program in end2end/bench/*.mjs; do
  PROFILE=release node end2end/start.mjs node "$program"
done
