"""Writes folds.json: the folds that scikit-learn makes where chance decides nothing.

    pip install scikit-learn==1.9.1 && python make_folds.py
"""

import json
import warnings
from pathlib import Path

import numpy as np
import sklearn
from sklearn.model_selection import GroupKFold, KFold, StratifiedKFold, TimeSeriesSplit

warnings.filterwarnings("ignore")
random = np.random.default_rng(7)


def tests(splitter, rows, *more):
    return [test.tolist() for _, test in splitter.split(np.zeros(rows), *more)]


labels = random.choice(["b", "a", "c"], 57, p=[0.6, 0.3, 0.1]).tolist()
groups = random.integers(0, 13, 71).tolist()
times = random.permutation(43)
time_cases = []
for options in ({}, {"gap": 3}, {"test_size": 5}, {"gap": 2, "test_size": 6, "max_train_size": 9}):
    order = np.argsort(times, kind="stable")
    rounds = [
        [sorted(order[train].tolist()), sorted(order[test].tolist())]
        for train, test in TimeSeriesSplit(4, **options).split(order)
    ]
    time_cases.append({"options": options, "rounds": rounds})

fixture = {
    "scikit-learn": sklearn.__version__,
    "random": [{"rows": rows, "folds": k, "tests": tests(KFold(k), rows)} for rows, k in [(10, 3), (57, 5), (6, 6)]],
    "labels": labels,
    "stratified": [{"folds": k, "tests": tests(StratifiedKFold(k), 57, labels)} for k in (2, 3, 7)],
    "groups": groups,
    "group": [{"folds": k, "tests": tests(GroupKFold(k), 71, None, groups)} for k in (2, 5, 13)],
    "times": times.tolist(),
    "time": time_cases,
}
(Path(__file__).parent / "folds.json").write_text(json.dumps(fixture) + "\n")
