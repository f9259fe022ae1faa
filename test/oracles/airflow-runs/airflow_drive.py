"""Plays a case on Airflow: its scheduler's decisions, its task runner, its database, no daemon.

One task ends at a time, in the order the case gives; in between the scheduler's decisions are asked
for until they change nothing. Everything that may start is running from then on.
"""

from datetime import datetime, timezone
from time import time_ns

from sqlalchemy import select

from airflow.dag_processing.bundles.manager import DagBundlesManager
from airflow.dag_processing.collection import update_dag_parsing_results_in_db
from airflow.models.dagrun import DagRun
from airflow.models.expandinput import NotFullyPopulated
from airflow.models.taskinstance import clear_task_instances, find_relevant_relatives
from airflow.sdk.definitions.dag import _run_task
from airflow.serialization.serialized_objects import DagSerialization, LazyDeserializedDAG
from airflow.settings import Session
from airflow.utils.state import DagRunState, TaskInstanceState
from airflow.utils.types import DagRunTriggeredByType, DagRunType

import airflow_twin

BUNDLE = "dags-folder"
DATE = datetime(2026, 1, 30, tzinfo=timezone.utc)


def prepare():
    session = Session()
    DagBundlesManager().sync_bundles_to_db(session=session)
    session.commit()


def run_case(case, anything=False):
    # The database may hold an earlier run of the case.
    case = {**case, "id": f"{case['id']}_{time_ns()}"}
    twin = airflow_twin.Twin(case)
    session = Session()
    update_dag_parsing_results_in_db(
        BUNDLE, None, [LazyDeserializedDAG.from_dag(twin.dag)], {}, None, set(), session=session
    )
    session.commit()
    dag = DagSerialization.deserialize_dag(DagSerialization.serialize_dag(twin.dag))
    create_run(dag, session)
    ends = []
    for round_ in case["rounds"]:
        airflow_twin.SCRIPT = round_.get("script", {})
        run = the_run(case, dag, session)
        before = states(run, session)
        if "clear" in round_:
            clear(dag, run, round_["clear"], session)
        if "mark" in round_:
            if not anything:
                refuse_unentered(twin, round_["mark"], before)
            mark(dag, run, round_["mark"], session)
            if not anything:
                refuse_failed_behind(twin, round_["mark"], before, states(the_run(case, dag, session), session))
        if not anything:
            refuse_decided_anew(twin, before, states(the_run(case, dag, session), session))
        left = str(the_run(case, dag, session).state)
        if "mark" in round_:
            reopen(the_run(case, dag, session), session)
        drive(twin, dag, case, session, anything)
        if not anything:
            refuse_half_expanded(twin, states(the_run(case, dag, session), session))
        end = state_of(the_run(case, dag, session), session)
        if "mark" in round_ and left in ("success", "failed") and left != end["run"]:
            end["left"] = left
        ends.append(end)
    session.close()
    return ends


class LeftOut(Exception):
    """We differ there on purpose (differences.md), so it makes no case."""


def refuse_unentered(twin, selection, before):
    """D5: what is in a map that was not entered is not there, so it cannot be marked."""
    for name in selection["tasks"]:
        found = {state for (task_id, _), state in before.items() if task_id == name}
        if twin.around[name] and not found & {"success", "failed"}:
            raise LeftOut(f"{name} may never have been there")


def refuse_failed_behind(twin, selection, before, after):
    """D16: behind whatever a mark gave a new state, failed tasks run again; in Airflow behind the named one."""
    changed = {key[0] for key in before if before[key] != after.get(key) and after.get(key) is not None}
    for name in changed - set(selection["tasks"]):
        for key, state in after.items():
            if key[0] in twin.dag.task_dict[name].get_flat_relative_ids(upstream=False):
                if state in ("failed", "upstream_failed") and before[key] == state:
                    raise LeftOut(f"{key[0]} failed behind {name}")


def refuse_decided_anew(twin, before, after):
    """D6: what is around a task is decided anew when what it hangs on changes."""
    changed = {key[0] for key in before if before[key] != after.get(key)}
    cleared = {key[0] for key in before if after.get(key) is None}
    for name in changed:
        for below in twin.dag.task_dict[name].downstream_task_ids:
            if below in twin.around and below not in cleared and set(twin.around[below]) - set(twin.around[name]):
                raise LeftOut(f"{name} decides about {below}")


def refuse_half_expanded(twin, found):
    """D13: a task of a mapped group that was decided about before it was expanded."""
    expanded = {twin.around[name] for name, index in found if index >= 0}
    for name, index in found:
        if index < 0 and twin.around.get(name, ()) in expanded:
            raise LeftOut(f"{name} was decided about before it was expanded")


def reopen(run, session):
    """Airflow looks at a marked run again only if the mark cleared something; here it always does."""
    run.state = DagRunState.QUEUED
    session.commit()


def create_run(dag, session):
    dag.create_dagrun(
        run_id="r1",
        logical_date=DATE,
        data_interval=(DATE, DATE),
        run_after=DATE,
        run_type=DagRunType.MANUAL,
        triggered_by=DagRunTriggeredByType.TEST,
        state=DagRunState.RUNNING,
        start_date=DATE,
        session=session,
    )
    session.commit()


def the_run(case, dag, session):
    """Read anew: the task runner shares this thread's session and leaves its rows detached."""
    session.expire_all()
    run = session.scalar(select(DagRun).where(DagRun.dag_id == case["id"]))
    run.dag = dag
    return run


def drive(twin, dag, case, session, anything):
    order = {task_id: number for number, task_id in enumerate(case.get("order", []))}
    for _ in range(400):
        run = the_run(case, dag, session)
        if run.state == DagRunState.QUEUED:
            run.state = DagRunState.RUNNING
            session.commit()
        if run.state != DagRunState.RUNNING:
            return
        running = [ti for ti in run.get_task_instances(session=session) if ti.state == "running"]
        # A short-circuit is no task with us: it decides before anything else is looked at.
        circuits = [ti for ti in running if ti.task_id in twin.circuits]
        if not circuits and decide(run, session, anything):
            continue
        if not running:
            raise RuntimeError(f"{case['id']}: nothing runs, and the run has not ended.")
        ti = min(
            circuits or running,
            key=lambda each: (order.get(each.task_id, 0), each.task_id, each.map_index),
        )
        _run_task(ti=ti, task=twin.dag.task_dict[ti.task_id])
        session.commit()
    raise RuntimeError(f"{case['id']}: the run does not end.")


def decide(run, session, anything):
    """One look of the scheduler. True when it changed something, so that it has to look again."""
    before = states(run, session)
    schedulable, _ = run.update_state(session=session)
    for ti in schedulable:
        ti.try_number += 1
        ti.state = TaskInstanceState.RUNNING
    session.commit()
    session.expire_all()
    after = states(run, session)
    for key, state in before.items():
        if state == "running" and after.get(key) == "skipped" and not anything:
            raise LeftOut(f"{key[0]} was skipped while it ran")  # D17
    return after != before or run.state != DagRunState.RUNNING


def states(run, session):
    return {(ti.task_id, ti.map_index): ti.state for ti in run.get_task_instances(session=session)}


def state_of(run, session):
    session.expire_all()
    found = {}
    for (task_id, map_index), state in sorted(states(run, session).items()):
        if "nothing_" not in task_id:
            found[airflow_twin.instance_key(task_id, map_index)] = str(state)
    return {"run": str(run.state), "states": found}


def clear(dag, run, selection, session):
    """As `airflow tasks clear` and the REST API do, with the API's way of finding mapped instances.

    What is upstream is no start of what is downstream: so says the command, the API differs (D14).
    """
    asked = [(each, selection["index"]) if "index" in selection else each for each in selection["tasks"]]
    found = set(asked)
    for direction in ("upstream", "downstream"):
        if selection.get(direction):
            found |= relatives(asked, direction, dag, run, session)
            asked = list(found) if "both" in selection else asked
    normal = {each for each in found if not isinstance(each, tuple)}
    mapped = {each for each in found if isinstance(each, tuple) and each[0] not in normal}
    tis = dag.clear(
        dry_run=True,
        task_ids=[*normal, *mapped],
        run_id=run.run_id,
        only_failed=selection.get("onlyFailed", False),
        session=session,
    )
    clear_task_instances(tis, session, DagRunState.QUEUED)
    session.commit()


def relatives(asked, direction, dag, run, session):
    normal = {each for each in asked if not isinstance(each, tuple)}
    mapped = {each for each in asked if isinstance(each, tuple)}
    try:
        return find_relevant_relatives(
            normal, mapped, dag=dag, run_id=run.run_id, direction=direction, session=session
        )
    except NotFullyPopulated as error:
        raise LeftOut(f"Airflow cannot clear it: {error}") from error


def mark(dag, run, selection, session):
    """As the REST API's patchTaskInstance does, which refuses to mark what is so already."""
    (task_id,) = selection["tasks"]
    altered = dag.set_task_instance_state(
        task_id=task_id,
        map_indexes=[selection["index"]] if "index" in selection else None,
        run_id=run.run_id,
        state=TaskInstanceState(selection["state"]),
        upstream=selection.get("upstream", False),
        downstream=selection.get("downstream", False),
        commit=True,
        session=session,
    )
    session.commit() if altered else session.rollback()
