"""The peer of trees-against-sklearn.ts: reads a task a line (JSON), fits, answers a line.

A task names a model, its settings, and float32 files of features and targets. The answer tells the
seconds of the fit alone, and how well the model knows the rows held back behind the first.
"""

import json
import sys
import time

import numpy as np
import sklearn
from sklearn.ensemble import (
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)

MODELS = {
    "forest": lambda trees: RandomForestClassifier(trees, random_state=1, n_jobs=-1),
    "regression forest": lambda trees: RandomForestRegressor(trees, random_state=1, n_jobs=-1),
    "boosting, classes": lambda trees: HistGradientBoostingClassifier(max_iter=trees, early_stopping=False),
    "boosting, numbers": lambda trees: HistGradientBoostingRegressor(max_iter=trees, early_stopping=False),
}
print(json.dumps({"version": sklearn.__version__}), flush=True)
for line in sys.stdin:
    task = json.loads(line)
    x = np.fromfile(task["features"], np.float32).reshape(-1, task["columns"])
    y = np.fromfile(task["targets"], np.float32)
    train = task["trainRows"]
    model = MODELS[task["model"]](task["trees"])
    since = time.perf_counter()
    model.fit(x[:train], y[:train])
    seconds = time.perf_counter() - since
    print(json.dumps({"seconds": seconds, "score": model.score(x[train:], y[train:])}), flush=True)
