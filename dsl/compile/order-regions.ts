import { listNames } from '../fault/did-you-mean.ts';
import { regionsInside, type DagDraft, type NodeDraft, type RegionDraft } from '../scope/draft.ts';
import { nodesRead } from '../scope/expression-draft.ts';

type Order = readonly NodeDraft[];

/**
 * Sorts the nodes of every region topologically, ties in declared order. What a node inside a map
 * or a case waits for outside counts for the map or the branch, else a cycle through one of them
 * would be seen only when a run hangs. Cycles are added to the faults of the draft.
 */
export function orderRegions(draft: DagDraft): ReadonlyMap<RegionDraft, Order> {
  const regions = allRegions(draft.root);
  const edges = new Map<NodeDraft, Set<NodeDraft>>();
  for (const region of regions) {
    for (const node of region.nodes) {
      for (const upstream of node.upstream) addLifted(edges, upstream, node);
    }
    const owner = region.parent && ownerOf(region);
    if (owner !== undefined) {
      for (const node of nodesRead(region.result)) addLifted(edges, node, owner);
    }
  }
  return new Map(regions.map((region) => [region, orderOf(region, edges, draft)]));
}

function allRegions(root: RegionDraft): readonly RegionDraft[] {
  const regions = [root];
  for (const region of regions) {
    for (const node of region.nodes) {
      for (const inner of regionsInside(node)) {
        owners.set(inner, node);
        regions.push(inner);
      }
    }
  }
  return regions;
}

/** The node around a region; a region does not know it itself, since it is made first. */
const owners = new WeakMap<RegionDraft, NodeDraft>();

function ownerOf(region: RegionDraft): NodeDraft | undefined {
  return owners.get(region);
}

/** Draws the edge in the region of its upstream end, to the node there that holds the other end. */
function addLifted(edges: Map<NodeDraft, Set<NodeDraft>>, from: NodeDraft, to: NodeDraft): void {
  let target: NodeDraft | undefined = to;
  while (target !== undefined && target.region !== from.region) target = ownerOf(target.region);
  if (target === undefined || target === from) return;
  const known = edges.get(from);
  if (known === undefined) edges.set(from, new Set([target]));
  else known.add(target);
}

function orderOf(
  region: RegionDraft,
  edges: ReadonlyMap<NodeDraft, ReadonlySet<NodeDraft>>,
  draft: DagDraft,
): Order {
  const { nodes } = region;
  const position = new Map(nodes.map((node, index) => [node, index]));
  const waiting = nodes.map(() => 0);
  for (const node of nodes) {
    for (const next of edges.get(node) ?? []) {
      const index = position.get(next) ?? 0;
      waiting[index] = (waiting[index] ?? 0) + 1;
    }
  }
  const ready = new FirstDeclared();
  waiting.forEach((count, index) => count === 0 && ready.add(index));
  const order: NodeDraft[] = [];
  for (let index = ready.take(); index !== undefined; index = ready.take()) {
    const node = nodes[index];
    if (node === undefined) continue;
    order.push(node);
    for (const next of edges.get(node) ?? []) {
      const at = position.get(next) ?? 0;
      waiting[at] = (waiting[at] ?? 0) - 1;
      if (waiting[at] === 0) ready.add(at);
    }
  }
  if (order.length < nodes.length) reportCycle(nodes, order, edges, draft);
  return order;
}

/** The smallest number first: a binary heap. */
class FirstDeclared {
  readonly #heap: number[] = [];

  add(value: number): void {
    const heap = this.#heap;
    let at = heap.push(value) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if ((heap[parent] ?? 0) <= value) break;
      heap[at] = heap[parent] ?? 0;
      at = parent;
    }
    heap[at] = value;
  }

  take(): number | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const right = left + 1;
      const child = (heap[right] ?? Infinity) < (heap[left] ?? Infinity) ? right : left;
      const least = heap[child];
      if (least === undefined || least >= last) break;
      heap[at] = least;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

function reportCycle(
  nodes: readonly NodeDraft[],
  order: Order,
  edges: ReadonlyMap<NodeDraft, ReadonlySet<NodeDraft>>,
  draft: DagDraft,
): void {
  const sorted = new Set(order);
  const left = new Set(nodes.filter((node) => !sorted.has(node)));
  const cycle = findCycle(left, edges);
  const [first] = cycle;
  if (first === undefined) return;
  const names = cycle.map(({ id }) => id);
  const shown =
    names.length > 8
      ? `${listNames(names, 8)}`
      : [...names, first.id].map((id) => `"${id}"`).join(' → ');
  draft.faults.push({
    code: 'DAG007',
    place: first.id,
    problem: `Tasks wait for each other in a cycle: ${shown}.`,
    expected: 'In a dag every task waits only for tasks before it.',
    hint: 'Take one of these edges out of its `chain` or `after`.',
    trace: first.trace,
  });
}

/** Every node left has another one left before it; going back from one must come round. */
function findCycle(
  left: ReadonlySet<NodeDraft>,
  edges: ReadonlyMap<NodeDraft, ReadonlySet<NodeDraft>>,
): readonly NodeDraft[] {
  const before = new Map<NodeDraft, NodeDraft>();
  for (const node of left) {
    for (const next of edges.get(node) ?? []) if (left.has(next)) before.set(next, node);
  }
  const path: NodeDraft[] = [];
  const at = new Map<NodeDraft, number>();
  let [node] = left;
  while (node !== undefined && !at.has(node)) {
    at.set(node, path.push(node) - 1);
    node = before.get(node);
  }
  if (node === undefined) return [];
  const cycle = path.slice(at.get(node)).reverse();
  // Shown from the node that was declared first.
  const members = new Set(cycle);
  const [first] = [...left].filter((each) => members.has(each));
  const turn = first === undefined ? 0 : cycle.indexOf(first);
  return [...cycle.slice(turn), ...cycle.slice(0, turn)];
}
