#!/bin/sh
# Run once by the Postgres image, when its volume is empty: one user with one password for Temporal,
# one for Perdure, each owner of its own databases only.
set -eu

: "${PERDURE_DB_PASSWORD:?}" "${TEMPORAL_DB_PASSWORD:?}"

psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
  --set perdure_password="$PERDURE_DB_PASSWORD" --set temporal_password="$TEMPORAL_DB_PASSWORD" <<'SQL'
create role perdure login password :'perdure_password';
create role temporal login password :'temporal_password';
create database perdure owner perdure;
create database temporal owner temporal;
create database temporal_visibility owner temporal;
revoke connect on database perdure, temporal, temporal_visibility from public;
SQL
