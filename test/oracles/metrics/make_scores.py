"""Writes scores.json: columns of real predictions and edge cases, with scikit-learn's scores.

    pip install scikit-learn==1.9.1 && python make_scores.py
"""

import json
import math
import warnings
from pathlib import Path

import numpy as np
import sklearn
from sklearn import metrics as m
from sklearn.cluster import KMeans
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris, load_wine
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.naive_bayes import GaussianNB
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

warnings.filterwarnings("ignore")


def number(value):
    value = float(value)
    return None if math.isnan(value) else value


def labels_case(name, truth, predicted, classes):
    return {
        "name": name,
        "truth": np.asarray(truth).tolist(),
        "predicted": np.asarray(predicted).tolist(),
        "classes": classes,
        "balancedAccuracy": number(m.balanced_accuracy_score(truth, predicted)),
        "matthewsCorrelation": number(m.matthews_corrcoef(truth, predicted)),
        "cohenKappa": number(m.cohen_kappa_score(truth, predicted)),
        "micro": number(m.f1_score(truth, predicted, average="micro")),
    }


def binary_case(name, truth, scores):
    case = {"name": name, "truth": np.asarray(truth).tolist(), "scores": np.asarray(scores).tolist()}
    case["rocAuc"] = number(m.roc_auc_score(truth, scores)) if len(set(truth)) > 1 else None
    case["averagePrecision"] = number(m.average_precision_score(truth, scores))
    if min(scores) >= 0 and max(scores) <= 1:
        case["brier"] = number(m.brier_score_loss(truth, scores, pos_label=1))
        both = np.column_stack([1 - np.asarray(scores), scores])
        case["logLoss"] = number(m.log_loss(truth, both, labels=[0, 1]))
    return case


def multi_case(name, truth, probabilities):
    classes = probabilities.shape[1]
    case = {
        "name": name,
        "truth": truth.tolist(),
        "classes": classes,
        "probabilities": probabilities.ravel().tolist(),
        "logLoss": number(m.log_loss(truth, probabilities, labels=list(range(classes)))),
    }
    for scheme in ("ovr", "ovo"):
        for average in ("macro", "weighted"):
            case[f"{scheme} {average}"] = number(
                m.roc_auc_score(truth, probabilities, multi_class=scheme, average=average)
            )
    return case


def regression_case(name, truth, predicted):
    return {
        "name": name,
        "truth": np.asarray(truth, float).tolist(),
        "predicted": np.asarray(predicted, float).tolist(),
        "mae": number(m.mean_absolute_error(truth, predicted)),
        "mse": number(m.mean_squared_error(truth, predicted)),
        "rmse": number(m.root_mean_squared_error(truth, predicted)),
        "mape": number(m.mean_absolute_percentage_error(truth, predicted)),
        "r2": number(m.r2_score(truth, predicted)),
    }


def cluster_case(name, data, labels, truth):
    data = np.asarray(data, np.float32).astype(float)
    return {
        "name": name,
        "columns": data.shape[1],
        "data": data.ravel().tolist(),
        "labels": np.asarray(labels).tolist(),
        "truth": np.asarray(truth).tolist(),
        "silhouette": number(m.silhouette_score(data, labels)),
        "daviesBouldin": number(m.davies_bouldin_score(data, labels)),
        "adjustedRand": number(m.adjusted_rand_score(truth, labels)),
    }


def halves(bunch, seed=7):
    return train_test_split(bunch.data, bunch.target, test_size=0.4, random_state=seed)


breast, wine, iris, diabetes = load_breast_cancer(), load_wine(), load_iris(), load_diabetes()
xa, xb, ya, yb = halves(breast)
logistic = LogisticRegression(max_iter=50).fit(xa, ya)
tree = DecisionTreeClassifier(max_depth=2, random_state=0).fit(xa, ya)
wa, wb, va, vb = halves(wine)
bayes = GaussianNB().fit(wa, va)
shallow = DecisionTreeClassifier(max_depth=2, random_state=0).fit(wa, va)
da, db, ea, eb = halves(diabetes)
k3 = KMeans(3, n_init=4, random_state=1).fit_predict(iris.data)
k5 = KMeans(5, n_init=4, random_state=1).fit_predict(iris.data)

fixture = {
    "scikit-learn": sklearn.__version__,
    "labels": [
        labels_case("breast cancer, tree", yb, tree.predict(xb), 2),
        labels_case("wine, shallow tree", vb, shallow.predict(wb), 3),
        labels_case("all right", [0, 1, 2, 1], [0, 1, 2, 1], 3),
        labels_case("one class predicted", [0, 1, 2, 1], [1, 1, 1, 1], 3),
        labels_case("one class in the truth", [1, 1, 1], [1, 0, 1], 2),
        labels_case("the same constant twice", [1, 1, 1], [1, 1, 1], 2),
        labels_case("all wrong", [0, 0, 1], [1, 1, 0], 2),
    ],
    "binary": [
        binary_case("breast cancer, logistic", yb, logistic.predict_proba(xb)[:, 1]),
        binary_case("breast cancer, tree: many ties", yb, tree.predict_proba(xb)[:, 1]),
        binary_case("breast cancer, margins", yb, logistic.decision_function(xb)),
        binary_case("all tied", [0, 1, 1, 0, 1], [0.5] * 5),
        binary_case("perfect", [0, 0, 1, 1], [0.0, 0.1, 0.9, 1.0]),
        binary_case("upside down", [0, 0, 1, 1], [1.0, 0.9, 0.1, 0.0]),
        binary_case("only the class", [1, 1, 1], [0.2, 0.9, 0.4]),
        binary_case("never the class", [0, 0, 0], [0.2, 0.9, 0.4]),
    ],
    "multi": [
        multi_case("wine, naive Bayes", vb, bayes.predict_proba(wb)),
        multi_case("wine, shallow tree: ties", vb, shallow.predict_proba(wb)),
    ],
    "regression": [
        regression_case("diabetes, linear", eb, LinearRegression().fit(da, ea).predict(db)),
        regression_case(
            "diabetes, tree", eb, DecisionTreeRegressor(max_depth=3, random_state=0).fit(da, ea).predict(db)
        ),
        regression_case("met exactly", [1, 2, 3], [1, 2, 3]),
        regression_case("constant truth, met", [2, 2, 2], [2, 2, 2]),
        regression_case("constant truth, missed", [2, 2, 2], [2, 2, 3]),
        regression_case("truth of zero", [0, 1], [0.5, 1]),
        regression_case("one row", [3], [2]),
    ],
    "clusters": [
        cluster_case("iris, three", iris.data, k3, iris.target),
        cluster_case("iris, five", iris.data, k5, iris.target),
        cluster_case("a row alone", [[0, 0], [0, 1], [5, 5], [9, 1]], [0, 0, 1, 1], [0, 0, 1, 2]),
        cluster_case("singletons", [[0, 0], [0, 1], [5, 5]], [0, 0, 1], [1, 1, 0]),
        cluster_case("points on one spot", [[1, 1], [1, 1], [2, 2], [2, 2]], [0, 0, 1, 1], [0, 1, 0, 1]),
    ],
}
(Path(__file__).parent / "scores.json").write_text(json.dumps(fixture) + "\n")
