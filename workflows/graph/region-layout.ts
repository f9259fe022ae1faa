import { isStartedNode, nodesInside, regionsOfNode } from '../../dsl/plan/node-regions.ts';
import type { CompiledPlan, PlanGroup, PlanNode, Region } from '../../dsl/plan/plan.ts';

/**
 * A region as pictures show it: its nodes, with groups put back around theirs. A group stands where
 * its first member stands.
 */
export type LayoutEntry =
  | { readonly kind: 'node'; readonly node: PlanNode }
  | { readonly kind: 'group'; readonly group: PlanGroup; readonly entries: readonly LayoutEntry[] };

/** `within` is the group of the node whose region this is: it is drawn already, further out. */
export function layoutRegion(
  plan: CompiledPlan,
  region: Region,
  within?: string,
): readonly LayoutEntry[] {
  const groups = new Map(plan.groups.map((group) => [group.id, group]));
  const root: LayoutEntry[] = [];
  const lists = new Map<string | undefined, LayoutEntry[]>([
    [undefined, root],
    [within, root],
  ]);
  const listOf = (id: string | undefined): LayoutEntry[] => {
    const known = lists.get(id);
    if (known !== undefined) return known;
    const group = id === undefined ? undefined : groups.get(id);
    if (group === undefined) return root;
    const entries: LayoutEntry[] = [];
    lists.set(id, entries);
    listOf(group.parent).push({ kind: 'group', group, entries });
    return entries;
  };
  for (const node of region.nodes) listOf(node.group).push({ kind: 'node', node });
  return root;
}

const TITLES = {
  item: 'each item',
  case: 'case ',
  iteration: 'each iteration',
  setup: 'setup',
  body: 'body',
  teardown: 'teardown',
} as const;

/** The regions inside a node, each with what it is called in a picture. */
export function regionsOf(
  node: PlanNode,
): readonly { readonly title: string; readonly region: Region }[] {
  return regionsOfNode(node).map(({ role, key, region }) => ({
    title: TITLES[role] + key,
    region,
  }));
}

/** How many tasks, sensors, waits and child runs a plan has; one inside a map counts once. */
export function taskCount(plan: CompiledPlan): number {
  return [...nodesInside(plan.root)].filter(isStartedNode).length;
}
