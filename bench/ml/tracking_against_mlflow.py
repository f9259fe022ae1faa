"""MLflow's client against one server: seconds for 100,000 metrics by batch, and for moves of a stage.

    python tracking_against_mlflow.py METRICS TRANSITIONS     (server and token from MLFLOW_TRACKING_*)
"""

import json
import sys
import time
import uuid

from mlflow import MlflowClient
from mlflow.entities import Metric

metrics, transitions = int(sys.argv[1]), int(sys.argv[2])
client = MlflowClient()
run_id = client.create_run("0").info.run_id
batches = [
    [Metric(f"m{i % 10}", float(i), 1_700_000_000_000 + i, i // 10) for i in range(start, min(start + 1000, metrics))]
    for start in range(0, metrics, 1000)
]
begun = time.perf_counter()
for batch in batches:
    client.log_batch(run_id, metrics=batch)
logging = time.perf_counter() - begun

name = f"bench-{uuid.uuid4().hex[:8]}"
client.create_registered_model(name)
for _ in range(2):
    client.create_model_version(name, f"runs:/{run_id}/model", run_id)
begun = time.perf_counter()
for index in range(transitions):
    client.set_registered_model_alias(name, "champion", str(1 + index % 2))
aliases = time.perf_counter() - begun
print("MEASURED " + json.dumps({"logging": logging, "aliases": aliases}))
