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
    IsolationForest,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.metrics import accuracy_score, roc_auc_score, root_mean_squared_error
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, LinearSVC
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor
from sklearn.utils.class_weight import compute_sample_weight

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
    measure = accuracy_score if kind == "class" else root_mean_squared_error
    # Trees settle equal splits by chance: one tree's score says little of the next one's.
    return float(np.mean([measure(yb, each.fit(xa, ya).predict(xb)) for each in model]))


TREES = range(20)
CLASSIFIERS = {
    "logistic": (lambda seed: [LogisticRegression(max_iter=2000)], True),
    "linear_svm": (lambda seed: [LinearSVC(max_iter=100_000)], True),
    "rbf_svm": (lambda seed: [SVC()], True),
    "nearest": (lambda seed: [KNeighborsClassifier(5)], True),
    "tree": (lambda seed: [DecisionTreeClassifier(random_state=at) for at in TREES], False),
    "forest": (lambda seed: [RandomForestClassifier(100, random_state=seed)], False),
    "boosting": (lambda seed: [HistGradientBoostingClassifier(random_state=seed)], False),
}
REGRESSORS = {
    "linear": (lambda seed: [LinearRegression()], False),
    "ridge": (lambda seed: [Ridge(0.05)], False),
    "nearest": (lambda seed: [KNeighborsRegressor(5)], True),
    "tree": (lambda seed: [DecisionTreeRegressor(random_state=at) for at in TREES], False),
    "forest": (lambda seed: [RandomForestRegressor(100, random_state=seed)], False),
    "boosting": (lambda seed: [HistGradientBoostingRegressor(random_state=seed)], False),
}


def outliers(name, bunch, usual, strange):
    """Rows of the usual classes and a few of a strange one, and how well forests tell them apart."""
    data = rounded(bunch.data)
    inliers = np.flatnonzero(np.isin(bunch.target, usual))
    rows = np.sort(np.r_[inliers, np.flatnonzero(bunch.target == strange)[:20]])
    forests = [IsolationForest(n_estimators=300, random_state=seed).fit(data[rows]) for seed in range(1, 11)]
    scores = [-forest.score_samples(data[rows]) for forest in forests]
    is_strange = (bunch.target[rows] == strange).astype(int)
    return {
        "name": name,
        "rows": rows.tolist(),
        "strange": strange,
        "auc": float(np.mean([roc_auc_score(is_strange, each) for each in scores])),
        "scores": np.mean(scores, axis=0).round(5).tolist(),
    }


def importances():
    """Of trees whose splits leave nothing to chance, and of forests over many seeds."""
    wine, diabetes = datasets.load_wine(), datasets.load_diabetes()
    x = rounded(wine.data)
    tree = DecisionTreeClassifier(max_depth=2, random_state=0).fit(x, wine.target)
    balanced = DecisionTreeClassifier(max_depth=2, random_state=0, class_weight="balanced").fit(x, wine.target)
    number = DecisionTreeRegressor(max_depth=3, random_state=0).fit(rounded(diabetes.data)[:200], diabetes.target[:200])
    forests = [RandomForestClassifier(100, random_state=at).fit(x, wine.target) for at in range(10)]
    return {
        "tree": tree.feature_importances_.tolist(),
        "balanced": balanced.feature_importances_.tolist(),
        "regression_tree": number.feature_importances_.tolist(),
        "forest": np.mean([each.feature_importances_ for each in forests], axis=0).round(6).tolist(),
    }


def machines():
    """Decisions of support vector machines on all of a set, scaled."""
    found = {}
    for name, bunch in (("wine", datasets.load_wine()), ("breast_cancer", datasets.load_breast_cancer())):
        x = StandardScaler().fit_transform(rounded(bunch.data)).astype(np.float32).astype(float)
        linear = LinearSVC(max_iter=1_000_000, tol=1e-10).fit(x, bunch.target)
        # Not class_weight: of several classes liblinear weighs the one, and not the rest.
        weights = compute_sample_weight("balanced", bunch.target)
        balanced = LinearSVC(max_iter=1_000_000, tol=1e-10).fit(x, bunch.target, sample_weight=weights)
        rbf = SVC(tol=1e-6).fit(x, bunch.target)
        found[name] = {
            "linear": linear.decision_function(x)[:20].tolist(),
            "balanced": balanced.decision_function(x)[:20].tolist(),
            "rbf": rbf.decision_function(x)[:20].tolist(),
            "vectors": rbf.n_support_.tolist(),
        }
    return found


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
fixture["outliers"] = [
    outliers("breast_cancer", datasets.load_breast_cancer(), [1], 0),
    outliers("wine", datasets.load_wine(), [0, 1], 2),
    outliers("digits", datasets.load_digits(), [3], 4),
]
fixture["importances"] = importances()
fixture["machines"] = machines()
(here / "models.json").write_text(json.dumps(fixture) + "\n")
