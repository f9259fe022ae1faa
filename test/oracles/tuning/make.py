"""Optuna's regret on Branin and Hartmann-6, for ml/tuning to be measured against.

    python make.py        # needs optuna, scipy, torch (GPSampler)

Each sampler runs 40 trials for seeds 0 to 19, one trial at a time, with its default settings; the
regret is the best value found less the function's minimum. Writes the medians over the seeds to
optuna.json beside this file; the Gaussian processes take an hour on one core.
"""
import json
import math
import pathlib
import statistics
import warnings

import optuna

TRIALS = 40
SEEDS = 20

WEIGHT = [1, 1.2, 3, 3.2]
SHARPNESS = [
    [10, 3, 17, 3.5, 1.7, 8],
    [0.05, 10, 17, 0.1, 8, 14],
    [3, 3.5, 1.7, 10, 17, 8],
    [17, 8, 0.05, 10, 0.1, 14],
]
CENTRE = [
    [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
    [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
    [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
    [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
]


def branin(trial):
    x = trial.suggest_float("x", -5, 10)
    y = trial.suggest_float("y", 0, 15)
    bend = y - 5.1 / (4 * math.pi**2) * x * x + 5 / math.pi * x - 6
    return bend * bend + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10


def hartmann6(trial):
    point = [trial.suggest_float(name, 0, 1) for name in "abcdef"]
    return -sum(
        weight * math.exp(-sum(s * (p - c) ** 2 for s, p, c in zip(sharp, point, centre)))
        for weight, sharp, centre in zip(WEIGHT, SHARPNESS, CENTRE)
    )


FUNCTIONS = {
    "branin": (branin, 0.39788735772973816),
    "hartmann6": (hartmann6, -3.3223680114155147),
}
SAMPLERS = {
    "random": lambda seed: optuna.samplers.RandomSampler(seed=seed),
    "tpe": lambda seed: optuna.samplers.TPESampler(seed=seed),
    "tpe-independent": lambda seed: optuna.samplers.TPESampler(seed=seed, multivariate=False),
    "gaussian": lambda seed: optuna.samplers.GPSampler(seed=seed),
    "gaussian-deterministic": lambda seed: optuna.samplers.GPSampler(
        seed=seed, deterministic_objective=True
    ),
}


def regret(function, minimum, sampler):
    study = optuna.create_study(sampler=sampler)
    study.optimize(function, n_trials=TRIALS)
    return study.best_value - minimum


def main():
    warnings.filterwarnings("ignore")
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    rows = {}
    for name, (function, minimum) in FUNCTIONS.items():
        rows[name] = {}
        for sampler, make in SAMPLERS.items():
            regrets = [regret(function, minimum, make(seed)) for seed in range(SEEDS)]
            rows[name][sampler] = float(f"{statistics.median(regrets):.6g}")
            print(name, sampler, rows[name][sampler], flush=True)
    out = {"optuna": optuna.__version__, "trials": TRIALS, "seeds": SEEDS, "median_regret": rows}
    path = pathlib.Path(__file__).with_name("optuna.json")
    path.write_text(json.dumps(out, indent=1) + "\n")


if __name__ == "__main__":
    main()
