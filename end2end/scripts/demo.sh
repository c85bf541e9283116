# shellcheck shell=bash disable=SC2034,SC2154,SC2164

# The settings of demo mode, from the overrides that the Makefile names. Sourced by those who start
# the server or clean up after it.

: "${DATA_DIR:=$root/.data}"
data=$(mkdir -p "$DATA_DIR" && cd "$DATA_DIR" && pwd)
: "${LEPTOS_SITE_ADDR:=127.0.0.1:3000}" "${SIMULATOR_ADDR:=127.0.0.1:4010}"
: "${DATABASE_URL:=sqlite://$data/app/app.sqlite3}"
app_url=http://$LEPTOS_SITE_ADDR
simulator_url=http://$SIMULATOR_ADDR
programs=$target/debug
[ "${PROFILE:-dev}" != release ] || programs=$target/release

mkdir -p "$data/app"
export APP__MODE=demo LEPTOS_TOML=$root/Leptos.toml LEPTOS_SITE_ROOT=$site
export DATA_DIR=$data/app LEPTOS_SITE_ADDR SIMULATOR_ADDR DATABASE_URL
