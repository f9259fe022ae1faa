#!/usr/bin/env bash
# Virtual environments of the peers for `npm run bench -- --peers`. Needs Python 3.10+ and PyPI.
set -euo pipefail
cd "$(dirname "$0")/../.."
mkdir -p .cache/peers
python3 -m venv .cache/peers/prefect
.cache/peers/prefect/bin/pip -q install prefect==3.8.8 fastapi==0.150.0
python3 -m venv .cache/peers/dagster
.cache/peers/dagster/bin/pip -q install 'dagster>=1.13,<1.14'
python3 -m venv .cache/peers/airflow
.cache/peers/airflow/bin/pip -q install apache-airflow==3.3.2 apache-airflow-providers-standard psycopg2-binary asyncpg
python3 -m venv .cache/peers/mlflow
.cache/peers/mlflow/bin/pip -q install mlflow==3.17.2 psycopg2-binary
