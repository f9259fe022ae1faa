"""No-op chain and fan-out on Airflow 3: LocalExecutor, Postgres, its own processes.

Usage: airflow_bench.py POSTGRES_URL (an empty database). Prints one JSON row a line: engine, work,
medianMs (from queued to end, as Airflow's own database has it), repeats. Ends what it starts.
"""

import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from urllib.parse import urlsplit

import psycopg2

URL = urlsplit(sys.argv[1])
HOME = tempfile.mkdtemp(prefix="perdure-bench-airflow-")
AIRFLOW = os.path.join(os.path.dirname(sys.executable), "airflow")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


PORT = free_port()
SQL = f"postgresql+psycopg2://{URL.netloc}{URL.path}"
ENV = {
    **os.environ,
    "PATH": os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"],
    "AIRFLOW_HOME": HOME,
    "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": SQL,
    "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
    "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
    "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{PORT}/execution/",
    "AIRFLOW__API__PORT": str(PORT),
    "AIRFLOW__API__HOST": "127.0.0.1",
    "AIRFLOW__API__WORKERS": "1",
    "AIRFLOW__API_AUTH__JWT_SECRET": "bench-only-secret-of-this-loopback-server-0123456789abcdef",
    "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True",
    "AIRFLOW__SCHEDULER__ENABLE_TRACEMALLOC": "False",
    "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
    "NO_PROXY": "127.0.0.1",
}

DAGS = '''
from airflow.sdk import dag, task

def make_chain(length):
    @dag(dag_id=f"bench_chain_{length}", schedule=None)
    def chain():
        @task
        def step(n):
            return n + 1
        value = 0
        for _ in range(length):
            value = step(value)
    chain()

@dag(dag_id="bench_fan_40", schedule=None, max_active_tasks=64)
def fan():
    @task
    def first():
        return list(range(40))
    @task
    def step(n):
        return n + 1
    @task
    def join(values):
        return len(list(values)) + 1
    join(step.expand(n=first()))

make_chain(40)
make_chain(3)
fan()
'''


def run_cli(*args: str) -> None:
    subprocess.run([AIRFLOW, *args], env=ENV, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def start(*args: str) -> subprocess.Popen:
    log = open(os.path.join(HOME, f"{args[0]}.log"), "w", encoding="utf8")
    return subprocess.Popen([AIRFLOW, *args], env=ENV, stdout=log, stderr=log, start_new_session=True)


def query(sql: str, *args):
    connection = psycopg2.connect(host=URL.hostname, port=URL.port, user=URL.username, password=URL.password, dbname=URL.path[1:])
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(sql, args)
            return cursor.fetchall()
    finally:
        connection.close()


def wait_for(what, limit: float):
    end = time.time() + limit
    while time.time() < end:
        try:
            value = what()
            if value:
                return value
        except psycopg2.Error:
            pass
        time.sleep(0.5)
    raise SystemExit(f"airflow: nothing after {limit} s; logs in {HOME}")


def measure(version: str, work: str, dag_id: str, repeats: int) -> None:
    times = []
    for index in range(repeats + 1):
        run_id = f"bench_{index}"
        run_cli("dags", "trigger", dag_id, "--run-id", run_id)
        row = wait_for(
            lambda: query(
                "select state, extract(epoch from end_date - queued_at) * 1000 from dag_run "
                "where dag_id = %s and run_id = %s and end_date is not null",
                dag_id,
                run_id,
            ),
            300,
        )
        assert row[0][0] == "success", row
        if index > 0:
            times.append(float(row[0][1]))
    print(json.dumps({"engine": f"Airflow {version} (LocalExecutor, Postgres)", "work": work, "medianMs": statistics.median(times), "repeats": repeats}), flush=True)


def main() -> None:
    os.makedirs(os.path.join(HOME, "dags"))
    with open(os.path.join(HOME, "dags", "bench.py"), "w", encoding="utf8") as file:
        file.write(DAGS)
    run_cli("db", "migrate")
    processes = [start("api-server"), start("scheduler"), start("dag-processor")]
    try:
        wait_for(lambda: query("select 1 from dag where dag_id = 'bench_fan_40'"), 180)
        from importlib.metadata import version

        airflow = version("apache-airflow-core")
        measure(airflow, "chain of 40", "bench_chain_40", 1)
        measure(airflow, "fan-out of 40", "bench_fan_40", 1)
        measure(airflow, "3-task run", "bench_chain_3", 3)
    finally:
        for process in processes:
            os.killpg(process.pid, signal.SIGTERM)
        for process in processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


main()
