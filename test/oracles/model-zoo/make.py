"""Writes scores.json: what scikit-learn's models reach on the rows on which the zoo judges its own,
trained on the same rows with the same settings.

    pip install scikit-learn==1.9.1 && python make.py
"""

import csv
import json
import warnings
from pathlib import Path

import numpy as np
import sklearn
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import (
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.metrics import accuracy_score, root_mean_squared_error
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, LinearSVC
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

warnings.filterwarnings("ignore")
here = Path(__file__).parent


def scaled(model):
    return make_pipeline(StandardScaler(), model)


def net(kind, **settings):
    given = {"learning_rate_init": 0.01, "alpha": 0, "max_iter": 40, **settings}
    return scaled(kind(hidden_layer_sizes=(32, 16), batch_size=32, random_state=7, **given))


CLASSIFIERS = {
    "logistic": lambda: scaled(LogisticRegression(C=1, max_iter=1000)),
    "linear_svm": lambda: scaled(CalibratedClassifierCV(LinearSVC(), ensemble=False)),
    "rbf_svm": lambda: scaled(CalibratedClassifierCV(SVC(), ensemble=False)),
    "nearest": lambda: scaled(KNeighborsClassifier(5)),
    "decision_tree": lambda: DecisionTreeClassifier(random_state=7),
    "forest": lambda: RandomForestClassifier(100, random_state=7),
    "boosting": lambda: HistGradientBoostingClassifier(early_stopping=False),
    "neural_net": lambda: net(MLPClassifier),
}
REGRESSORS = {
    "linear": lambda: scaled(LinearRegression()),
    "ridge": lambda: scaled(Ridge(1)),
    "nearest": lambda: scaled(KNeighborsRegressor(5)),
    "decision_tree": lambda: DecisionTreeRegressor(random_state=7),
    "forest": lambda: RandomForestRegressor(100, random_state=7),
    "boosting": lambda: HistGradientBoostingRegressor(early_stopping=False),
    # Stops early too, by a tenth of its rows; its targets are not scaled, so its penalty is another.
    "neural_net": lambda: net(
        MLPRegressor, learning_rate_init=0.005, max_iter=80, early_stopping=True, alpha=1
    ),
}


def table(file, target):
    path = here / "../../../examples/model-zoo" / file
    with path.open() as text:
        rows = list(csv.DictReader(text))
    names = [name for name in rows[0] if name != target]
    features = np.array([[np.float32(row[name]) for name in names] for row in rows], np.float64)
    return features, np.array([row[target] for row in rows])


sets = {}
for part in json.loads((here / "rows.json").read_text()):
    features, truth = table(part["file"], part["target"])
    regression = part["task"] == "regression"
    truth = truth.astype(float) if regression else truth
    train, holdout = part["train"], part["holdout"]
    scores = {}
    for name, make in (REGRESSORS if regression else CLASSIFIERS).items():
        said = make().fit(features[train], truth[train]).predict(features[holdout])
        score = root_mean_squared_error if regression else accuracy_score
        scores[name] = round(float(score(truth[holdout], said)), 4)
    sets[part["name"]] = {"rows": len(holdout), "scores": scores}
    print(part["name"], sets[part["name"]])
(here / "scores.json").write_text(
    json.dumps({"scikit_learn": sklearn.__version__, "sets": sets}, indent=1) + "\n"
)
