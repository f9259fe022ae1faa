import type { Expression } from '../../../../dsl/plan/expression.ts';
import { regionsOfNode, type NodeRegion } from '../../../../dsl/plan/node-regions.ts';
import type { PlanNode, Region } from '../../../../dsl/plan/plan.ts';
import { oncePer } from './once-per.ts';

/** What a node waits for before anything of it happens. */
export const upstreamOf = oncePer((node: PlanNode): readonly string[] => {
  // A list, a loop's state and a resource's value are not there before what they pass on is.
  if (node.kind === 'branch') return node.upstream;
  return [...new Set([...node.upstream, ...passedOn(node)])];
});

/** Nodes from outside that the regions inside a node return. */
function passedOn(node: PlanNode): readonly string[] {
  const inside = new Set(nodesInside(node).map(({ id }) => id));
  return regionsOfNode(node)
    .flatMap(({ region }) => reads(region.result))
    .filter((id) => !inside.has(id));
}

/**
 * The nodes on which a region's outcome hangs: those nobody waits for, and for a case of a branch
 * also what it returns.
 */
export function watchedOf(region: Region, role: NodeRegion['role'] | 'root'): readonly PlanNode[] {
  return role === 'case' ? leavesAndResultOf(region) : leavesOf(region);
}

const leavesOf = oncePer((region: Region): readonly PlanNode[] => {
  const needed = new Set(region.nodes.flatMap(needsOf));
  return region.nodes.filter(({ id }) => !needed.has(id));
});

const leavesAndResultOf = oncePer((region: Region): readonly PlanNode[] => {
  const returned = reads(region.result);
  const leaves = leavesOf(region);
  return region.nodes.filter((node) => leaves.includes(node) || returned.includes(node.id));
});

/** Everything a node or anything inside it waits for. */
function needsOf(node: PlanNode): readonly string[] {
  return [...upstreamOf(node), ...nodesInside(node).flatMap((inner) => upstreamOf(inner))];
}

/** Ids an expression reads, in order. */
export function reads(expression: Expression): readonly string[] {
  switch (expression.kind) {
    case 'output':
      return [expression.node];
    case 'list':
      return expression.items.flatMap(reads);
    case 'object':
      return Object.values(expression.fields).flatMap(reads);
    case 'call':
      return expression.args.flatMap(reads);
    default:
      return [];
  }
}

export function nodesInside(node: PlanNode): readonly PlanNode[] {
  return regionsOfNode(node).flatMap(({ region }) => allNodes(region));
}

/** All nodes of a region, a container before what is inside it. */
export function allNodes(region: Region): readonly PlanNode[] {
  return region.nodes.flatMap((node) => [node, ...nodesInside(node)]);
}
