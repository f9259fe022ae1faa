"""Writes iris.csv, wine.csv and diabetes.csv from scikit-learn's bundled copies; digits and breast
cancer lie in examples/digits-lifecycle/data.

    pip install scikit-learn==1.9.1 && python export.py
"""

import csv
import hashlib
from pathlib import Path

from sklearn.datasets import load_diabetes, load_iris, load_wine

HERE = Path(__file__).parent


def number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else repr(round(float(value), 7))


def write(name: str, columns: list[str], rows, target: str, targets) -> None:
    path = HERE / name
    with path.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*columns, target])
        for row, truth in zip(rows, targets):
            writer.writerow([*(number(value) for value in row), truth])
    print(name, len(rows), hashlib.sha256(path.read_bytes()).hexdigest())


iris = load_iris()
plain = [name.replace(" (cm)", "").replace(" ", "_") for name in iris.feature_names]
write("iris.csv", plain, iris.data, "species", (iris.target_names[one] for one in iris.target))
wine = load_wine()
names = [name.replace("/", "_per_") for name in wine.feature_names]
write("wine.csv", names, wine.data, "cultivar", wine.target)
diabetes = load_diabetes(scaled=False)
write("diabetes.csv", diabetes.feature_names, diabetes.data, "progression", map(int, diabetes.target))
