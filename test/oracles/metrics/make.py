"""Writes metrics.json: labels, predictions and scikit-learn's scores for them.

    pip install scikit-learn==1.9.1 && python make.py
"""

import json
import warnings
from pathlib import Path

import numpy as np
import sklearn
from sklearn.metrics import (
    accuracy_score,
    confusion_matrix,
    precision_recall_fscore_support,
)

warnings.filterwarnings("ignore")
random = np.random.default_rng(20261121)


def noisy(truth, classes, wrong):
    other = random.integers(0, classes, len(truth))
    return np.where(random.random(len(truth)) < wrong, other, truth)


def cases():
    for classes, rows, wrong in [(2, 50, 0.2), (3, 200, 0.1), (10, 360, 0.03), (5, 17, 0.6)]:
        truth = random.integers(0, classes, rows)
        yield f"{classes} classes, {rows} rows", truth, noisy(truth, classes, wrong), classes
    yield "all right", np.array([0, 1, 2, 1]), np.array([0, 1, 2, 1]), 3
    yield "all wrong", np.array([0, 0, 1]), np.array([1, 1, 0]), 2
    yield "a class never predicted", np.array([0, 1, 2, 2]), np.array([0, 1, 1, 0]), 3
    yield "a class that never occurs", np.array([0, 1, 1, 0]), np.array([0, 2, 1, 0]), 3
    yield "a class in neither list", np.array([0, 1, 1, 0]), np.array([0, 1, 1, 1]), 3
    yield "one row", np.array([1]), np.array([1]), 2


def scores(truth, predicted, **how):
    precision, recall, f1, _ = precision_recall_fscore_support(
        truth, predicted, zero_division=0, **how
    )
    return {"precision": precision, "recall": recall, "f1": f1}


fixture = {"scikit-learn": sklearn.__version__, "cases": []}
for name, truth, predicted, classes in cases():
    labels = list(range(classes))
    each = scores(truth, predicted, average=None, labels=labels)
    fixture["cases"].append(
        {
            "name": name,
            "truth": truth.tolist(),
            "predicted": predicted.tolist(),
            "classes": classes,
            "accuracy": accuracy_score(truth, predicted),
            "macro": scores(truth, predicted, average="macro"),
            "weighted": scores(truth, predicted, average="weighted"),
            "perClass": {key: value.tolist() for key, value in each.items()},
            "confusion": confusion_matrix(truth, predicted, labels=labels).tolist(),
        }
    )
(Path(__file__).parent / "metrics.json").write_text(json.dumps(fixture, indent=1) + "\n")
