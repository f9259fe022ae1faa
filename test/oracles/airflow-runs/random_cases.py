"""Makes cases at random: a dag in the words of `airflow-case.ts`, what its tasks do, what is done to it.

Nothing here depends on anything but the family's name and the number, so a case can be made again.
What it leaves out on purpose, because we differ there on purpose, stands in differences.md.
"""

from random import Random

ALL_RULES = [
    "all_success",
    "all_failed",
    "all_done",
    "all_done_min_one_success",
    "all_done_setup_success",
    "one_success",
    "one_failed",
    "one_done",
    "none_failed",
    "none_failed_min_one_success",
    "none_skipped",
    "all_skipped",
    "always",
]
# What ends unrun when all before it did, so that a region that never starts ends as one.
PASSIVE_RULES = ["all_success", "one_success", "none_failed_min_one_success", "all_done_min_one_success"]
JOIN_RULES = ["none_failed_min_one_success", "none_failed_min_one_success", "all_done", "none_failed", "one_failed", "always"]


class Maker:
    def __init__(self, family, number):
        self.random = Random(f"{family} {number}")
        self.case = {"id": f"{family}_{number}", "body": [], "rounds": []}
        self.used = 0
        # What must not be marked, since its value decides how the run goes on.
        self.deciding = set()
        self.picks = {}
        self.lengths = set()
        self.conditions = set()
        self.zipped = set()
        self.circuits = []
        # Tasks of branches in which one skip among several ends would differ: differences.md, D1.
        self.unskipped = set()

    def chance(self, share):
        return self.random.random() < share

    def fresh(self, stem="t"):
        self.used += 1
        return f"{stem}{self.used}"

    def ups(self, known, share=0.5, at_most=3):
        """Some of the words before, mostly the late ones."""
        near = list(known)[-4:]
        found = [name for name in near if self.chance(share)]
        return found[:at_most]

    def after(self, node, ups):
        return {**node, "up": ups} if ups else node

    def task(self, known, rules=("all_success",), share=0.5):
        node = self.after({"id": self.fresh()}, self.ups(known, share))
        rule = self.random.choice(rules)
        if rule != "all_success" and "up" in node:
            node["rule"] = rule
        return node

    def tasks(self, count, rules=("all_success",), known=(), share=0.5):
        nodes, names = [], list(known)
        for _ in range(count):
            node = self.task(names, rules, share)
            nodes.append(node)
            names.append(node["id"])
        return nodes

    def inside(self, count, rules):
        """The tasks of a case or an item: roots wait for nothing of their own, so their rule is plain."""
        return self.tasks(count, rules, (), 0.6)

    def group(self, known, rules=("all_success",)):
        body = self.tasks(self.random.randint(1, 3), rules)
        if self.chance(0.25):
            body.append(self.group([each["id"] for each in body], rules))
        return self.after({"group": self.fresh("g"), "body": body}, self.ups(known))

    def branch(self, known):
        name = self.fresh("b")
        many = self.chance(0.45)
        keys = ["x", "y", "z"][: self.random.randint(2, 3)]
        cases = {}
        for key in keys:
            if self.chance(0.15):
                cases[key] = []
            elif self.chance(0.2):
                cases[key] = [self.group((), PASSIVE_RULES)]
            else:
                cases[key] = self.inside(self.random.randint(1, 3), PASSIVE_RULES)
        self.picks[name] = (keys, many)
        self.deciding.add(name)
        if many or any("group" in node or len(ends_of(nodes)) > 1 for nodes in cases.values() for node in nodes):
            self.unskipped.update(task for nodes in cases.values() for task in task_names(nodes))
        node = {"branch": name, "cases": cases, **({"many": True} if many else {})}
        return self.after(node, self.ups(known))

    def short_circuit(self, known):
        source = self.random.choice([name for name in known if name not in self.lengths])
        self.deciding.add(source)
        self.conditions.add(source)
        node = {"shortCircuit": self.fresh("s"), "up": [source]}
        more = [name for name in self.ups(known, 0.2) if name != source]
        if self.case["id"].startswith("short_circuits"):  # differences.md, D6
            node["up"] += more
        self.circuits.append((source, node["shortCircuit"]))
        if self.chance(0.5):
            node["ignore"] = False
        return node

    def map(self, known, lists):
        """`lists` are tasks that may give the list, or maps of single tasks."""
        named = self.chance(0.4)
        lists = [name for name in lists if name not in self.conditions]
        over = self.random.choice([0, 1, 2, 3, *(lists or [2]), *(lists or [3])])
        if len(lists) > 1 and self.chance(0.3):
            pair = [each for each in lists if not each.startswith("m")][:2]
            if len(pair) == 2:
                over = {self.random.choice(["zip", "cross"]): pair}
        sources = [over] if isinstance(over, str) else next(iter(over.values())) if isinstance(over, dict) else []
        self.deciding.update(sources)
        self.lengths.update(sources)
        if isinstance(over, dict) and "zip" in over:
            self.zipped.update(sources)
        ups = [] if sources and self.chance(0.6) else self.ups(known)
        rules = ("all_success",) if ups or isinstance(over, int) else PASSIVE_RULES
        body = self.inside(self.random.randint(1, 3) if named else 1, rules)
        for each in body:
            if each.get("rule") == "all_done_min_one_success":  # differences.md, D13
                del each["rule"]
        node = {"map": self.fresh("m"), "over": over, "body": body, **({"named": True} if named else {})}
        return self.after(node, [*sources, *(name for name in ups if name not in sources)])

    def resource(self, known):
        body = self.inside(self.random.randint(1, 3), ("all_success",))
        node = {"resource": self.fresh("r"), "setup": self.fresh("open"), "teardown": self.fresh("close"), "body": body}
        if self.chance(0.3):
            node["failRun"] = True
        return self.after(node, self.ups(known))

    # What the tasks do -------------------------------------------------------------------------------------

    def instances(self, nodes=None, prefix="", mapped=False):
        """Full ids of all tasks, with True for those inside a map."""
        for node in self.case["body"] if nodes is None else nodes:
            if "group" in node:
                yield from self.instances(node["body"], f"{prefix}{node['group']}.", mapped)
            elif "branch" in node:
                yield prefix + node["branch"], mapped
                for case in node["cases"].values():
                    yield from self.instances(case, prefix, mapped)
            elif "map" in node:
                inner = f"{prefix}{node['map']}." if node.get("named") else prefix
                yield from self.instances(node["body"], inner, True)
            elif "resource" in node:
                inner = f"{prefix}{node['resource']}."
                yield inner + node["setup"], mapped
                yield from self.instances(node["body"], inner, mapped)
                yield inner + node["teardown"], mapped
            elif "id" in node:
                yield prefix + node["id"], mapped

    def outcome(self, name, bad):
        """`bad` is the share of tasks that do not succeed."""
        chance = self.random.random()
        if chance < bad * 0.6:
            return "failed"
        if chance < bad:
            return "skipped" if name.rsplit(".", 1)[-1] not in self.unskipped else {}
        if name in self.picks:
            keys, many = self.picks[name]
            picked = [key for key in keys if self.chance(0.5)] if many else self.random.choice(keys)
            return {"pick": picked or [self.random.choice(keys)]}
        if name in self.zipped:
            return {"n": 2}
        value = {}
        if name in self.lengths and self.chance(0.8):
            value["n"] = self.random.choice([0, 1, 2, 3])
        if name in self.conditions and self.chance(0.6):
            value["ok"] = False
        return value

    def script(self, bad=0.3):
        made = {}
        for name, mapped in self.instances():
            for index in range(3) if mapped else [None]:
                outcome = self.outcome(name, bad * (0.6 if mapped else 1))
                if outcome:
                    made[name if index is None else f"{name}[{index}]"] = outcome
        return made

    def finish(self, bad=0.3):
        ids = [name for name, _ in self.instances()]
        if self.chance(0.6):
            self.random.shuffle(ids)
            self.case["order"] = ids
        self.case["rounds"].insert(0, {"script": self.script(bad)})
        return self.case

    def clear(self, index_too=True):
        names = list(self.instances())
        chosen = self.random.sample(names, min(len(names), self.random.choice([1, 1, 1, 2])))
        selection = {"tasks": [name for name, _ in chosen]}
        if index_too and all(mapped for _, mapped in chosen) and self.chance(0.5):
            selection = {"tasks": [chosen[0][0]], "index": self.random.randrange(2)}
        for flag, share in (("downstream", 0.6), ("upstream", 0.25), ("onlyFailed", 0.25)):
            if self.chance(share):
                selection[flag] = True
        if "index" not in selection:  # A short-circuit goes with what decides it: differences.md, D6.
            asked = set(selection["tasks"])
            selection["tasks"] += [
                name for source, name in self.circuits if source in asked or "upstream" in selection
            ]
        self.case["rounds"].append({"clear": selection, "script": self.script(0.2)})

    def mark(self):
        names = [(name, mapped) for name, mapped in self.instances() if name not in self.deciding]
        if not names:
            return
        name, mapped = self.random.choice(names)
        selection = {"tasks": [name], "state": self.random.choice(["success", "success", "failed", "skipped"])}
        if mapped and self.chance(0.5):
            selection["index"] = self.random.randrange(2)
        for flag in ("downstream", "upstream"):
            # Airflow clears again what it has just marked failed downstream: differences.md, D9.
            if self.chance(0.15) and (flag, selection["state"]) != ("downstream", "failed"):
                selection[flag] = True
        self.case["rounds"].append({"mark": selection, "script": self.script(0.2)})


def task_names(nodes):
    for node in nodes:
        yield from task_names(node["body"]) if "body" in node else [node["id"]]


def ends_of(nodes):
    used = {upstream for node in nodes for upstream in node.get("up", [])}
    return [node for node in nodes if node.get("id") not in used]


def names_of(nodes):
    words = ("group", "branch", "shortCircuit", "map", "resource", "id")
    return [next(node[word] for word in words if word in node) for node in nodes]


def plain(maker):
    maker.case["body"] = maker.tasks(maker.random.randint(2, 7))
    for node in maker.case["body"]:
        if maker.chance(0.2):
            node["retries"] = 1
    case = maker.finish()
    for node in case["body"]:
        if "retries" in node:
            last = case["rounds"][0]["script"].get(node["id"], {})
            case["rounds"][0]["script"][node["id"]] = ["failed", last] if last != "skipped" else [last]
    return case


def rules(maker):
    maker.case["body"] = maker.tasks(maker.random.randint(3, 8), ALL_RULES, share=0.65)
    return maker.finish(0.4)


def groups(maker):
    body = maker.case["body"]
    for _ in range(maker.random.randint(2, 5)):
        known = names_of(body)
        body.append(maker.group(known, ALL_RULES) if maker.chance(0.5) else maker.task(known, ALL_RULES))
    return maker.finish()


def add_join(maker, body, known):
    """A task behind a branch, or behind plain words; never behind both (differences.md, D2)."""
    branches = [node["branch"] for node in body if "branch" in node]
    if branches and maker.chance(0.7):
        node = {"id": maker.fresh(), "up": [maker.random.choice(branches)]}
        return {**node, "rule": maker.random.choice(JOIN_RULES)}
    return maker.task([name for name in known if name not in branches], ALL_RULES)


def behind_no_branch(body):
    return [name for name in names_of(body) if name not in {node.get("branch") for node in body}]


def branches(maker):
    body = maker.case["body"]
    body += maker.tasks(maker.random.randint(0, 2))
    for _ in range(maker.random.randint(1, 2)):
        body.append(maker.branch(behind_no_branch(body)))
    for _ in range(maker.random.randint(1, 3)):
        body.append(add_join(maker, body, names_of(body)))
    return maker.finish(0.25)


def short_circuits(maker):
    body = maker.case["body"]
    body += maker.tasks(maker.random.randint(1, 2))
    body.append(maker.short_circuit([node["id"] for node in body]))
    for _ in range(maker.random.randint(2, 5)):
        known = names_of(body)
        body.append(maker.group(known, ALL_RULES) if maker.chance(0.2) else maker.task(known, ALL_RULES))
        if maker.chance(0.2):
            plain_tasks = [node["id"] for node in body if "id" in node]
            body.append(maker.short_circuit(plain_tasks))
    return maker.finish(0.2)


def maps(maker):
    body = maker.case["body"]
    body += maker.tasks(maker.random.randint(1, 3))
    for _ in range(maker.random.randint(1, 3)):
        lists = [node["id"] for node in body if "id" in node and "rule" not in node]
        lists += [node["map"] for node in body if "map" in node and not node.get("named")]
        body.append(maker.map(names_of(body), lists))
        if maker.chance(0.7):
            body.append(maker.task(names_of(body), ALL_RULES, 0.7))
    return maker.finish(0.25)


def resources(maker):
    body = maker.case["body"]
    body += maker.tasks(maker.random.randint(0, 2))
    for _ in range(maker.random.randint(1, 2)):
        body.append(maker.resource(names_of(body)))
        if "failRun" in body[-1]:  # differences.md, D8
            body.append({"id": maker.fresh(), "up": [body[-1]["resource"]]})
    for _ in range(maker.random.randint(0, 2)):
        body.append(maker.task(names_of(body), ALL_RULES))
    return maker.finish(0.35)


def resource_matrix(maker):
    """Setup, work and teardown that succeed or fail, one work or two, heeded by the run or not."""
    bits = [bool(int(maker.case["id"].rsplit("_", 1)[1]) >> bit & 1) for bit in range(5)]
    names = ["r.open", "r.work", "r.close"]
    body = [{"id": "work"}, *([{"id": "more"}, {"id": "last", "up": ["work", "more"]}] if bits[3] else [])]
    resource = {"resource": "r", "setup": "open", "teardown": "close", "body": body, "failRun": bits[4]}
    maker.case["body"] = [resource, {"id": "after", "up": ["r"]}, {"id": "beside"}]
    maker.case["rounds"] = [{"script": {name: "failed" for name, bad in zip(names, bits) if bad}}]
    return maker.case


def fail_fast(maker):
    maker.case["failFast"] = True
    body = maker.case["body"]
    for _ in range(maker.random.randint(3, 6)):
        known = names_of(body)
        body.append(maker.group(known) if maker.chance(0.2) else maker.task(known))
    return maker.finish(0.45)


def mixed_body(maker):
    body = maker.case["body"]
    body += maker.tasks(maker.random.randint(1, 2))
    for _ in range(maker.random.randint(1, 4)):
        known = behind_no_branch(body)
        tasks = [node["id"] for node in body if "id" in node and "rule" not in node]
        kind = maker.random.choice(["task", "task", "group", "branch", "map", "shortCircuit", "join"])
        if kind == "group":
            body.append(maker.group(known, ALL_RULES))
        elif kind == "branch":
            body.append(maker.branch(known))
        elif kind == "map":
            body.append(maker.map(known, tasks))
        elif kind == "shortCircuit":
            source = maker.task(())
            body += [source, maker.short_circuit([source["id"]])]
        elif kind == "join":
            body.append(add_join(maker, body, known))
        else:
            body.append(maker.task(known, ALL_RULES))


def mixed(maker):
    mixed_body(maker)
    return maker.finish(0.3)


def clears_of(make_body):
    def make(maker):
        case = make_body(maker)
        for _ in range(maker.random.randint(1, 2)):
            maker.clear()
        return case

    return make


def marks_of(make_body):
    def make(maker):
        case = make_body(maker)
        for _ in range(maker.random.randint(1, 2)):
            maker.mark()
        return case

    return make


FAMILIES = {
    "plain": (plain, 45),
    "rules": (rules, 90),
    "groups": (groups, 45),
    "branches": (branches, 45),
    "short_circuits": (short_circuits, 29),
    "maps": (maps, 40),
    "resources": (resources, 30),
    "resource_matrix": (resource_matrix, 32),
    "fail_fast": (fail_fast, 35),
    "mixed": (mixed, 40),
    "clears": (clears_of(rules), 40),
    "clears_mixed": (clears_of(mixed), 19),
    "clears_maps": (clears_of(maps), 20),
    "clears_resources": (clears_of(resources), 10),
    "marks": (marks_of(rules), 20),
    "marks_mixed": (marks_of(mixed), 15),
    "marks_maps": (marks_of(maps), 14),
}


def case_of(family, number):
    make, _ = FAMILIES[family]
    return make(Maker(family, number))
