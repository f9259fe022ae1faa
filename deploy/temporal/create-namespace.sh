#!/bin/sh
# Makes the namespace once the server answers. Safe to run at each start.
set -eu

: "${TEMPORAL_ADDRESS:?}"
namespace="${TEMPORAL_NAMESPACE:-default}"
tries=60

until temporal operator cluster health >/dev/null 2>&1; do
  tries=$((tries - 1))
  if [ "$tries" -le 0 ]; then
    echo "The Temporal server at $TEMPORAL_ADDRESS did not become healthy." >&2
    exit 1
  fi
  sleep 2
done

if temporal operator namespace describe --namespace "$namespace" >/dev/null 2>&1; then
  echo "The namespace $namespace is there."
else
  temporal operator namespace create --namespace "$namespace" --retention 72h
fi
