"""No-op chain and fan-out on Prefect, flow in this process, with its own server beside it.

Prints one JSON row a line: engine, work, medianMs, repeats. Starts `prefect server` on a free
loopback port with its data in a temporary folder, and ends it.
"""

import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


HOME = tempfile.mkdtemp(prefix="perdure-bench-prefect-")
PORT = free_port()
os.environ.update(
    PREFECT_HOME=HOME,
    PREFECT_API_URL=f"http://127.0.0.1:{PORT}/api",
    PREFECT_LOGGING_LEVEL="CRITICAL",
    PREFECT_SERVER_ANALYTICS_ENABLED="false",
    DO_NOT_TRACK="1",
)
SERVER = subprocess.Popen(
    [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(PORT)],
    stdout=subprocess.DEVNULL,
    stderr=subprocess.DEVNULL,
    start_new_session=True,
)


def wait_ready() -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/api/health", timeout=1):
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("prefect server did not start")


def main() -> None:
    wait_ready()
    import prefect
    from prefect import flow, task

    @task
    def step(n: int) -> int:
        return n + 1

    @flow
    def chain(length: int) -> int:
        value = 0
        for _ in range(length):
            value = step(value)
        return value

    @flow
    def fan(width: int) -> int:
        first = step(0)
        values = step.map([first] * width).result()
        return step(len(values))

    engine = f"Prefect {prefect.__version__} (in process, own server)"
    cases = [
        ("chain of 40", lambda: chain(40), 5),
        ("fan-out of 40", lambda: fan(40), 5),
        ("fan-out of 500", lambda: fan(500), 3),
        ("3-task run", lambda: chain(3), 20),
    ]
    for work, run, repeats in cases:
        run()
        times = []
        for _ in range(repeats):
            begin = time.perf_counter()
            run()
            times.append((time.perf_counter() - begin) * 1000)
        row = {"engine": engine, "work": work, "medianMs": statistics.median(times), "repeats": repeats}
        print(json.dumps(row), flush=True)


try:
    main()
finally:
    os.killpg(SERVER.pid, 15)
    try:
        SERVER.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(SERVER.pid, 9)
