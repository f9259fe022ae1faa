"""Writes drift.json: samples with the answers of SciPy and Evidently.

    pip install scipy==1.17.1 evidently "pandas<3" && python make.py
"""

import json
import warnings
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
from evidently.legacy.calculations.stattests import (
    chi_stat_test,
    jensenshannon_stat_test,
    ks_stat_test,
    psi_stat_test,
    wasserstein_stat_test,
    z_stat_test,
)
from evidently.legacy.calculations.stattests.registry import get_stattest
from evidently.legacy.core import ColumnType
from scipy.stats import ks_2samp, kstwo

warnings.filterwarnings("ignore")
random = np.random.default_rng(20261121)
NAMES = {
    "ks": "ks",
    "chisquare": "chi_square",
    "z": "z",
    "wasserstein": "wasserstein",
    "jensenshannon": "jensen_shannon",
}
TESTS = {
    "ks": ks_stat_test,
    "chi_square": chi_stat_test,
    "z": z_stat_test,
    "wasserstein": wasserstein_stat_test,
    "jensen_shannon": jensenshannon_stat_test,
    "psi": psi_stat_test,
}


def samples():
    normal = lambda rows, shift=0.0: random.normal(shift, 1, rows).round(4)
    counts = lambda rows, top, power=1.0: (top * random.random(rows) ** power).astype(int) * 1.0
    yield "same normal", normal(200), normal(80), "numeric"
    yield "shifted normal", normal(200), normal(80, 0.5), "numeric"
    yield "far shifted normal", normal(300), normal(90, 3), "numeric"
    yield "many rows, same", normal(1500), normal(300), "numeric"
    yield "many rows, shifted", normal(1500), normal(300, 0.3), "numeric"
    yield "pixels, same", counts(400, 17), counts(90, 17), "numeric"
    yield "pixels, darker", counts(400, 17), counts(90, 17, 2), "numeric"
    yield "four values", counts(300, 4), counts(100, 4, 1.5), "numeric"
    yield "two values", counts(300, 2), counts(100, 2, 2), "numeric"
    yield "two values, many rows", counts(1200, 2), counts(100, 2), "categorical"
    yield "categories, same", counts(500, 8), counts(200, 8), "categorical"
    yield "categories, moved", counts(500, 8), counts(200, 8, 1.6), "categorical"
    yield "a rare category gone", np.r_[counts(498, 3), 7, 7], counts(100, 3), "categorical"
    yield "constant", np.zeros(50), np.zeros(20), "numeric"
    yield "tiny samples", normal(5), normal(3), "numeric"


def ask(test, reference, current, kind):
    try:
        value = float(test(reference, current, kind, 0.05).drift_score)
    except (ValueError, IndexError, ZeroDivisionError, AttributeError):
        return None  # the test is not made for such a column
    return value if np.isfinite(value) else None


fixture = {
    "scipy": version("scipy"),
    "evidently": version("evidently"),
    "columns": [],
    "kolmogorov": [],
    "large": [],
}
for name, reference, current, kind in samples():
    types = {"numeric": ColumnType.Numerical, "categorical": ColumnType.Categorical}
    first, second, column = pd.Series(reference), pd.Series(current), types[kind]
    default = get_stattest(first, second, column, None)
    exact = ks_2samp(reference, current)
    fixture["columns"].append(
        {
            "name": name,
            "kind": kind,
            "reference": reference.tolist(),
            "current": current.tolist(),
            "default": NAMES[default.name],
            "scores": {key: ask(test, first, second, column) for key, test in TESTS.items()},
            "ks": {"statistic": exact.statistic, "pValue": exact.pvalue},
        }
    )
for n in (20, 50, 100, 500, 5000, 20000):
    for z in (0.3, 0.5, 0.8, 1.0, 1.2, 1.4, 1.6, 2.0, 3.0):
        distance = z / n**0.5
        fixture["kolmogorov"].append([distance, n, float(kstwo.sf(distance, n))])
for n, m, shift in ((12000, 3000, 0.0), (12000, 12000, 0.02), (15000, 700, 0.1)):
    # Written as a rule, not as values: the test builds the same lists.
    reference = (np.arange(n) * 7919 % n) / n
    current = (np.arange(m) * 104729 % m) / m + shift
    result = ks_2samp(reference, current)
    fixture["large"].append(
        {"n": n, "m": m, "shift": shift, "statistic": result.statistic, "pValue": result.pvalue}
    )
(Path(__file__).parent / "drift.json").write_text(json.dumps(fixture) + "\n")
