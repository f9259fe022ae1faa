import type { PlanGroup } from '../../../dsl/plan/plan.ts';
import { mapIndexOf, parseInstancePath, type InstancePath } from '../instance-path.ts';
import type { StaticNode, StaticPlan } from '../plan/static-plan.ts';
import type { Selection } from '../selection.ts';
import { nodesInside, nodesOf } from './nodes-inside.ts';
import { addDownstream, addUpstream } from './relatives.ts';
import { Targets, type Target } from './targets.ts';

/** An instance that may be selected. */
export interface Candidate {
  readonly node: StaticNode;
  readonly mapIndex: readonly number[];
}

/** What a selection names in the graph, whatever its state. */
export function selectTargets(
  plan: StaticPlan,
  selection: Selection,
  candidates: readonly Candidate[],
): Targets {
  const targets = new Targets();
  for (const target of namedTargets(plan, selection)) {
    targets.add(target);
    for (const node of nodesInside(target.node)) targets.add({ ...target, node });
  }
  const all = [...targets.all()].flatMap((target) => oneByOne(target, candidates));
  if (selection.downstream === true) addDownstream(all, targets);
  if (selection.upstream === true) addUpstream(all, targets);
  return targets;
}

/** Inside a loop it matters which iteration is which, so those are taken one by one. */
function oneByOne(target: Target, candidates: readonly Candidate[]): readonly Target[] {
  const { node, prefix } = target;
  if (prefix.length >= node.maps.length || !isInLoop(node)) return [target];
  // By what is known of the regions around: a short-circuit, or an empty map, has no row of its own.
  const near = candidates.filter(({ mapIndex }) => startsWith(mapIndex, prefix));
  const depth = Math.max(prefix.length, ...near.map((each) => sharedMaps(each.node, node)));
  const found = new Targets();
  for (const each of near) {
    if (sharedMaps(each.node, node) < depth) continue;
    found.add({ node, prefix: each.mapIndex.slice(0, depth) });
  }
  const all = [...found.all()];
  return all.length > 0 ? all : [target];
}

/** How many maps and loops around one node are around the other too. */
function sharedMaps(one: StaticNode, other: StaticNode): number {
  const differ = other.maps.findIndex(({ id }, depth) => one.maps[depth]?.id !== id);
  return differ < 0 ? other.maps.length : differ;
}

export function isInLoop(node: StaticNode): boolean {
  for (let owner = node.region.owner; owner; owner = owner.region.owner) {
    if (owner.plan.kind === 'repeat') return true;
  }
  return false;
}

function startsWith(mapIndex: readonly number[], prefix: readonly number[]): boolean {
  return prefix.every((index, depth) => mapIndex[depth] === index);
}

/** With anything of a resource's setup or body, its setup and teardown are cleared, as in Airflow. */
export function addResources(targets: Targets): void {
  for (const target of [...targets.all()].filter(({ node }) => node.started)) {
    for (let inner: StaticNode | undefined = target.node; inner; inner = inner.region.owner) {
      if (inner.region.role === 'setup' || inner.region.role === 'body') {
        addResource(targets, target, inner.region.owner);
      }
    }
  }
}

function addResource(targets: Targets, target: Target, owner: StaticNode | undefined): void {
  const { prefix, from, to, at = prefix.length } = target;
  const wholeInside = from !== undefined || to !== undefined;
  // Iterations are selected with all they hold, resources included.
  if (owner === undefined || (wholeInside && owner.maps.length > at)) return;
  const around = prefix.slice(0, owner.maps.length);
  for (const region of owner.inner.filter((each) => each.role !== 'body')) {
    for (const node of nodesOf(region)) targets.add({ node, prefix: around });
  }
}

function* namedTargets(plan: StaticPlan, { tasks, paths }: Selection): Generator<Target> {
  if (tasks === undefined && paths === undefined) {
    for (const node of plan.root.nodes) yield { node, prefix: [] };
  }
  for (const id of tasks ?? []) {
    for (const node of nodesCalled(plan, id)) yield { node, prefix: [] };
  }
  for (const path of paths ?? []) {
    const target = targetAt(plan, path);
    if (target !== undefined) yield target;
  }
}

function* nodesCalled(plan: StaticPlan, id: string): Generator<StaticNode> {
  const node = plan.byId.get(id);
  if (node !== undefined) yield node;
  if (!plan.groups.some((group) => group.id === id)) return;
  for (const each of plan.byId.values()) {
    if (isInGroup(plan.groups, each.plan.group, id)) yield each;
  }
}

function isInGroup(groups: readonly PlanGroup[], from: string | undefined, id: string): boolean {
  let group = from;
  while (group !== undefined && group !== id) {
    const inner = group;
    group = groups.find((each) => each.id === inner)?.parent;
  }
  return group === id;
}

/** An instance of a node, or with an index more an item of a map. */
function targetAt(plan: StaticPlan, path: InstancePath): Target | undefined {
  const { taskId, behind } = parseInstancePath(path);
  const node = plan.byId.get(taskId);
  if (node === undefined) return undefined;
  const prefix = mapIndexOf(path, node.maps);
  const unnamed = node.maps.filter(
    ({ id, named }) => !named || !taskId.startsWith(`${id}.`),
  ).length;
  const item = behind[unnamed];
  return { node, prefix: item === undefined ? prefix : [...prefix, item] };
}
