"""What a user's program does with MLflow's client; run against any server by compare.py.

Every call's answer is a message of MLflow's, recorded on the wire by recorder.py.
"""

import os
import tempfile

import mlflow
from mlflow import MlflowClient
from mlflow.entities import Dataset, DatasetInput, InputTag, Metric, Param, RunTag, ViewType
from mlflow.exceptions import MlflowException

T0 = 1_700_000_000_000


def refused(call):
    """A call that the server has to refuse."""
    try:
        call()
    except MlflowException:
        return
    raise AssertionError("It was not refused.")


def experiments(client):
    first = client.create_experiment("alpha", tags={"team": "red"})
    second = client.create_experiment("beta one", artifact_location="mlflow-artifacts:/shelf/beta")
    refused(lambda: client.create_experiment("alpha"))
    refused(lambda: client.create_experiment(""))
    client.get_experiment(first)
    client.get_experiment_by_name("beta one")
    client.get_experiment_by_name("nobody")
    refused(lambda: client.get_experiment("987654321"))
    client.set_experiment_tag(first, "stage", "a")
    client.set_experiment_tag(first, "gone", "a")
    client.delete_experiment_tag(first, "gone")
    refused(lambda: client.delete_experiment_tag(first, "gone"))
    client.rename_experiment(second, "beta")
    for words in ["name = 'alpha'", "name LIKE 'be%'", "name ILIKE 'AL%'", "tags.team = 'red'",
                  "tags.stage != 'b'", "name != 'Default' AND tags.team = 'red'"]:
        client.search_experiments(filter_string=words)
    client.search_experiments(order_by=["name ASC"])
    client.search_experiments(order_by=["name DESC"], max_results=10)
    for words in ["name = alpha", "nothing = 'a'", "name = 'a' OR name = 'b'", "name >", "params.a = '1'"]:
        refused(lambda words=words: client.search_experiments(filter_string=words))
    client.delete_experiment(second)
    client.search_experiments(view_type=ViewType.DELETED_ONLY)
    client.restore_experiment(second)
    return first, second


def runs(client, experiment):
    made = []
    for index in range(5):
        run = client.create_run(experiment, start_time=T0 + index * 1000,
                                tags={"kind": "odd" if index % 2 else "even"}, run_name=f"run {index}")
        run_id = run.info.run_id
        made.append(run_id)
        client.log_param(run_id, "rate", 0.1 * (index + 1))
        client.log_metric(run_id, "loss", 1.0 / (index + 1), timestamp=T0 + index, step=index)
        client.log_batch(
            run_id,
            metrics=[Metric("acc", 0.5 + step / 100, T0 + step, step) for step in range(index + 1)]
            + [Metric("acc", 0.99, T0, 0), Metric("spaced name", -2.5, T0, -1)],
            params=[Param("depth", str(index)), Param("shared/key", "x")],
            tags=[RunTag("owner", "ada" if index < 3 else "Bob")],
        )
    first = made[0]
    client.log_metric(first, "nan", float("nan"), timestamp=T0, step=0)
    client.log_metric(first, "inf", float("inf"), timestamp=T0, step=0)
    client.log_metric(first, "loss", 0.25, timestamp=T0 - 5, step=0)
    client.log_param(first, "rate", 0.1)
    refused(lambda: client.log_param(first, "rate", 7))
    refused(lambda: client.log_metric(first, "../up", 1.0, timestamp=T0))
    refused(lambda: client.log_metric("0" * 32, "loss", 1.0, timestamp=T0))
    refused(lambda: client.log_batch(first, params=[Param("p", "1"), Param("p", "2")]))
    client.set_tag(first, "note", "eins")
    client.set_tag(first, "note", "zwei ☃ 'quoted'")
    client.set_tag(first, "gone", "x")
    client.delete_tag(first, "gone")
    refused(lambda: client.delete_tag(first, "gone"))
    client.get_run(first)
    client.get_metric_history(first, "acc")
    client.get_metric_history(made[4], "acc")
    client.get_metric_history(first, "nobody")
    client.log_inputs(first, datasets=[DatasetInput(
        dataset=Dataset("digits", "abc123", "local", "{}", schema='{"a": 1}', profile="{}"),
        tags=[InputTag("mlflow.data.context", "training")])])
    client.get_run(first)
    client.set_terminated(first, "FINISHED", end_time=T0 + 60_000)
    client.set_terminated(made[1], "FAILED", end_time=T0 + 60_000)
    client.update_run(made[2], status="KILLED", name="renamed")
    client.get_run(made[1])
    client.get_run(made[2])
    refused(lambda: client.get_run("f" * 32))
    client.delete_run(made[3])
    refused(lambda: client.log_metric(made[3], "loss", 1.0, timestamp=T0))
    client.search_runs([experiment], run_view_type=ViewType.DELETED_ONLY)
    client.restore_run(made[3])
    return made


FILTERS = [
    "", "metrics.loss < 0.3", "metrics.acc >= 0.99", "metrics.`spaced name` = -2.5", "metrics.loss != 1",
    "params.depth = '2'", "params.depth != '2'", "params.depth LIKE '%'", 'params."shared/key" = "x"',
    "tags.kind = 'odd'", "tag.owner ILIKE 'B%'", "tags.owner LIKE 'b%'", "tags.note LIKE '%snow%'",
    "tags.note IS NULL", "tags.note IS NOT NULL", "params.nobody IS NULL",
    "attributes.status = 'FAILED'", "attributes.status != 'RUNNING'",
    "attributes.run_name = 'renamed'", "run_name LIKE 'run%'", "attributes.start_time > 1700000001000",
    "end_time <= 1700000060000", "metrics.loss < 0.6 AND tags.kind = 'even' and params.depth != '0'",
    "dataset.name = 'digits'", "dataset.digest LIKE 'abc%'", "dataset.context = 'training'",
]
BAD_FILTERS = [
    "metrics.loss = 'a'", "params.depth = 2", "tags.kind > 'a'", "metrics.loss LIKE '1'", "nobody.x = 'a'",
    "metrics.loss", "metrics.loss <", "tags.kind = 'a' OR tags.kind = 'b'", "attributes.nothing = 'a'",
    "status = FAILED", "tags.kind = 'a'; drop table runs",
]
ORDERS = [
    ["metrics.loss ASC"], ["metrics.loss DESC"], ["metrics.nan ASC"], ["params.depth DESC"], ["tags.owner"],
    ["attributes.start_time ASC"], ["end_time DESC"], ["attributes.status ASC", "metrics.acc DESC"],
    ["metrics.`spaced name` ASC", "start_time ASC"], ["run_name DESC"],
]


def searches(client, experiment, other):
    for words in FILTERS:
        client.search_runs([experiment], filter_string=words)
    for words in BAD_FILTERS:
        refused(lambda words=words: client.search_runs([experiment], filter_string=words))
    for order in ORDERS:
        client.search_runs([experiment], order_by=order)
    client.search_runs([other])
    client.search_runs([experiment, other], run_view_type=ViewType.ALL)
    page = client.search_runs([experiment], max_results=2, order_by=["start_time ASC"])
    page = client.search_runs([experiment], max_results=2, order_by=["start_time ASC"], page_token=page.token)
    client.search_runs([experiment], max_results=2, order_by=["start_time ASC"], page_token=page.token)


def artifacts(client, run_id):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "note one.txt")
        with open(path, "w", encoding="utf-8") as file:
            file.write("hello ☃\n")
        client.log_artifact(run_id, path)
        client.log_artifact(run_id, path, "deep/er")
        client.log_text(run_id, "a,b\n1,2\n", "tables/t.csv")
        client.log_dict(run_id, {"a": [1, 2]}, "dict.json")
        client.list_artifacts(run_id)
        client.list_artifacts(run_id, "deep")
        client.list_artifacts(run_id, "deep/er")
        client.list_artifacts(run_id, "nobody")
        target = client.download_artifacts(run_id, "deep", folder)
        with open(os.path.join(target, "er", "note one.txt"), encoding="utf-8") as file:
            assert file.read() == "hello ☃\n"
        refused_any(lambda: client.download_artifacts(run_id, "nobody.txt", folder))


def refused_any(call):
    try:
        call()
    except Exception:  # noqa: BLE001 - the client throws what its HTTP library does
        return
    raise AssertionError("It was not refused.")


def registry(client, run_id):
    client.create_registered_model("digits", tags={"family": "net"}, description="Reads digits.")
    refused(lambda: client.create_registered_model("digits"))
    client.create_registered_model("iris")
    client.get_registered_model("digits")
    refused(lambda: client.get_registered_model("nobody"))
    client.set_registered_model_tag("digits", "tier", "gold")
    client.delete_registered_model_tag("digits", "family")
    client.update_registered_model("digits", "Reads them well.")
    for index in range(3):
        client.create_model_version("digits", f"runs:/{run_id}/tables", run_id, tags={"n": str(index)},
                                    description=f"try {index}")
    refused(lambda: client.create_model_version("nobody", f"runs:/{run_id}/tables", run_id))
    client.get_model_version("digits", "2")
    refused(lambda: client.get_model_version("digits", "9"))
    client.update_model_version("digits", "2", "the second")
    client.set_model_version_tag("digits", "2", "checked", "yes")
    client.delete_model_version_tag("digits", "2", "n")
    client.get_model_version_download_uri("digits", "2")
    client.set_registered_model_alias("digits", "champion", "1")
    client.set_registered_model_alias("digits", "champion", "2")
    client.set_registered_model_alias("digits", "challenger", "3")
    client.get_model_version_by_alias("digits", "champion")
    refused(lambda: client.get_model_version_by_alias("digits", "nobody"))
    refused(lambda: client.set_registered_model_alias("digits", "latest", "1"))
    refused(lambda: client.set_registered_model_alias("digits", "champion", "9"))
    client.get_registered_model("digits")
    client.transition_model_version_stage("digits", "1", "Staging")
    client.transition_model_version_stage("digits", "2", "Production")
    client.transition_model_version_stage("digits", "3", "production", archive_existing_versions=True)
    refused(lambda: client.transition_model_version_stage("digits", "3", "Shelf"))
    client.get_latest_versions("digits")
    client.get_latest_versions("digits", stages=["Production"])
    client.search_registered_models()
    client.search_registered_models("name = 'digits'")
    client.search_registered_models("name ILIKE 'IR%'", order_by=["name DESC"])
    client.search_registered_models("tags.tier = 'gold'")
    client.search_registered_models(max_results=1, order_by=["name ASC"])
    client.search_model_versions("name = 'digits'", order_by=["version_number ASC"])
    client.search_model_versions("name = 'digits' AND tags.checked = 'yes'")
    client.search_model_versions(f"run_id = '{run_id}'", order_by=["version_number DESC"])
    client.search_model_versions("version_number > 1", order_by=["version_number ASC"])
    client.delete_registered_model_alias("digits", "challenger")
    client.delete_model_version("digits", "1")
    refused(lambda: client.get_model_version("digits", "1"))
    client.rename_registered_model("iris", "flowers")
    client.delete_registered_model("flowers")
    refused(lambda: client.get_registered_model("flowers"))


def everything():
    client = MlflowClient()
    first, second = experiments(client)
    made = runs(client, first)
    searches(client, first, second)
    artifacts(client, made[0])
    registry(client, made[0])


def models(folder):
    """What log_model and load_model do; the wire differs by version of the flavours, so it is only lived through."""
    import numpy as np
    import onnx
    from onnx import TensorProto, helper
    from sklearn.linear_model import LogisticRegression

    mlflow.set_experiment("models")
    x = np.array([[0.0], [1.0], [2.0], [3.0]], dtype=np.float32)
    with mlflow.start_run() as run:
        mlflow.log_params({"a": 1})
        mlflow.sklearn.log_model(LogisticRegression().fit(x, [0, 0, 1, 1]), name="sk",
                                 registered_model_name="sk", input_example=x[:1])
        graph = helper.make_graph(
            [helper.make_node("Add", ["x", "x"], ["y"])], "double",
            [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 1])],
            [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", 1])])
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        mlflow.onnx.log_model(model, name="ox", registered_model_name="ox")
    client = MlflowClient()
    client.set_registered_model_alias("ox", "champion", "1")
    sk = mlflow.sklearn.load_model("models:/sk/1")
    assert list(sk.predict(x)) == [0, 0, 1, 1]
    ox = mlflow.pyfunc.load_model("models:/ox@champion")
    assert np.allclose(ox.predict(x)["y"], 2 * x)
    found = mlflow.search_logged_models(experiment_ids=[run.info.experiment_id], output_format="list")
    assert {model.name for model in found} == {"sk", "ox"}, found
    run = client.get_run(run.info.run_id)
    assert len(run.outputs.model_outputs) == 2
    frame = mlflow.search_runs(experiment_names=["models"])
    assert frame.shape[0] == 1
    ran = mlflow.artifacts.download_artifacts("models:/ox/1", dst_path=folder)
    assert os.path.exists(os.path.join(ran, "MLmodel"))
    assert "model.onnx" in " ".join(os.listdir(ran))
    kept(client, folder)


def kept(client, folder):
    """A version that a task registered, without any help of MLflow: serve.ts made it."""
    import hashlib

    import numpy as np
    import onnxruntime

    version = client.get_model_version_by_alias("kept", "champion")
    assert client.get_model_version_download_uri("kept", version.version) == "mlflow-artifacts:/registry/kept/1"
    rows = np.array([[1.0, 2.5], [-3.0, 0.0]], dtype=np.float32)
    model = mlflow.onnx.load_model("models:/kept@champion")
    session = onnxruntime.InferenceSession(model.SerializeToString())
    assert np.allclose(session.run(None, {"x": rows})[0], 2 * rows)
    for address in ["models:/kept/1", "models:/kept@champion", "mlflow-artifacts:/registry/kept/1"]:
        assert np.allclose(mlflow.pyfunc.load_model(address).predict(rows)["y"], 2 * rows)
    path = mlflow.artifacts.download_artifacts("mlflow-artifacts:/registry/kept/1/model.onnx", dst_path=folder)
    with open(path, "rb") as file:
        sha256 = hashlib.sha256(file.read()).hexdigest()
    with open(os.path.join(mlflow.artifacts.download_artifacts("models:/kept/1"), "MLmodel"), encoding="utf-8") as file:
        assert sha256 in file.read()
    client.set_registered_model_alias("kept", "shadow", "1")
    assert client.get_model_version_by_alias("kept", "shadow").version == version.version
    refused_any(lambda: mlflow.onnx.load_model("models:/kept@nobody"))
    refused_any(lambda: mlflow.artifacts.download_artifacts("mlflow-artifacts:/registry/kept/2", dst_path=folder))
    refused_any(lambda: mlflow.artifacts.download_artifacts("mlflow-artifacts:/registry/kept/1/../../secret"))
    refused_any(lambda: mlflow.artifacts.download_artifacts("models:/kept/9"))
