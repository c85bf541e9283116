#!/usr/bin/env bash
# A private PostgreSQL for the tests: its data in a new folder, its port free, nothing of it left.
#
#   postgres.sh where            prints the folder of PostgreSQL's programs, or fails
#   postgres.sh start FOLDER     starts one there and prints its URL
#   postgres.sh stop FOLDER      stops it and removes the folder
#   postgres.sh create URL NAME  makes an empty database there and prints its URL
#   postgres.sh drop URL NAME    removes it again
#
# It forgets everything when the machine loses power (fsync is off): never for real data.
set -euo pipefail
# shellcheck source=end2end/scripts/environment.sh
. "$(dirname "$0")/environment.sh"

# Debian keeps them out of PATH, one folder per version.
where() {
  local initdb
  initdb=$(command -v initdb || find /usr/lib/postgresql -path '*/bin/initdb' 2>/dev/null | sort -V | tail -n 1)
  [ -n "$initdb" ] && dirname "$(readlink -f "$initdb")"
}

# PostgreSQL refuses to run as root: as root, it runs as somebody who is not.
unprivileged() {
  if [ "$(id -u)" -ne 0 ]; then
    "$@"
  elif id postgres >/dev/null 2>&1; then
    runuser -u postgres -- "$@"
  else
    runuser -u nobody -- "$@"
  fi
}

start() {
  local folder=$1 programs port
  programs=$(where)
  port=$(node end2end/scripts/free-port.mjs)
  mkdir -p "$folder"
  if [ "$(id -u)" -eq 0 ]; then
    chown "$(unprivileged id -un)" "$folder"
  fi
  # PostgreSQL insists on entering the folder that it is started from.
  cd "$folder"
  unprivileged "$programs/initdb" --pgdata="$folder/data" --auth=trust --username=postgres \
    --encoding=UTF8 --locale=C.UTF-8 --no-sync >"$folder.log" 2>&1 || { cat "$folder.log" >&2; return 1; }
  unprivileged "$programs/pg_ctl" start --wait --silent --pgdata="$folder/data" --log="$folder/server.log" \
    --options="-h 127.0.0.1 -p $port -c unix_socket_directories='' -c max_connections=300 -c fsync=off -c synchronous_commit=off -c full_page_writes=off" \
    >&2 </dev/null || { cat "$folder/server.log" >&2; return 1; }
  echo "postgres://postgres@127.0.0.1:$port/postgres"
}

stop() {
  local folder=$1 programs
  programs=$(where)
  cd /
  if [ -f "$folder/data/postmaster.pid" ]; then
    unprivileged "$programs/pg_ctl" stop --wait --silent --mode=immediate --pgdata="$folder/data"
  fi
  rm -rf "$folder" "$folder.log"
}

create() {
  "$(where)/psql" "$1" --quiet --no-psqlrc --command="create database $2"
  echo "${1%/*}/$2"
}

drop() {
  "$(where)/psql" "$1" --quiet --no-psqlrc --command="drop database $2 with (force)"
}

"$@"
