import type { PlanNode, Region } from '../../dsl/plan/plan.ts';
import { regionsOf } from './region-layout.ts';

/** Above this many nodes all edges are drawn: finding the needless ones would cost too much. */
const MAX_NODES = 500;

/**
 * The edges a picture needs: an edge is left out when a longer way says the same, or when the frame
 * around the node waits for it already (transitive reduction; Aho, Garey, Ullman 1972). The plan
 * keeps them all, since each may carry a value.
 */
export function reducedUpstream(root: Region): ReadonlyMap<string, readonly string[]> {
  const before = new Map<string, ReadonlySet<string>>();
  const reduced = new Map<string, readonly string[]>();
  walk(root, new Set(), (node, around) => {
    const reach = new Set(around);
    for (const id of node.upstream) {
      reach.add(id);
      for (const further of before.get(id) ?? []) reach.add(further);
    }
    before.set(node.id, reach);
    const needed = node.upstream.filter(
      (id) =>
        !around.has(id) &&
        !node.upstream.some((other) => other !== id && before.get(other)?.has(id) === true),
    );
    reduced.set(node.id, before.size > MAX_NODES ? node.upstream : needed);
    return reach;
  });
  return reduced;
}

type Visit = (node: PlanNode, around: ReadonlySet<string>) => ReadonlySet<string>;

/** Nodes come in topological order, each before what is inside it. */
function walk(region: Region, around: ReadonlySet<string>, visit: Visit): void {
  for (const node of region.nodes) {
    const reach = visit(node, around);
    for (const { region: inner } of regionsOf(node)) walk(inner, reach, visit);
  }
}
