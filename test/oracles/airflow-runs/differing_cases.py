"""Cases in which we differ from Airflow on purpose; differences.md says why, by the same names."""

from airflow_drive import run_case

JOIN = "none_failed_min_one_success"


def case(name, body, *rounds, **more):
    return {"id": name, **more, "body": body, "rounds": list(rounds)}


def branch(cases, many=False, **more):
    return {"branch": "b", "cases": cases, **({"many": True} if many else {}), **more}


def work(name, *up, **more):
    return {"id": name, **({"up": list(up)} if up else {}), **more}


DIFFERING = [
    case(
        "D1_a_branch_ends_as_all_of_its_chosen_cases",
        [branch({"x": [work("p")], "y": [work("q")]}, many=True), work("join", "b", rule=JOIN)],
        {"script": {"b": {"pick": ["x", "y"]}, "q": "skipped"}},
    ),
    case(
        "D2_a_branch_counts_as_one_task",
        [branch({"x": [work("p"), work("q")], "y": []}), work("some", "b", rule="one_success"), work("all", "b", rule="all_failed")],
        {"script": {"b": {"pick": "x"}, "q": "failed"}},
    ),
    case(
        "D3_a_branch_that_chooses_nothing_succeeds",
        [branch({"x": [work("p")], "y": [work("q")]}, many=True), work("join", "b", rule=JOIN)],
        {"script": {"b": {"pick": []}}},
    ),
    case(
        "D4_a_case_that_is_not_chosen_is_skipped_whole",
        [branch({"x": [work("p")], "y": [work("q"), work("r", "q", rule="all_done")]}), work("join", "b", rule=JOIN)],
        {"script": {"b": {"pick": "x"}}},
    ),
    case(
        "D5_a_map_is_entered_as_a_whole",
        [work("a"), {"map": "m", "named": True, "over": 2, "up": ["a"], "body": [work("p"), work("q", "p", rule="all_done")]}],
        {"script": {"a": "failed"}},
    ),
    case(
        "D5_what_was_not_entered_cannot_be_marked",
        [work("a"), {"map": "m", "over": 2, "up": ["a"], "body": [work("p")]}],
        {"script": {"a": "failed"}},
        {"mark": {"tasks": ["p"], "state": "success"}},
    ),
    case(
        "D6_a_short_circuit_is_decided_anew",
        [work("a"), {"shortCircuit": "s", "up": ["a"]}, work("b", "s")],
        {},
        {"clear": {"tasks": ["a"]}, "script": {"a": "failed"}},
    ),
    case(
        "D6_a_map_is_decided_anew",
        [work("a"), {"map": "m", "over": "a", "up": ["a"], "body": [work("p")]}],
        {"script": {"a": "failed"}},
        {"clear": {"tasks": ["a"]}, "script": {"a": {"n": 2}}},
    ),
    case(
        "D6_a_resource_is_decided_anew",
        [work("a"), {"resource": "r", "up": ["a"], "setup": "open", "teardown": "close", "body": [work("p")]}],
        {},
        {"clear": {"tasks": ["a"]}, "script": {"a": "failed"}},
    ),
    case(
        "D7_a_run_that_failed_fast_has_failed",
        [work("a"), work("b", "a"), work("c", "b")],
        {"script": {"a": "failed"}},
        failFast=True,
    ),
    case(
        "D8_a_teardown_that_counts_does_not_hide_the_work",
        [{"resource": "r", "setup": "open", "teardown": "close", "failRun": True, "body": [work("p")]}],
        {"script": {"r.p": "failed"}},
    ),
    case(
        "D9_a_mark_is_not_undone_by_itself",
        [work("a"), work("b", "a")],
        {},
        {"mark": {"tasks": ["a"], "state": "failed", "downstream": True}},
    ),
    case(
        "D10_a_mark_decides_the_run_anew",
        [work("a"), work("b", "a")],
        {"script": {"b": "failed"}},
        {"mark": {"tasks": ["b"], "state": "success"}},
    ),
    case(
        "D11_a_short_circuit_in_a_case_stays_in_it",
        [work("a"), branch({"x": [work("c"), {"shortCircuit": "s", "up": ["c"]}, work("p", "s")], "y": [work("q")]}), work("report", "b", rule="all_done")],
        {"script": {"b": {"pick": "x"}, "c": {"ok": False}}},
    ),
    case(
        "D12_a_zip_of_unlike_lengths_fails",
        [work("a"), work("b"), {"map": "m", "over": {"zip": ["a", "b"]}, "up": ["a", "b"], "body": [work("p")]}],
        {"script": {"a": {"n": 2}, "b": {"n": 3}}},
    ),
    case(
        "D13_all_done_min_one_success_waits_for_its_item",
        [work("a"), {"map": "m", "named": True, "over": "a", "up": ["a"], "body": [work("p"), work("q", "p", rule="all_done_min_one_success")]}],
        {"script": {"a": {"n": 2}}},
    ),
    case(
        "D14_upstream_is_no_start_of_downstream",
        [work("a"), work("b", "a"), work("c", "a")],
        {},
        {"clear": {"tasks": ["b"], "upstream": True, "downstream": True, "both": True}, "script": {"c": "failed"}},
    ),
    case(
        "D15_what_is_not_there_any_more_is_removed",
        [work("a"), {"map": "m", "over": "a", "up": ["a"], "body": [work("p")]}],
        {"script": {"a": {"n": 2}}},
        {"clear": {"tasks": ["a"], "downstream": True}, "script": {"a": "failed"}},
    ),
    case(
        "D16_a_mark_wakes_what_failed_behind_all_it_marked",
        [work("a"), work("b", "a"), work("c", "a")],
        {"script": {"b": "failed"}},
        {"mark": {"tasks": ["c"], "state": "skipped", "upstream": True}},
    ),
    case(
        "D17_what_runs_is_not_skipped",
        [work("a"), {"shortCircuit": "s", "up": ["a"], "ignore": False}, work("b", "s", rule="always")],
        {"script": {"a": {"ok": False}}},
        order=["a", "b"],
    ),
]


def run_differing():
    for each in DIFFERING:
        yield {**each, "airflow": run_case(each, anything=True)}
