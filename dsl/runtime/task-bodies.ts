import { placeOf, type Trace } from '../fault/trace.ts';
import { regionsInside, type DagDraft, type NodeDraft, type RegionDraft } from '../scope/draft.ts';
import type { SourcePlace, TaskBody } from './dag-runtime.ts';

/** All nodes of a region and of the regions inside it. */
export function* allNodes(region: RegionDraft): Generator<NodeDraft> {
  for (const node of region.nodes) {
    yield node;
    for (const inner of regionsInside(node)) yield* allNodes(inner);
  }
}

/** The code of each task, by node id. */
export function taskBodies(draft: DagDraft): ReadonlyMap<string, TaskBody> {
  const bodies = new Map<string, TaskBody>();
  for (const node of allNodes(draft.root)) {
    if (node.kind !== 'task') continue;
    const { name, input, output, run } = node.definition;
    bodies.set(node.id, { name, input, output, run, callbacks: node.callbacks });
  }
  return bodies;
}

const known = new WeakMap<DagDraft, ReadonlyMap<string, SourcePlace>>();

/** Where each node was written; stacks are read when first asked for, since that is slow. */
export function lazyPlaces(draft: DagDraft, dag: Trace): ReadonlyMap<string, SourcePlace> {
  const before = known.get(draft);
  if (before !== undefined) return before;
  const places = new Map([['', placeOf(dag)]]);
  for (const node of allNodes(draft.root)) places.set(node.id, placeOf(node.trace));
  known.set(draft, places);
  return places;
}
