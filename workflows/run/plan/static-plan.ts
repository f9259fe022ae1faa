import type { Expression } from '../../../dsl/plan/expression.ts';
import type { NodeRegion } from '../../../dsl/plan/node-regions.ts';
import type { DagSettings, PlanGroup, PlanNode } from '../../../dsl/plan/plan.ts';
import type { TriggerRule } from '../../../dsl/plan/trigger-rule.ts';
import type { MapScope } from '../instance-path.ts';

/**
 * The plan with every look-up done once, shared by all instances of a run.
 *
 * X1 `nodes` of a region are in topological order, counting what the nodes inside a container need
 *    from outside it; ties in the plan's order.
 * X2 `order` numbers all nodes of the plan, a container before its inner nodes; upstream < node.
 * X3 A node is watched when its region's outcome hangs on it: it is a leaf of its region, or the
 *    case of a branch returns it.
 */
export interface StaticPlan {
  readonly root: StaticRegion;
  readonly byId: ReadonlyMap<string, StaticNode>;
  readonly groups: readonly PlanGroup[];
  readonly settings: Pick<DagSettings, 'failFast' | 'maxActiveTasks'>;
}

export interface StaticRegion {
  /** The container around it; none for the root. */
  readonly owner: StaticNode | undefined;
  /** The part it plays in its owner. */
  readonly role: NodeRegion['role'] | 'root';
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
  /** True when a driver starts it: each of its instances reports once. */
  readonly started: boolean;
  /** Maps and loops around it, outermost first. */
  readonly maps: readonly MapScope[];
  /** What it holds, in the order of `regionsOfNode`. */
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
