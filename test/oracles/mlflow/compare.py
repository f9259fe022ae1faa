"""Runs client_calls.py against the stock MLflow server and against ours, and compares what went over the wire.

    python compare.py --write            also writes transcript.json from the stock server's answers
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start_stock(database, folder):
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "mlflow", "server", "--host", "127.0.0.1", "--port", str(port), "--workers", "1",
         "--backend-store-uri", database.replace("postgres:", "postgresql+psycopg2:", 1), "--artifacts-destination", folder, "--serve-artifacts"],
        stdout=open(os.path.join(folder, "log"), "w"), stderr=subprocess.STDOUT, start_new_session=True)
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health")
            return server, f"http://127.0.0.1:{port}"
        except OSError:
            time.sleep(0.5)
    raise RuntimeError("The stock server does not answer: " + Path(folder, "log").read_text()[-3000:])


def start_ours():
    server = subprocess.Popen(
        ["node", "--conditions=perdure:source", "--import", "tsx", str(HERE / "serve.ts")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True)
    return server, json.loads(server.stdout.readline())


def drive(uri, token, what):
    """A process of its own: the client keeps state."""
    code = f"""
import json, sys, tempfile, warnings
warnings.filterwarnings('ignore')
sys.path.insert(0, {str(HERE)!r})
import logging; logging.disable(logging.WARNING)
import client_calls
from recorder import Recorder
with Recorder() as recorder:
    if {what!r} == 'everything':
        client_calls.everything()
    else:
        with tempfile.TemporaryDirectory() as folder:
            client_calls.models(folder)
print('RECORDED ' + json.dumps(recorder.calls))
"""
    env = {**os.environ, "MLFLOW_TRACKING_URI": uri, "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "0",
           "MLFLOW_DISABLE_TELEMETRY": "true", "GIT_PYTHON_REFRESH": "quiet"}
    if token is not None:
        env["MLFLOW_TRACKING_TOKEN"] = token
    ran = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True)
    if ran.returncode != 0:
        raise RuntimeError(f"{uri}: {ran.stderr[-6000:]}")
    return json.loads(ran.stdout.split("RECORDED ", 1)[1])


def differences(stock, ours):
    for index, (left, right) in enumerate(zip(stock, ours)):
        if left != right:
            yield index, left, right


def main():
    server, facts = start_ours()
    with tempfile.TemporaryDirectory() as folder:
        stock, stock_uri = start_stock(facts["empty"], folder)
        try:
            theirs = drive(stock_uri, None, "everything")
            mine = drive(facts["url"], facts["token"], "everything")
            found = list(differences(theirs, mine))
            for index, left, right in found:
                print(f"--- {index} {left['method']} {left['path']}\nstock {json.dumps(left)[:1500]}\nours  {json.dumps(right)[:1500]}")
            print(f"{len(theirs)} calls against the stock server, {len(mine)} against ours, {len(found)} differ.")
            server.stdin.write("register\n")
            server.stdin.flush()
            assert server.stdout.readline() == "registered\n"
            drive(facts["url"], facts["token"], "models")
            print("log_model, registration, aliases and load_model work against ours, of a task's version too.")
            if "--write" in sys.argv:
                lines = ",\n".join(json.dumps(call, ensure_ascii=False, separators=(",", ":")) for call in theirs)
                (HERE / "transcript.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")
            sys.exit(1 if found or len(theirs) != len(mine) else 0)
        finally:
            os.killpg(stock.pid, signal.SIGTERM)
            stock.wait()
            server.terminate()
            server.wait()


main()
