"""No-op chain and fan-out on Dagster: in process, and with its default multiprocess executor.

Prints one JSON row a line: engine, work, medianMs, repeats.
"""

import json
import os
import statistics
import tempfile
import time

os.environ["DAGSTER_HOME"] = tempfile.mkdtemp(prefix="perdure-bench-dagster-")
os.environ["DAGSTER_DISABLE_TELEMETRY"] = "true"
with open(os.path.join(os.environ["DAGSTER_HOME"], "dagster.yaml"), "w", encoding="utf8") as config:
    config.write("telemetry:\n  enabled: false\n")

import dagster  # noqa: E402
from dagster import DagsterInstance, DynamicOut, DynamicOutput, execute_job, job, op, reconstructable  # noqa: E402


@op
def first() -> int:
    return 0


@op
def step(n: int) -> int:
    return n + 1


@op
def join(values: list[int]) -> int:
    return len(values) + 1


@op(out=DynamicOut(int))
def forty(n: int):
    for index in range(40):
        yield DynamicOutput(n, mapping_key=str(index))


@op(out=DynamicOut(int))
def five_hundred(n: int):
    for index in range(500):
        yield DynamicOutput(n, mapping_key=str(index))


@job
def chain_40():
    value = first()
    for index in range(39):
        value = step.alias(f"step_{index}")(value)


@job
def chain_3():
    step.alias("b")(step.alias("a")(first()))


@job
def fan_40():
    join(forty(first()).map(step).collect())


@job
def fan_500():
    join(five_hundred(first()).map(step).collect())


def measure(engine: str, work: str, run, repeats: int) -> None:
    times = []
    if repeats > 1:
        assert run().success  # the first, cold one is dropped
    for _ in range(repeats):
        begin = time.perf_counter()
        assert run().success
        times.append((time.perf_counter() - begin) * 1000)
    row = {"engine": engine, "work": work, "medianMs": statistics.median(times), "repeats": repeats}
    print(json.dumps(row), flush=True)


def main() -> None:
    version = dagster.__version__
    instance = DagsterInstance.get()
    inside = f"Dagster {version} (in process)"
    for work, definition, repeats in [
        ("chain of 40", chain_40, 3),
        ("fan-out of 40", fan_40, 3),
        ("fan-out of 500", fan_500, 1),
        ("3-task run", chain_3, 10),
    ]:
        measure(inside, work, lambda d=definition: d.execute_in_process(instance=instance), repeats)
    apart = f"Dagster {version} (multiprocess)"
    for work, definition, repeats in [("chain of 40", chain_40, 1), ("fan-out of 40", fan_40, 1), ("3-task run", chain_3, 3)]:
        target = reconstructable(definition)
        measure(apart, work, lambda t=target: execute_job(t, instance=instance), repeats)


if __name__ == "__main__":
    main()
