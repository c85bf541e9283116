#!/usr/bin/env bash
# The app in demo mode and the simulated Google and Microsoft, each a process of its own, until Ctrl-C.
# `run.sh watch` rebuilds the app and reloads the browser on every change.
set -euo pipefail
# shellcheck source=end2end/scripts/environment.sh
. "$(dirname "$0")/environment.sh"

end2end/scripts/setup.sh build
if [ "${1:-}" = watch ]; then
  rm -f "$site.stamp" # what cargo-leptos builds to watch is not what `make run` builds
  cargo build --workspace --bin simulator
else
  end2end/scripts/build.sh
fi

# The overrides that the Makefile names.
: "${DATA_DIR:=$root/.data}" "${LEPTOS_SITE_ADDR:=127.0.0.1:3000}" "${SIMULATOR_ADDR:=127.0.0.1:4010}"
mkdir -p "$DATA_DIR"
data=$(cd "$DATA_DIR" && pwd)
: "${DATABASE_URL:=sqlite://$data/app/app.sqlite3}"
app_url=http://$LEPTOS_SITE_ADDR
simulator_url=http://$SIMULATOR_ADDR
programs=$target/debug
[ "${PROFILE:-dev}" != release ] || programs=$target/release

# Before anything is started or forgotten: the data of a running app must not go from under it.
for address in "$LEPTOS_SITE_ADDR" "$SIMULATOR_ADDR"; do
  if (exec 3<>"/dev/tcp/${address%:*}/${address##*:}") 2>/dev/null; then
    echo "run: something listens on $address already; end it, or set LEPTOS_SITE_ADDR and SIMULATOR_ADDR" >&2
    exit 1
  fi
done
[ -z "${RESET:-}" ] || DATA_DIR=$data DATABASE_URL=$DATABASE_URL end2end/scripts/clean-data.sh
mkdir -p "$data/app"
export APP__MODE=demo LEPTOS_TOML=$root/Leptos.toml LEPTOS_SITE_ROOT=$site
export DATA_DIR=$data/app LEPTOS_SITE_ADDR SIMULATOR_ADDR DATABASE_URL

# Both end together: on Ctrl-C, and when one of them ends by itself.
running=()
finish() {
  trap - EXIT INT TERM
  kill "${running[@]}" 2>/dev/null || true
  wait "${running[@]}" 2>/dev/null || true
}
trap finish EXIT
trap 'finish; exit 0' INT TERM

APP_URL=$app_url DATA_DIR=$data "$programs/simulator" &
running+=($!)
node end2end/scripts/ready.mjs "$simulator_url/control/accounts" "${running[0]}" 60

if [ "${1:-}" = watch ]; then
  env -u LEPTOS_SITE_ROOT cargo leptos watch &
  patience=1800 # it builds first
else
  "$programs/server" serve &
  patience=60
fi
running+=($!)
node end2end/scripts/ready.mjs "$app_url/healthz" "${running[1]}" "$patience"

cat <<END

  The app        $app_url
  The simulator  $simulator_url  (accounts, calendars and faults of Google and Microsoft)

  Sign in with the password demo-demo as
    admin@demo.example      an administrator
    scheduler@demo.example  plans classes
    staff@demo.example      teaches, with a Google calendar
    staff2@demo.example     teaches, with another Google calendar
    nocal@demo.example      teaches, without a calendar

  Ctrl-C ends both. What you do is kept in ${data#"$root/"}; \`make run RESET=1\` starts clean.

END

status=0
wait -n "${running[@]}" || status=$?
echo "run: one of the two has ended (exit code $status); ending the other one" >&2
exit 1
