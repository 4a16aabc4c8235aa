#!/usr/bin/env bash
# Runs once, on an empty database: the two roles of the service, which row-level security binds.
set -euo pipefail
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d "$POSTGRES_DB" -v app="$(cat /secrets/app)" -v worker="$(cat /secrets/worker)" <<'SQL'
CREATE ROLE homeroom_app LOGIN PASSWORD :'app';
CREATE ROLE homeroom_worker LOGIN PASSWORD :'worker';
SQL
