import type { Expression } from '../../../dsl/plan/expression.ts';
import type { MapNode, PlanNode } from '../../../dsl/plan/plan.ts';
import type { TriggerRule } from '../../../dsl/plan/trigger-rule.ts';
import type { MapScope } from '../instance-path.ts';

/**
 * The plan with every look-up done once, shared by all instances of a run.
 *
 * X1 `nodes` of a region are in topological order, counting what the nodes inside a map or a
 *    branch need from outside it; ties in the plan's order.
 * X2 `order` numbers all nodes of the plan, a container before its inner nodes; upstream < node.
 * X3 A node is watched when its region's outcome hangs on it: it is a leaf of its region, or the
 *    case of a branch returns it.
 */
export interface StaticPlan {
  readonly root: StaticRegion;
  readonly byId: ReadonlyMap<string, StaticNode>;
}

export interface StaticRegion {
  /** The map or branch around it; none for the root. */
  readonly owner: StaticNode | undefined;
  /** The case of the branch; empty otherwise. */
  readonly key: string;
  readonly result: Expression;
  readonly nodes: StaticNode[];
  /** How many nodes are watched (X3). */
  watched: number;
  /** Nodes of this region without whose values the result counts as missing. */
  resultNeeds: readonly StaticNode[];
  /** Nodes of enclosing regions that the result shows. */
  resultFromOutside: readonly StaticNode[];
}

export interface StaticNode {
  readonly plan: PlanNode;
  readonly id: string;
  readonly region: StaticRegion;
  readonly rule: TriggerRule;
  /** Maps around it, outermost first. */
  readonly maps: readonly MapScope[];
  /** The map's body, or the branch's cases. */
  readonly inner: StaticRegion[];
  order: number;
  /** Place in `region.nodes`. */
  position: number;
  watched: boolean;
  upstream: readonly StaticNode[];
  /** Those of `upstream` that live in enclosing regions. */
  upstreamOutside: readonly StaticNode[];
  /** Nodes of the same region that name this one as upstream. */
  readonly downstreamHere: StaticNode[];
  /** Nodes inside maps and branches of the same region that name this one as upstream. */
  readonly downstreamInside: InnerNode[];
}

/** A node and the containers that lead to it from an outer region, outermost first. */
export interface InnerNode {
  readonly node: StaticNode;
  readonly through: readonly StaticNode[];
}

/** A map's settings, from a node known to be one. */
export function mapOf(node: StaticNode): MapNode {
  if (node.plan.kind !== 'map') throw new Error(`"${node.id}" is a ${node.plan.kind}, not a map.`);
  return node.plan;
}

/**
 * The containers around a node up to a region: outermost first, and none when the node lives in it.
 * `undefined` when the region is not around the node.
 */
export function containersBetween(
  region: StaticRegion,
  node: StaticNode,
): readonly StaticNode[] | undefined {
  const through: StaticNode[] = [];
  let current: StaticNode | undefined = node;
  while (current !== undefined && current.region !== region) {
    current = current.region.owner;
    if (current !== undefined) through.unshift(current);
  }
  return current === undefined ? undefined : through;
}
