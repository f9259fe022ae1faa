"""Writes preprocess.json: tables with holes and texts, and what scikit-learn makes of them.

    pip install scikit-learn==1.9.1 && python make.py
"""

import json
import math
import warnings
from pathlib import Path

import numpy as np
import sklearn
from sklearn import datasets
from sklearn.feature_selection import (
    SelectKBest,
    VarianceThreshold,
    f_classif,
    f_regression,
    mutual_info_classif,
    mutual_info_regression,
)
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (
    FunctionTransformer,
    MaxAbsScaler,
    MinMaxScaler,
    OneHotEncoder,
    OrdinalEncoder,
    RobustScaler,
    StandardScaler,
)

warnings.filterwarnings("ignore")
random = np.random.default_rng(20261121)
SCALERS = {
    "none": FunctionTransformer,
    "standard": StandardScaler,
    "min_max": MinMaxScaler,
    "robust": RobustScaler,
    "max_abs": MaxAbsScaler,
}


def plain(values, digits=9):
    """Lists for JSON; a missing number is null, an infinite one the word."""
    if isinstance(values, np.ndarray):
        return [plain(each, digits) for each in values]
    if isinstance(values, str) or values is None:
        return values
    value = float(values)
    if math.isnan(value):
        return None
    return "inf" if math.isinf(value) else float(f"{value:.{digits}g}")


def single(data):
    return np.asarray(data, np.float32).astype(float)


def punched(data, share=0.1):
    holes = np.array(data, float)
    holes[random.random(holes.shape) < share] = np.nan
    return holes


def numeric_cases(name, train, test):
    for impute in ("mean", "median", "most_frequent", -7.25):
        constant = not isinstance(impute, str)
        how = {"strategy": "constant", "fill_value": impute} if constant else {"strategy": impute}
        for scale, scaler in SCALERS.items():
            imputer = SimpleImputer(**how)
            fitted = make_pipeline(imputer, scaler()).fit(train)
            yield {
                "name": f"{name}: {impute}, {scale}",
                "impute": {"constant": impute} if constant else impute,
                "scale": scale,
                "fill": plain(imputer.statistics_),
                "train": plain(fitted.transform(train)[:12], 8),
                "test": plain(fitted.transform(test)[:12], 8),
            }


def numeric_fixture(name, data, rows=60):
    order = random.permutation(len(data))
    holes = punched(single(data))
    train, test = holes[order[:rows]], holes[order[rows : rows + 12]]
    indicator = SimpleImputer(strategy="mean", add_indicator=True).fit(train)
    return {
        "name": name,
        "train": plain(train, 9),
        "test": plain(test, 9),
        "indicator": indicator.indicator_.features_.tolist(),
        "cases": list(numeric_cases(name, train, test)),
    }


def constants():
    """Columns without spread, with hardly any, and with large means."""
    rows = 40
    return np.column_stack(
        [
            np.full(rows, 0.1),
            np.full(rows, -1e6),
            1e6 + random.normal(size=rows),
            random.integers(0, 2, rows),
            np.where(np.arange(rows) == 3, 5.0, 0.0),
            random.normal(size=rows) * 1e-20,
        ]
    )


def text_fixture():
    """A small table of people: two texts with holes; later rows have words never seen."""
    rows = 80
    ports = np.array(["Cherbourg", "Queenstown", "Southampton", "Ørsta", ""], object)
    port = ports[random.choice(5, rows, p=[0.3, 0.2, 0.35, 0.1, 0.05])]
    kind = np.array(["a", "B", "b", "A", "10", "9"], object)[random.integers(0, 6, rows)]
    table = np.column_stack([port, kind]).astype(object)
    table[random.random(table.shape) < 0.1] = None
    test = np.array([["Cherbourg", "Z"], ["Atlantis", "a"], [None, "9"], ["", None]], object)
    cases = []
    for impute, how in {
        "none": {"strategy": "constant", "fill_value": ""},
        "most_frequent": {"strategy": "most_frequent"},
        "constant": {"strategy": "constant", "fill_value": "unknown"},
    }.items():
        for encode, encoder in {
            "one_hot": OneHotEncoder(handle_unknown="ignore", sparse_output=False),
            "ordinal": OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1),
        }.items():
            fitted = make_pipeline(SimpleImputer(missing_values=None, **how), encoder).fit(table)
            cases.append(
                {
                    "impute": impute,
                    "encode": encode,
                    "categories": [list(each) for each in encoder.categories_],
                    "train": plain(fitted.transform(table)),
                    "test": plain(fitted.transform(test)),
                }
            )
    return {"train": table.tolist(), "test": test.tolist(), "cases": cases}


def best(score, data, target, keep):
    return SelectKBest(score, k=keep).fit(data, target).get_support(indices=True).tolist()


def selection_fixture(name, bunch, task, keep):
    data = single(bunch.data)
    case = {
        "name": name,
        "task": task,
        "keep": keep,
        "varying": VarianceThreshold(0.05).fit(data).get_support(indices=True).tolist()
        if name != "diabetes"
        else VarianceThreshold(0.0022).fit(data).get_support(indices=True).tolist(),
        "variances": plain(data.var(axis=0)),
    }
    if task == "classification":
        case["f"] = plain(f_classif(data, bunch.target)[0])
        case["fKept"] = best(f_classif, data, bunch.target, keep)
        estimate = mutual_info_classif
    else:
        case["f"] = plain(f_regression(data, bunch.target)[0])
        case["fKept"] = best(f_regression, data, bunch.target, keep)
        estimate = mutual_info_regression
    if name != "digits":
        several = np.array([estimate(data, bunch.target, random_state=seed) for seed in range(30)])
        case["mutual"] = plain(several.mean(axis=0), 8)
        case["mutualDeviation"] = plain(several.std(axis=0), 3)
    if name in ("iris", "diabetes"):
        codes = np.floor(StandardScaler().fit_transform(data) * 2).astype(int)
        mutual = [estimate(codes, bunch.target, discrete_features=True, random_state=s) for s in range(30)]
        case["codes"] = codes.tolist()
        case["mutualOfCodes"] = plain(np.mean(mutual, axis=0), 8)
        case["mutualOfCodesDeviation"] = plain(np.std(mutual, axis=0), 3)
    return case


def untied_fixture():
    """No two values are equal, so noise decides nothing."""
    data = single(random.normal(size=(70, 4)))
    classes = (data[:, 0] + 0.5 * random.normal(size=70) > 0.2).astype(int) + (data[:, 1] > 1)
    target = data[:, 0] ** 2 + 0.3 * data[:, 2] + 0.1 * random.normal(size=70)
    return {
        "data": plain(data),
        "classes": classes.tolist(),
        "target": plain(target, 17),
        "ofClasses": plain(mutual_info_classif(data, classes, random_state=0), 12),
        "ofTarget": plain(mutual_info_regression(data, target, random_state=0), 12),
    }


iris, wine, digits, diabetes = (
    datasets.load_iris(),
    datasets.load_wine(),
    datasets.load_digits(),
    datasets.load_diabetes(),
)
breast = datasets.load_breast_cancer()
fixture = {
    "scikit-learn": sklearn.__version__,
    "numeric": [
        numeric_fixture("wine", wine.data[:, :6]),
        numeric_fixture("breast cancer", breast.data[:, [0, 3, 9, 14, 23]]),
        numeric_fixture("columns without spread", constants(), rows=28),
    ],
    "text": text_fixture(),
    "untied": untied_fixture(),
    "selection": [
        selection_fixture("iris", iris, "classification", 2),
        selection_fixture("wine", wine, "classification", 5),
        selection_fixture("breast_cancer", breast, "classification", 8),
        selection_fixture("digits", digits, "classification", 20),
        selection_fixture("diabetes", diabetes, "regression", 4),
    ],
}
(Path(__file__).parent / "preprocess.json").write_text(json.dumps(fixture) + "\n")
