"""Trains scikit-learn's random forest and writes it as ONNX, with the signature Perdure serves."""

import csv
import json

import numpy as np
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score

import perdure_task as task

data = task.input()


def read(dataset):
    with open(dataset["path"], newline="") as file:
        rows = list(csv.DictReader(file))
    columns = [name for name in rows[0] if name != data["target"]]
    features = np.array([[row[name] for name in columns] for row in rows], dtype=np.float32)
    return columns, features, np.array([int(row[data["target"]]) for row in rows])


columns, x, y = read(data["train"])
_, x_val, y_val = read(data["validation"])

settings = {"n_estimators": data["trees"], "random_state": data["seed"]}
task.params(settings)
model = RandomForestClassifier(**settings).fit(x, y)
shares = model.predict_proba(x_val)
accuracy = accuracy_score(y_val, model.predict(x_val))
task.metrics({"accuracy": accuracy})
task.log.info(f"Validation accuracy {accuracy:.4f}.", rows=len(y_val))

onnx = to_onnx(
    model,
    initial_types=[("features", FloatTensorType([None, x.shape[1]]))],
    options={id(model): {"zipmap": False}},
    target_opset={"": 17, "ai.onnx.ml": 3},
)
with open("model.onnx", "wb") as file:
    file.write(onnx.SerializeToString())
with open("expected.json", "w") as file:
    json.dump({"probabilities": shares.ravel().tolist()}, file)

task.output(
    {
        "file": task.keep_file("model.onnx"),
        "expected": task.keep_file("expected.json"),
        "columns": columns,
        "classes": model.classes_,
        "accuracy": accuracy,
    }
)
