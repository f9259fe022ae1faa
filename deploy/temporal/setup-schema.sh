#!/bin/sh
# Makes or updates the schema of Temporal's two databases, which deploy/postgres/create-databases.sh
# made. Safe to run at each start: what is there is left as it is.
set -eu

: "${POSTGRES_SEEDS:?}" "${POSTGRES_USER:?}" "${SQL_PASSWORD:?}"
schema=/etc/temporal/schema/postgresql/v12

tool() {
  # The password comes by SQL_PASSWORD, so that it is in no list of processes.
  temporal-sql-tool --plugin postgres12 --ep "$POSTGRES_SEEDS" -p "${DB_PORT:-5432}" \
    -u "$POSTGRES_USER" "$@"
}

tool --db temporal setup-schema -v 0.0
tool --db temporal update-schema -d "${TEMPORAL_SCHEMA:-$schema}/temporal/versioned"
tool --db temporal_visibility setup-schema -v 0.0
tool --db temporal_visibility update-schema -d "${TEMPORAL_SCHEMA:-$schema}/visibility/versioned"
