"""Writes datasets/*.csv (those the examples do not hold) and models.json: for five data sets and
five seeds, which rows are held out, and what scikit-learn's models reach on them.

    pip install scikit-learn==1.9.1 && python make.py
"""

import json
import warnings
from pathlib import Path

import numpy as np
import sklearn
from sklearn import datasets
from sklearn.cluster import KMeans
from sklearn.ensemble import (
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
)
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.metrics import accuracy_score, root_mean_squared_error
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import StandardScaler

warnings.filterwarnings("ignore")
here = Path(__file__).parent
SEEDS = [1, 2, 3, 4, 5]


def rounded(data):
    """What a single-precision matrix holds: both sides learn from the same numbers."""
    return np.asarray(data, np.float32).astype(float)


def csv(name, bunch):
    (here / "datasets").mkdir(exist_ok=True)
    single = np.asarray(bunch.data, np.float32)
    lines = [",".join([*map(str, row), f"{target:g}"]) for row, target in zip(single, bunch.target)]
    (here / "datasets" / f"{name}.csv").write_text("\n".join(lines) + "\n")


def score(kind, model, train, test, scaled):
    (xa, ya), (xb, yb) = train, test
    if scaled:
        scaler = StandardScaler().fit(xa)
        xa, xb = scaler.transform(xa), scaler.transform(xb)
    predicted = model.fit(xa, ya).predict(xb)
    return float(accuracy_score(yb, predicted) if kind == "class" else root_mean_squared_error(yb, predicted))


CLASSIFIERS = {
    "logistic": (lambda seed: LogisticRegression(max_iter=2000), True),
    "nearest": (lambda seed: KNeighborsClassifier(5), True),
    "forest": (lambda seed: RandomForestClassifier(100, random_state=seed), False),
    "boosting": (lambda seed: HistGradientBoostingClassifier(random_state=seed), False),
}
REGRESSORS = {
    "linear": (lambda seed: LinearRegression(), False),
    "ridge": (lambda seed: Ridge(0.05), False),
    "boosting": (lambda seed: HistGradientBoostingRegressor(random_state=seed), False),
}
SETS = {
    "iris": (datasets.load_iris(), "class"),
    "wine": (datasets.load_wine(), "class"),
    "breast_cancer": (datasets.load_breast_cancer(), "class"),
    "digits": (datasets.load_digits(), "class"),
    "diabetes": (datasets.load_diabetes(), "number"),
}
fixture = {"scikit-learn": sklearn.__version__, "sets": []}
for name, (bunch, kind) in SETS.items():
    if name not in ("digits", "breast_cancer"):
        csv(name, bunch)
    data = rounded(bunch.data)
    entry = {"name": name, "kind": kind, "splits": []}
    for seed in SEEDS:
        rows = np.arange(len(data))
        train, test = train_test_split(
            rows, test_size=0.3, random_state=seed, stratify=bunch.target if kind == "class" else None
        )
        models = CLASSIFIERS if kind == "class" else REGRESSORS
        pair = ((data[train], bunch.target[train]), (data[test], bunch.target[test]))
        scores = {key: score(kind, make(seed), *pair, scaled) for key, (make, scaled) in models.items()}
        entry["splits"].append({"seed": seed, "test": test.tolist(), "scores": scores})
    if kind == "class":
        entry["inertia"] = float(KMeans(len(set(bunch.target)), n_init=20, random_state=1).fit(data).inertia_)
    if kind == "number":
        linear, ridge = LinearRegression().fit(data, bunch.target), Ridge(0.05).fit(data, bunch.target)
        entry["linear"] = [*linear.coef_.tolist(), float(linear.intercept_)]
        entry["ridge"] = [*ridge.coef_.tolist(), float(ridge.intercept_)]
    fixture["sets"].append(entry)
(here / "models.json").write_text(json.dumps(fixture) + "\n")
