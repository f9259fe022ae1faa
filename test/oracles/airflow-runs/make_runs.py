"""Runs every case on Airflow and writes `cases/<family>.jsonl`, a case a line; goes on where it stopped.

    python make_runs.py [family ...] [--first N]
"""

import argparse
import json
import sys
from pathlib import Path

import airflow_drive
import differing_cases
import random_cases

CASES = Path(__file__).parent / "cases"


def main():
    words = argparse.ArgumentParser()
    words.add_argument("family", nargs="*")
    words.add_argument("--first", type=int, default=10_000)
    asked = words.parse_args()
    airflow_drive.prepare()
    CASES.mkdir(exist_ok=True)
    if not asked.family:
        lines = [json.dumps(case, separators=(",", ":")) + "\n" for case in differing_cases.run_differing()]
        (CASES.parent / "differences.jsonl").write_text("".join(lines))
    for family in asked.family or random_cases.FAMILIES:
        write_family(family, min(asked.first, random_cases.FAMILIES[family][1]))


def still_right(family, lines):
    """The lines whose case the generator still makes, by id."""
    found = {}
    for line in lines:
        case = json.loads(line)
        del case["airflow"]
        if case == random_cases.case_of(family, int(case["id"].rsplit("_", 1)[1])):
            found[case["id"]] = line
    return found


def write_family(family, count):
    path = CASES / f"{family}.jsonl"
    done = still_right(family, path.read_text().splitlines() if path.exists() else [])
    kept = number = 0
    with path.open("w") as lines:
        lines.writelines(f"{line}\n" for line in done.values())
        lines.flush()
        while kept < count:
            case = random_cases.case_of(family, number)
            number += 1
            if case["id"] in done:
                kept += 1
                continue
            try:
                case["airflow"] = airflow_drive.run_case(case)
            except airflow_drive.LeftOut as reason:
                print(f"{case['id']} is left out: {reason}", file=sys.stderr)
                continue
            kept += 1
            lines.write(json.dumps(case, separators=(",", ":")) + "\n")
            lines.flush()


main()
