"""Evaluates Airflow's own TriggerRuleDep for every rule and every combination of parent states.

The dependency class is Airflow's; only what it asks of its surroundings (the task, the finished
instances, the session) is stood in for, since none of it takes part in the decision.
"""

import itertools
import json
import platform
import sys
from importlib.metadata import version
from types import SimpleNamespace

from airflow.task.trigger_rule import TriggerRule
from airflow.ti_deps.deps.trigger_rule_dep import TriggerRuleDep
from airflow.utils.state import TaskInstanceState

LETTERS = {
    "s": TaskInstanceState.SUCCESS,
    "f": TaskInstanceState.FAILED,
    "k": TaskInstanceState.SKIPPED,
    "u": TaskInstanceState.UPSTREAM_FAILED,
    "r": TaskInstanceState.RUNNING,
}


class Operator:
    """What TriggerRuleDep reads of an operator that is neither mapped nor a setup or teardown."""

    is_setup = False
    is_teardown = False
    task_group = None
    dag = None

    def __init__(self, task_id, rule=None, parents=()):
        self.task_id = task_id
        self.trigger_rule = rule
        self.upstream_list = list(parents)
        self.upstream_task_ids = {parent.task_id for parent in parents}

    def get_needs_expansion(self):
        return False

    def get_closest_mapped_task_group(self):
        return None

    def get_upstreams_only_setups(self):
        return []


class Instance:
    """The task instance under decision: it keeps the state that the dependency gives it."""

    map_index = -1
    dag_id = "oracle"
    run_id = "oracle"

    def __init__(self, task):
        self.task = task
        self.given = None

    def set_state(self, state, session):
        self.given = state
        return True

    def get_dagrun(self, session):
        return None


def decide(rule, letters):
    parents = [Operator(f"parent_{number}") for number in range(len(letters))]
    finished = [
        SimpleNamespace(task_id=parent.task_id, task=parent, state=LETTERS[letter], map_index=-1)
        for parent, letter in zip(parents, letters)
        if letter != "r"
    ]
    context = SimpleNamespace(
        flag_upstream_failed=True,
        wait_for_past_depends_before_skipping=False,
        have_changed_ti_states=False,
        upstream_task_id_counts={},
        ensure_finished_tis=lambda dag_run, session: finished,
    )
    instance = Instance(Operator("child", rule, parents))
    statuses = TriggerRuleDep()._get_dep_statuses(instance, context, session=None)
    passed = all(status.passed for status in statuses)
    if instance.given is not None:
        return instance.given.value
    return "run" if passed else "wait"


def cells(rule):
    table = {}
    for count in range(4):
        for letters in itertools.product(LETTERS, repeat=count):
            key = "".join(sorted(letters))
            decision = decide(rule, letters)
            if table.setdefault(key, decision) != decision:
                sys.exit(f"{rule}: {letters} differs from {key} in another order")
    return dict(sorted(table.items(), key=lambda cell: (len(cell[0]), cell[0])))


def main():
    rules = sorted(rule.value for rule in TriggerRule)
    json.dump(
        {
            "airflow": version("apache-airflow-core"),
            "python": platform.python_version(),
            "rules": {rule: cells(TriggerRule(rule)) for rule in rules},
        },
        sys.stdout,
        indent=1,
    )
    print()


main()
