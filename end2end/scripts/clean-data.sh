#!/usr/bin/env bash
# Forgets what the app and the simulator of `make run` have stored: the database and the two folders
# that they made. Nothing else, for somebody may keep other things in DATA_DIR.
set -euo pipefail
# shellcheck source=end2end/scripts/environment.sh
. "$(dirname "$0")/environment.sh"

case ${DATABASE_URL:-} in
  postgres:* | postgresql:*)
    echo "clean-data: please empty the PostgreSQL database of DATABASE_URL yourself" >&2
    exit 1
    ;;
  sqlite://*)
    file=${DATABASE_URL#sqlite://}
    rm -f "$file" "$file-wal" "$file-shm"
    ;;
esac
: "${DATA_DIR:=$root/.data}"
rm -rf "${DATA_DIR:?}/app" "${DATA_DIR:?}/simulator"
