import type { PlanGroup } from '../../../dsl/plan/plan.ts';
import { mapIndexOf, parseInstancePath, type InstancePath } from '../instance-path.ts';
import type { StaticNode, StaticPlan } from '../plan/static-plan.ts';
import type { Selection } from '../selection.ts';
import { nodesInside } from './nodes-inside.ts';
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
  if (target.prefix.length >= target.node.maps.length || !isInLoop(target.node)) return [target];
  return candidates
    .filter(({ node, mapIndex }) => node === target.node && startsWith(mapIndex, target.prefix))
    .map(({ node, mapIndex }) => ({ node, prefix: mapIndex }));
}

function isInLoop(node: StaticNode): boolean {
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
  for (const { node, prefix, from, to } of [...targets.all()]) {
    const wholeInside = from !== undefined || to !== undefined;
    for (let inner: StaticNode | undefined = node; inner; inner = inner.region.owner) {
      const { owner, role } = inner.region;
      if (owner === undefined || (role !== 'setup' && role !== 'body')) continue;
      // Iterations are selected with all they hold, resources included.
      if (wholeInside && owner.maps.length > prefix.length) continue;
      for (const region of owner.inner.filter((each) => each.role !== 'body')) {
        for (const each of region.nodes) {
          const target = { node: each, prefix: prefix.slice(0, owner.maps.length) };
          targets.add(target);
          for (const deeper of nodesInside(each)) targets.add({ ...target, node: deeper });
        }
      }
    }
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
