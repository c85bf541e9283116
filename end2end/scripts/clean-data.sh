#!/usr/bin/env bash
# Forgets what the app and the simulator of `make run` have stored. Only the two folders that they
# made: DATA_DIR may be a folder in which somebody keeps other things.
set -euo pipefail
# shellcheck source=end2end/scripts/environment.sh
. "$(dirname "$0")/environment.sh"

case ${DATABASE_URL:-} in
  postgres:* | postgresql:*)
    echo "clean-data: the data is in $DATABASE_URL; please empty that database yourself" >&2
    exit 1
    ;;
esac
: "${DATA_DIR:=$root/.data}"
rm -rf "${DATA_DIR:?}/app" "${DATA_DIR:?}/simulator"
