#!/bin/sh
# Runs the service's binary with what the volume of secrets holds; nothing secret is on a command line.
set -eu
url() { printf 'postgres://%s:%s@postgres:5432/homeroom' "$1" "$(cat "/secrets/$2")"; }
export MASTER_KEY_FILE=/secrets/master-key
export DATABASE_URL="$(url homeroom_app app)" WORKER_DATABASE_URL="$(url homeroom_worker worker)"
[ "$1" != migrate ] || export OWNER_DATABASE_URL="$(url homeroom_owner owner)"
if [ "$1" = admin ]; then
  said=$(homeroom "$@" 2>&1) && exit 0
  # A second start finds the administrator of the first.
  case $said in *already*) exit 0 ;; esac
  printf '%s\n' "$said" >&2
  exit 1
fi
exec homeroom "$@"
