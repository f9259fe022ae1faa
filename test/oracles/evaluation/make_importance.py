"""Writes importance.json: scikit-learn's permutation importances of a logistic regression, and what two
of its models say of each digit when they were trained on the others.

    pip install scikit-learn==1.9.1 && python make_importance.py
"""

import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.datasets import load_breast_cancer, load_digits
from sklearn.ensemble import RandomForestClassifier
from sklearn.inspection import permutation_importance
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict, train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

breast = load_breast_cancer()
data = np.asarray(breast.data, np.float32).astype(float)
train, test = train_test_split(np.arange(len(data)), test_size=0.35, random_state=1)
scaler = StandardScaler().fit(data[train])
model = LogisticRegression(C=5, max_iter=5000).fit(scaler.transform(data[train]), breast.target[train])
seeds = []
for seed in range(1, 6):
    result = permutation_importance(
        model,
        scaler.transform(data[test]),
        breast.target[test],
        scoring="neg_log_loss",
        n_repeats=40,
        random_state=seed,
    )
    seeds.append(result)
# In raw units, so that the table needs no scaling.
weights = model.coef_[0] / scaler.scale_
digits = load_digits()
folds = StratifiedKFold(5, shuffle=True, random_state=1)


def out_of_fold(model):
    predicted = cross_val_predict(model, digits.data, digits.target, cv=folds)
    return "".join(map(str, predicted))


fixture = {
    "scikit-learn": sklearn.__version__,
    "test": test.tolist(),
    "weights": weights.tolist(),
    "intercept": float(model.intercept_[0] - (weights * scaler.mean_).sum()),
    "means": np.mean([each.importances_mean for each in seeds], axis=0).tolist(),
    "deviations": np.mean([each.importances_std for each in seeds], axis=0).tolist(),
    "best": [np.argsort(-each.importances_mean)[:5].tolist() for each in seeds],
    "digits": {
        "forest": out_of_fold(RandomForestClassifier(100, random_state=0)),
        "logistic": out_of_fold(make_pipeline(StandardScaler(), LogisticRegression(max_iter=300))),
    },
}
(Path(__file__).parent / "importance.json").write_text(json.dumps(fixture) + "\n")
