"""Writes evaluation.json: what SciPy, statsmodels, Fairlearn and scikit-learn say of real predictions.

    pip install scikit-learn==1.9.1 fairlearn==0.15.0 statsmodels==0.15.0 && python make.py
"""

import json
import math
import warnings
from pathlib import Path

import fairlearn
import numpy as np
import scipy
import sklearn
import statsmodels
from fairlearn import metrics as fair
from scipy import special, stats
from scipy.stats._resampling import BootstrapResult
from sklearn.calibration import calibration_curve
from sklearn.datasets import load_breast_cancer, load_diabetes
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.naive_bayes import GaussianNB
from sklearn.tree import DecisionTreeClassifier
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests

warnings.filterwarnings("ignore")
random = np.random.default_rng(20261121)


def number(value):
    value = float(value)
    return None if math.isnan(value) else value


def short(values, digits=10):
    return [float(f"{value:.{digits}g}") for value in np.ravel(values)]


breast = load_breast_cancer()
xa, xb, ya, yb = train_test_split(breast.data, breast.target, test_size=0.4, random_state=3)
bayes = GaussianNB().fit(xa, ya)
tree = DecisionTreeClassifier(max_depth=2, random_state=0).fit(xa, ya)
given = np.round(bayes.predict_proba(xb)[:, 1], 6)
by_bayes, by_tree = (given > 0.5).astype(int), tree.predict(xb)


def interval(data, statistic, drawn, method, paired):
    """SciPy's interval from a distribution that is given."""
    before = BootstrapResult(None, drawn, drawn.std(ddof=1))
    result = stats.bootstrap(
        data,
        statistic,
        n_resamples=0,
        bootstrap_result=before,
        method=method,
        paired=paired,
        vectorized=False,
    )
    return [float(each) for each in result.confidence_interval]


def bootstrap_case(name, data, statistic, resamples=399):
    rows = len(data[0])
    picks = random.integers(0, rows, (resamples, rows))
    drawn = np.array([statistic(*(column[pick] for column in data)) for pick in picks])
    paired = len(data) > 1
    much = stats.bootstrap(
        data, statistic, n_resamples=4000, method="BCa", paired=paired, vectorized=False, rng=1
    )
    return {
        "name": name,
        "data": [short(column) for column in data],
        "drawn": drawn.tolist(),
        "value": float(statistic(*data)),
        "percentile": interval(data, statistic, drawn, "percentile", paired),
        "bca": interval(data, statistic, drawn, "BCa", paired),
        "standardError": float(drawn.std(ddof=1)),
        "muchBca": [float(each) for each in much.confidence_interval],
        "muchError": float(much.standard_error),
    }


def table_of(truth, first, second):
    one, two = first == truth, second == truth
    return [[int((one & two).sum()), int((one & ~two).sum())], [int((~one & two).sum()), int((~one & ~two).sum())]]


def mcnemar_case(name, truth, first, second):
    table = table_of(truth, first, second)
    case = {"name": name, "truth": truth.tolist(), "first": first.tolist(), "second": second.tolist()}
    case["exact"] = float(mcnemar(table, exact=True).pvalue)
    result = mcnemar(table, exact=False, correction=True)
    # Of rows that never differ statsmodels divides by nothing and calls that significant.
    defined = math.isfinite(result.statistic)
    case["statistic"] = float(result.statistic) if defined else None
    case["corrected"] = float(result.pvalue) if defined else None
    return case


def fairness_case(name, truth, predicted, groups):
    columns = {"y_true": truth, "y_pred": predicted, "sensitive_features": groups}
    frame = fair.MetricFrame(
        metrics={
            "selectionRate": fair.selection_rate,
            "truePositiveRate": fair.true_positive_rate,
            "falsePositiveRate": fair.false_positive_rate,
            "accuracy": sklearn.metrics.accuracy_score,
        },
        **columns,
    )
    return {
        "name": name,
        "truth": truth.tolist(),
        "predicted": predicted.tolist(),
        "groups": groups.tolist(),
        "overall": {key: float(value) for key, value in frame.overall.items()},
        "byGroup": {
            str(group): {key: float(value) for key, value in row.items()}
            for group, row in frame.by_group.iterrows()
        },
        "accuracyDifference": float(frame.difference()["accuracy"]),
        "accuracyRatio": float(frame.ratio()["accuracy"]),
        "demographicParityDifference": number(fair.demographic_parity_difference(**columns)),
        "demographicParityRatio": number(fair.demographic_parity_ratio(**columns)),
        "equalizedOddsDifference": number(fair.equalized_odds_difference(**columns)),
        "equalizedOddsRatio": number(fair.equalized_odds_ratio(**columns)),
        "equalOpportunityDifference": number(fair.equal_opportunity_difference(**columns)),
    }


def calibration_case(name, truth, probabilities):
    curves = {}
    for strategy in ("uniform", "quantile"):
        came, predicted = calibration_curve(truth, probabilities, n_bins=10, strategy=strategy)
        curves[strategy] = {"came": came.tolist(), "predicted": predicted.tolist()}
    return {
        "name": name,
        "truth": truth.tolist(),
        "probabilities": short(probabilities),
        "brier": float(brier_score_loss(truth, probabilities)),
        **curves,
    }


def dummy():
    classes = {"trained": ya.tolist(), "rows": len(yb)}
    for kind in ("most_frequent", "prior"):
        model = DummyClassifier(strategy=kind).fit(xa, ya)
        classes[kind] = [model.predict(xb[:1]).tolist(), model.predict_proba(xb[:1]).ravel().tolist()]
    target = load_diabetes().target
    values = {"trained": target.tolist()}
    for kind in ("mean", "median"):
        values[kind] = float(DummyRegressor(strategy=kind).fit(target, target).predict([[0]])[0])
    return {"classes": classes, "values": values}


skewed = random.lognormal(size=40)
sex = np.where(random.random(len(yb)) < 0.4, "f", "m")
few = random.integers(0, 2, 60)
p_values = np.sort(random.random(25) ** 4)[random.permutation(25)]
grid = [(a, b, x) for a in (0.5, 1, 3, 40) for b in (0.5, 2, 17, 300) for x in (0.001, 0.2, 0.5, 0.93)]
fixture = {
    "versions": {
        each.__name__: each.__version__ for each in (sklearn, scipy, statsmodels, fairlearn)
    },
    "bootstrap": [
        bootstrap_case("mean of a skewed sample", (skewed,), np.mean),
        bootstrap_case("accuracy", ((by_bayes == yb)[:120].astype(float),), np.mean),
        bootstrap_case("ROC AUC", (yb[:90].astype(float), given[:90]), roc_auc_score, 199),
    ],
    "mcnemar": [
        mcnemar_case("Bayes against a tree", yb, by_bayes, by_tree),
        mcnemar_case("chance against chance", few, random.integers(0, 2, 60), random.integers(0, 2, 60)),
        mcnemar_case("much against little", np.zeros(80, int), np.zeros(80, int), (np.arange(80) < 31).astype(int)),
        mcnemar_case("never apart", few, few, few),
    ],
    "multiple": {
        "given": p_values.tolist(),
        "holm": multipletests(p_values, method="holm")[1].tolist(),
        "benjamini_hochberg": multipletests(p_values, method="fdr_bh")[1].tolist(),
    },
    "fairness": [
        fairness_case("two groups", yb, by_tree, sex),
        fairness_case("four groups", yb, by_bayes, random.integers(0, 4, len(yb))),
        fairness_case(
            "a group without positives", np.array([1, 0, 1, 0, 0, 0]), np.array([1, 0, 0, 1, 1, 0]), np.array(list("aaabbb"))
        ),
    ],
    "calibration": [
        calibration_case("naive Bayes", yb, given),
        calibration_case("on the edges", np.array([0, 1, 1, 0, 1, 0]), np.array([0.0, 0.1, 0.2, 0.3, 1.0, 0.3])),
    ],
    "baselines": dummy(),
    "beta": [[a, b, x, float(special.betainc(a, b, x))] for a, b, x in grid],
    "normal": [[p, float(special.ndtri(p))] for p in (1e-12, 1e-5, 0.01, 0.07, 0.3, 0.5, 0.81, 0.99999)],
    "normalBelow": [[z, float(special.ndtr(z))] for z in (-9, -3.3, -0.4, 0, 0.7, 4)],
    "student": [[t, d, float(stats.t.sf(t, d))] for t in (-2, 0, 0.5, 3, 20) for d in (1, 4.5, 200)],
    "binomial": [[h, n, p, float(stats.binom.sf(h - 1, n, p))] for h, n, p in [(3, 10, 0.1), (0, 5, 0.5), (40, 60, 0.5), (7, 174, 0.004)]],
    "digamma": [[x, float(special.digamma(x))] for x in (0.1, 1, 2, 3.5, 17, 1e4)],
    "fisher": [
        [a, n, b, m, float(stats.fisher_exact([[a, n - a], [b, m - b]], alternative="greater").pvalue)]
        for a, n, b, m in [(8, 20, 30, 300), (0, 10, 5, 100), (10, 10, 1, 50), (40, 400, 200, 4000)]
    ],
    "welch": [],
}
for first, second in [(skewed[:15], skewed[15:]), (skewed[:3] + 4, skewed[3:])]:
    result = stats.ttest_ind(first, second, equal_var=False, alternative="greater")
    fixture["welch"].append([first.tolist(), second.tolist(), float(result.pvalue)])
(Path(__file__).parent / "evaluation.json").write_text(json.dumps(fixture) + "\n")
