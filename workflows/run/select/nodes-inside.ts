import type { StaticNode, StaticRegion } from '../plan/static-plan.ts';

/** All nodes of a region, a container before what is inside it. */
export function* nodesOf(region: StaticRegion): Generator<StaticNode> {
  for (const node of region.nodes) {
    yield node;
    yield* nodesInside(node);
  }
}

export function* nodesInside(node: StaticNode): Generator<StaticNode> {
  for (const region of node.inner) yield* nodesOf(region);
}
