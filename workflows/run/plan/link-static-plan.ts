import { topologicalOrder } from './region-order.ts';
import { resultNodes } from './result-nodes.ts';
import {
  containersBetween,
  type StaticNode,
  type StaticPlan,
  type StaticRegion,
} from './static-plan.ts';

type ById = StaticPlan['byId'];

/** Fills in what needs all nodes to be known: edges, order, watched nodes (X1 to X3). */
export function linkStaticPlan(root: StaticRegion, byId: ById): void {
  for (const node of byId.values()) linkUpstream(node, byId);
  const leaves = new Set(byId.values());
  const edges = liftedEdges(root, byId, leaves);
  sortRegion(root, edges, { next: 0 });
  for (const region of regionsOf(root, byId)) linkResult(region, byId, leaves);
}

function linkUpstream(node: StaticNode, byId: ById): void {
  const shown = node.plan.kind === 'branch' ? [] : shownFromOutside(node, byId);
  node.upstream = [...new Set([...node.plan.upstream, ...shown])].map((id) => {
    const upstream = byId.get(id);
    const through = upstream && containersBetween(upstream.region, node);
    if (upstream === undefined || through === undefined) {
      throw new Error(`"${node.id}" waits for "${id}", which is not around it in the plan.`);
    }
    if (through.length === 0) upstream.downstreamHere.push(node);
    else upstream.downstreamInside.push({ node, through });
    return upstream;
  });
  node.upstreamOutside = node.upstream.filter((each) => each.region !== node.region);
}

/** The value of a map, loop or resource is not there before what its body merely passes on is. */
function shownFromOutside(node: StaticNode, byId: ById): string[] {
  return node.inner.flatMap((body) =>
    [...resultNodes(body.result).all].filter((id) => {
      const shown = byId.get(id);
      return shown !== undefined && containersBetween(body, shown) === undefined;
    }),
  );
}

/**
 * Edges between nodes of one region, including those that begin or end inside a container; what a
 * result shows from outside counts too. Whatever has such an edge is no leaf.
 */
function liftedEdges(
  root: StaticRegion,
  byId: ById,
  leaves: Set<StaticNode>,
): Map<StaticNode, Set<StaticNode>> {
  const edges = new Map<StaticNode, Set<StaticNode>>();
  const add = (from: StaticNode, to: StaticNode, waits: boolean): void => {
    const target = containersBetween(from.region, to)?.[0] ?? to;
    if (target.region !== from.region || target === from) return;
    if (waits) leaves.delete(from);
    const targets = edges.get(from);
    if (targets === undefined) edges.set(from, new Set([target]));
    else targets.add(target);
  };
  for (const node of byId.values()) {
    for (const upstream of node.upstream) add(upstream, node, true);
  }
  for (const region of regionsOf(root, byId)) {
    for (const id of region.owner === undefined ? [] : resultNodes(region.result).all) {
      const from = byId.get(id);
      if (from !== undefined && from.region !== region && region.owner !== undefined) {
        add(from, region.owner, false);
      }
    }
  }
  return edges;
}

function sortRegion(
  region: StaticRegion,
  edges: ReadonlyMap<StaticNode, ReadonlySet<StaticNode>>,
  counter: { next: number },
): void {
  const planned = [...region.nodes];
  const order = topologicalOrder(
    planned.map((node) => new Set([...(edges.get(node) ?? [])].map(({ position }) => position))),
  );
  if (order.length < planned.length) {
    throw new Error(`The plan has a cycle among ${planned.map(({ id }) => `"${id}"`).join(', ')}.`);
  }
  region.nodes.length = 0;
  for (const position of order) {
    const node = planned[position];
    if (node !== undefined) region.nodes.push(node);
  }
  region.nodes.forEach((node, position) => {
    node.position = position;
    node.order = counter.next++;
    for (const inner of node.inner) sortRegion(inner, edges, counter);
  });
}

function linkResult(region: StaticRegion, byId: ById, leaves: ReadonlySet<StaticNode>): void {
  const { all, needed } = resultNodes(region.result);
  const shown = [...all].flatMap((id) => byId.get(id) ?? []);
  region.resultNeeds = shown.filter((node) => node.region === region && needed.has(node.id));
  region.resultFromOutside = shown.filter((node) => node.region !== region);
  const returned = new Set(region.role === 'case' ? shown : []);
  for (const node of region.nodes) {
    node.watched = leaves.has(node) || returned.has(node);
    if (node.watched) region.watched += 1;
  }
}

function* regionsOf(root: StaticRegion, byId: ById): Generator<StaticRegion> {
  yield root;
  for (const node of byId.values()) yield* node.inner;
}
