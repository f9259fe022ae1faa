"""Writes digits.csv and breast-cancer.csv from scikit-learn's bundled copies.

    python -m venv /tmp/venv && /tmp/venv/bin/pip install scikit-learn==1.9.1
    /tmp/venv/bin/python export.py
"""

import csv
import hashlib
from pathlib import Path

from sklearn.datasets import load_breast_cancer, load_digits

HERE = Path(__file__).parent


def number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def write(name: str, columns: list[str], rows, labels) -> None:
    path = HERE / name
    with path.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*columns, "label"])
        for row, label in zip(rows, labels):
            writer.writerow([*(number(value) for value in row), int(label)])
    print(name, len(rows), hashlib.sha256(path.read_bytes()).hexdigest())


digits = load_digits()
write(
    "digits.csv",
    [f"pixel_{row}_{column}" for row in range(8) for column in range(8)],
    digits.data,
    digits.target,
)
cancer = load_breast_cancer()
write(
    "breast-cancer.csv",
    [name.replace(" ", "_") for name in cancer.feature_names],
    cancer.data,
    cancer.target,
)
