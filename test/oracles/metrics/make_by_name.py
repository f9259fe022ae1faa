"""Writes by-name.json: predictions on real data, and scikit-learn's scores for them by name.

    pip install scikit-learn==1.9.1 && python make_by_name.py
"""

import json
import math
import warnings
from pathlib import Path

import numpy as np
import sklearn
from sklearn import metrics as m
from sklearn.cluster import KMeans
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits, load_iris, load_wine
from sklearn.linear_model import Ridge
from sklearn.model_selection import train_test_split
from sklearn.naive_bayes import GaussianNB
from sklearn.tree import DecisionTreeClassifier

warnings.filterwarnings("ignore")


def number(value):
    value = float(value)
    return None if math.isnan(value) else value


def labels(truth, predicted):
    recall = m.recall_score(truth, predicted, average=None, zero_division=0)
    precision = m.precision_score(truth, predicted, average=None, zero_division=0)
    scores = {
        "accuracy": m.accuracy_score(truth, predicted),
        "balanced_accuracy": m.balanced_accuracy_score(truth, predicted),
        "matthews_corrcoef": m.matthews_corrcoef(truth, predicted),
        "cohen_kappa": m.cohen_kappa_score(truth, predicted),
        "lowest_class_recall": recall.min(),
        "lowest_class_precision": precision.min(),
    }
    for average in ("micro", "macro", "weighted"):
        for name in ("precision", "recall", "f1"):
            score = getattr(m, f"{name}_score")
            scores[f"{name}_{average}"] = score(truth, predicted, average=average, zero_division=0)
    if max(truth) == 1:
        for name in ("precision", "recall", "f1"):
            scores[name] = getattr(m, f"{name}_score")(truth, predicted, zero_division=0)
    return scores


def probabilities(truth, given):
    classes = list(range(given.shape[1]))
    scores = {
        "log_loss": m.log_loss(truth, given, labels=classes),
        "brier": m.brier_score_loss(truth, given, labels=classes)
        if len(classes) > 2
        else m.brier_score_loss(truth, given[:, 1]),
    }
    if len(classes) == 2:
        scores["roc_auc"] = m.roc_auc_score(truth, given[:, 1])
        scores["average_precision"] = m.average_precision_score(truth, given[:, 1])
        return scores
    for scheme in ("ovr", "ovo"):
        for average in ("macro", "weighted"):
            ending = "" if average == "macro" else "_weighted"
            scores[f"roc_auc_{scheme}{ending}"] = m.roc_auc_score(
                truth, given, multi_class=scheme, average=average
            )
    return scores


def classification(name, bunch, model, rows=150):
    xa, xb, ya, yb = train_test_split(bunch.data, bunch.target, test_size=0.4, random_state=3)
    xb, yb = xb[:rows], yb[:rows]
    model.fit(xa, ya)
    given = np.round(model.predict_proba(xb), 9)
    given[:, -1] = np.clip(1 - given[:, :-1].sum(axis=1), 0, 1)
    predicted = given.argmax(axis=1)
    scores = {**labels(yb, predicted), **probabilities(yb, given)}
    return {
        "name": name,
        "classes": given.shape[1],
        "truth": yb.tolist(),
        "predicted": predicted.tolist(),
        "probabilities": given.ravel().tolist(),
        "scores": {key: number(value) for key, value in scores.items()},
    }


def regression(name, bunch):
    xa, xb, ya, yb = train_test_split(bunch.data, bunch.target, test_size=0.4, random_state=3)
    predicted = Ridge(1.0).fit(xa, ya).predict(xb)
    names = (
        "mean_absolute_error",
        "mean_squared_error",
        "root_mean_squared_error",
        "mean_absolute_percentage_error",
    )
    scores = {key: number(getattr(m, key)(yb, predicted)) for key in names}
    scores["r2"] = number(m.r2_score(yb, predicted))
    return {"name": name, "truth": yb.tolist(), "predicted": predicted.tolist(), "scores": scores}


def clusters(name, bunch, k):
    data = np.asarray(bunch.data, np.float32).astype(float)
    predicted = KMeans(k, n_init=4, random_state=1).fit_predict(data)
    scores = {
        "silhouette": number(m.silhouette_score(data, predicted)),
        "davies_bouldin": number(m.davies_bouldin_score(data, predicted)),
        "adjusted_rand": number(m.adjusted_rand_score(bunch.target, predicted)),
    }
    return {"name": name, "predicted": predicted.tolist(), "scores": scores}


fixture = {
    "scikit-learn": sklearn.__version__,
    "classification": [
        classification("iris", load_iris(), GaussianNB()),
        classification("wine", load_wine(), DecisionTreeClassifier(max_depth=2, random_state=0)),
        classification("breast_cancer", load_breast_cancer(), GaussianNB()),
        classification("digits", load_digits(), DecisionTreeClassifier(max_depth=6, random_state=0)),
    ],
    "regression": [regression("diabetes", load_diabetes())],
    "clustering": [clusters("iris", load_iris(), 3), clusters("wine", load_wine(), 4)],
}
(Path(__file__).parent / "by-name.json").write_text(json.dumps(fixture) + "\n")
