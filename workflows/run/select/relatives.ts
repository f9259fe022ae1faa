import type { StaticNode, StaticRegion } from '../plan/static-plan.ts';
import { Targets, type Target } from './targets.ts';

/**
 * Adds everything downstream, or everything upstream, of the given instances.
 *
 * L1 Within an item, a case or an iteration the graph is followed there; what leaves a container
 *    goes on from the container, what leads to one takes all inside it.
 * L2 The iterations of a loop and the parts of a resource follow one another. Nothing outside of a
 *    resource hangs on its teardown.
 */
export function addDownstream(from: Iterable<Target>, to: Targets): void {
  walk(from, to, {
    next: (node) => [...node.downstreamHere, ...node.downstreamInside.map((inner) => inner.node)],
    parts: ['setup', 'body', 'teardown'],
    iterations: (index) => ({ from: (index ?? 0) + 1 }),
    leaves: (region) => region.role !== 'teardown',
    inside: () => true,
  });
}

export function addUpstream(from: Iterable<Target>, to: Targets): void {
  walk(from, to, {
    next: (node) => node.upstream,
    parts: ['teardown', 'body', 'setup'],
    iterations: (index) => (index === undefined ? {} : { to: index - 1 }),
    leaves: () => true,
    inside: (region) => region.role !== 'teardown',
  });
}

interface Way {
  next(node: StaticNode): readonly StaticNode[];
  /** In the order in which one part of a resource leads to the next. */
  readonly parts: readonly StaticRegion['role'][];
  /** Iterations that the given one leads to. */
  iterations(index: number | undefined): Pick<Target, 'from' | 'to'>;
  /** True when what lies beyond its container follows from a region. */
  leaves(region: StaticRegion): boolean;
  /** True when a region inside belongs to what a container stands for. */
  inside(region: StaticRegion): boolean;
}

function walk(from: Iterable<Target>, to: Targets, way: Way): void {
  const seen = new Targets();
  const taken = new Targets();
  const open: Target[] = [];
  const visit = (target: Target): void => {
    if (seen.add(target)) open.push(target);
  };
  // What is taken whole may hang on more than its container does: that is followed too.
  const takeAll: TakeAll = (nodes, place) => {
    for (const node of nodes) to.add({ ...place, node });
    for (const next of new Set(nodes.flatMap((node) => way.next(node)))) {
      if (!nodes.includes(next)) take(next, place.prefix);
    }
  };
  const take = (node: StaticNode, prefix: Target['prefix']): void => {
    const target = { node, prefix: prefix.slice(0, node.maps.length) };
    visit(target);
    if (taken.add(target)) takeAll(wholeOf(node, way), { prefix: target.prefix });
  };
  for (const target of from) visit(target);
  for (let target = open.pop(); target !== undefined; target = open.pop()) {
    for (const next of way.next(target.node)) take(next, target.prefix);
    const owner = leave(target, takeAll, way);
    if (owner !== undefined) visit(owner);
  }
}

type TakeAll = (nodes: readonly StaticNode[], place: Omit<Target, 'node'>) => void;

/** A node stands for all inside it. */
function wholeOf(node: StaticNode, way: Way): readonly StaticNode[] {
  const regions = node.inner.filter((region) => way.inside(region));
  return [node, ...regions.flatMap((region) => wholeRegion(region, way))];
}

function wholeRegion(region: StaticRegion, way: Way): readonly StaticNode[] {
  return region.nodes.flatMap((node) => wholeOf(node, way));
}

/** What follows inside the same container, and the container itself if more follows from it. */
function leave({ node, prefix }: Target, takeAll: TakeAll, way: Way): Target | undefined {
  const { owner, role } = node.region;
  if (owner === undefined) return undefined;
  const around = prefix.slice(0, owner.maps.length);
  if (role === 'iteration') {
    const at = owner.maps.length;
    const range = { ...way.iterations(prefix[at]), at };
    const all = owner.inner.flatMap((region) => wholeRegion(region, way));
    // Nothing comes before the first.
    if (range.to !== -1) takeAll(all, { prefix: around, ...range });
  }
  const later = way.parts.slice(way.parts.indexOf(role) + 1);
  for (const region of way.parts.includes(role) ? owner.inner : []) {
    if (later.includes(region.role)) takeAll(wholeRegion(region, way), { prefix: around });
  }
  return way.leaves(node.region) ? { node: owner, prefix: around } : undefined;
}
