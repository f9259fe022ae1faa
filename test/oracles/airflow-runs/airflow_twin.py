"""Writes the Airflow DAG that a case stands for, with the operators an Airflow author would use."""

from airflow.providers.standard.operators.python import BranchPythonOperator, ShortCircuitOperator
from airflow.sdk import DAG, TaskGroup, get_current_context, task, task_group
from airflow.sdk.exceptions import AirflowException, AirflowSkipException

# What tasks do in the round that is being played, by instance key.
SCRIPT = {}


def instance_key(task_id, map_index):
    return task_id if map_index < 0 else f"{task_id}[{map_index}]"


def scripted():
    instance = get_current_context()["ti"]
    key = instance_key(instance.task_id, instance.map_index)
    outcome = SCRIPT.get(key, {})
    if isinstance(outcome, list):  # One outcome for each try; the last one stays.
        outcome = outcome[min(instance.try_number, len(outcome)) - 1]
    if outcome == "failed":
        raise AirflowException("No.")
    if outcome == "skipped":
        raise AirflowSkipException("Not needed.")
    return outcome


def play(**_):
    outcome = scripted()
    if "ok" in outcome:
        return outcome["ok"]
    return list(range(outcome.get("n", 1)))


class Twin:
    """The DAG of one case. `ends` holds, for every word of the case, where edges begin and end."""

    def __init__(self, case):
        self.ends = {}
        self.outputs = {}
        # Ids of the maps, cases, resources and short-circuits around each operator.
        self.around = {}
        self.circuits = set()
        with DAG(dag_id=case["id"], schedule=None, fail_fast=case.get("failFast", False)) as self.dag:
            self.region(case["body"], "")

    def region(self, nodes, prefix, around=()):
        for node in nodes:
            self.word(node, prefix, around)

    def word(self, node, prefix, around):
        if "group" in node:
            made = self.group(node, prefix, around)
        elif "branch" in node:
            made = self.branch(node, prefix, around)
        elif "shortCircuit" in node:
            made = self.short_circuit(node)
            self.circuits.add(made[1][0].task_id)
            self.around[made[1][0].task_id] = (*around, node["shortCircuit"])
        elif "map" in node:
            made = self.map(node, prefix, around)
        elif "resource" in node:
            made = self.resource(node, prefix, around)
        else:
            made = self.task(node)
            self.around[made[1][0].task_id] = around
        name, entries, exits = made
        self.ends[name] = (entries, exits)
        for upstream in node.get("up", []):
            for before in self.ends[upstream][1]:
                for after in entries:
                    if not (node.get("over") == upstream):
                        before >> after

    def options(self, node):
        options = {"task_id": node["id"], "trigger_rule": node.get("rule", "all_success")}
        if "retries" in node:
            options |= {"retries": node["retries"], "retry_delay": 0}
        return options

    def task(self, node):
        made = task(**self.options(node))(play)()
        self.outputs[node["id"]] = made
        return node["id"], [made.operator], [made.operator]

    def group(self, node, prefix, around):
        with TaskGroup(group_id=node["group"]) as made:
            self.region(node["body"], f"{prefix}{node['group']}.", around)
        return node["group"], [made], [made]

    def branch(self, node, prefix, around):
        roots = {key: [prefix + each for each in roots_of(nodes)] for key, nodes in node["cases"].items()}
        empty = {key: f"nothing_{node['branch']}_{key}" for key, found in roots.items() if not found}

        def choose(**_):
            picked = scripted()["pick"]
            chosen = picked if isinstance(picked, list) else [picked]
            return [root for key in chosen for root in roots[key] or [prefix + empty[key]]]

        made = BranchPythonOperator(
            task_id=node["branch"], python_callable=choose, trigger_rule=node.get("rule", "all_success")
        )
        self.around[made.task_id] = around
        exits = []
        for key, nodes in node["cases"].items():
            self.region(nodes, prefix, (*around, node["branch"]))
            for name in root_words(nodes):
                for entry in self.ends[name][0]:
                    made >> entry
            for name in leaf_words(nodes):
                exits += self.ends[name][1]
            if not nodes:
                nothing = task(task_id=empty[key])(play)().operator
                made >> nothing
                exits.append(nothing)
        return node["branch"], [made], exits

    def short_circuit(self, node):
        source = node["up"][0]

        def passes(**context):
            return context["ti"].xcom_pull(task_ids=self.outputs[source].operator.task_id)

        made = ShortCircuitOperator(
            task_id=node["shortCircuit"],
            python_callable=passes,
            ignore_downstream_trigger_rules=node.get("ignore", True),
        )
        return node["shortCircuit"], [made], [made]

    def items(self, over):
        if isinstance(over, int):
            return list(range(over))
        if isinstance(over, str):
            return self.outputs[over]
        first, second = (self.outputs[each] for each in over["zip"])
        return first.zip(second)

    def map(self, node, prefix, around):
        around = (*around, node["map"])
        over = node["over"]
        cross = over["cross"] if isinstance(over, dict) and "cross" in over else None
        lists = (
            {"x": self.outputs[cross[0]], "y": self.outputs[cross[1]]} if cross else {"x": self.items(over)}
        )
        if not node.get("named"):
            (inner,) = node["body"]
            made = task(**self.options(inner))(play).partial(z=1).expand(**lists)
            self.outputs[node["map"]] = made
            self.around[made.operator.task_id] = around
            self.ends[inner["id"]] = ([made.operator], [made.operator])
            return node["map"], [made.operator], [made.operator]

        @task_group(group_id=node["map"])
        def body(x, y=None):
            self.region(node["body"], f"{prefix}{node['map']}.", around)

        made = body.expand(**lists)
        return node["map"], [made], [made]

    def resource(self, node, prefix, around):
        around = (*around, node["resource"])
        with TaskGroup(group_id=node["resource"]) as made:
            setup = task(task_id=node["setup"])(play)().as_setup().operator
            teardown = (
                task(task_id=node["teardown"])(play)()
                .as_teardown(setups=setup, on_failure_fail_dagrun=node.get("failRun", False))
                .operator
            )
            self.around[setup.task_id] = self.around[teardown.task_id] = around
            self.region(node["body"], f"{prefix}{node['resource']}.", around)
            for name in root_words(node["body"]):
                for entry in self.ends[name][0]:
                    setup >> entry
            for name in leaf_words(node["body"]):
                for end in self.ends[name][1]:
                    end >> teardown
        return node["resource"], [made], [made]


def name_of(node):
    for word in ("group", "branch", "shortCircuit", "map", "resource"):
        if word in node:
            return node[word]
    return node["id"]


def root_words(nodes):
    own = {name_of(node) for node in nodes}
    return [name_of(node) for node in nodes if not own & set(node.get("up", []))]


def leaf_words(nodes):
    used = {upstream for node in nodes for upstream in node.get("up", [])}
    return [name_of(node) for node in nodes if name_of(node) not in used]


def roots_of(nodes):
    """Ids, without the prefix of what is around, of the tasks that a branch goes on with."""
    found = []
    for name in root_words(nodes):
        node = next(each for each in nodes if name_of(each) == name)
        if "map" in node and not node.get("named"):
            found.append(node["body"][0]["id"])
        else:
            found.append(name)
    return found
