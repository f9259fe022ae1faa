"""Runs cases a second time through Airflow's own `dag.test()` and compares the ends.

`dag.test()` cannot clear or mark, runs whatever is ready as one wave in no fixed order, and looks at
the trigger rules between waves only; so only first rounds are compared, of every n-th case.

    python check_with_dag_test.py --every 6
"""

import argparse
import json
import os
import sys
from pathlib import Path

HERE = Path(__file__).parent
DAG_FILE = f"""
import json, os, sys
sys.path.insert(0, {str(HERE)!r})
import airflow_twin
from airflow.sdk import DAG
dag = airflow_twin.Twin(json.loads(os.environ["ORACLE_CASE"])).dag
"""


def main():
    words = argparse.ArgumentParser()
    words.add_argument("--every", type=int, default=6)
    every = words.parse_args().every
    folder = Path(os.environ["AIRFLOW__CORE__DAGS_FOLDER"])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "oracle_case.py").write_text(DAG_FILE)
    same = differ = 0
    for path in sorted((HERE / "cases").glob("*.jsonl")):
        if path.stem == "fail_fast":  # A wave of dag.test() runs on after the first failure.
            continue
        for line in path.read_text().splitlines()[::every]:
            case = json.loads(line)
            found = run_dag_test(case)
            if found == case["airflow"][0]:
                same += 1
                continue
            differ += 1
            print(json.dumps({"id": case["id"], "dag.test": found, "fixture": case["airflow"][0]}))
    print(f"{same} cases end the same under dag.test(), {differ} do not.")
    sys.exit(1 if differ else 0)


def run_dag_test(case):
    import airflow_drive
    import airflow_twin
    from airflow.settings import Session

    case = {**case, "id": f"{case['id']}_dag_test"}
    os.environ["ORACLE_CASE"] = json.dumps(case)
    airflow_twin.SCRIPT = case["rounds"][0]["script"]
    run = airflow_twin.Twin(case).dag.test(logical_date=airflow_drive.DATE)
    session = Session()
    return airflow_drive.state_of(session.merge(run), session)


main()
