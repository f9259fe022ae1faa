import { placeOf, type Trace } from '../fault/trace.ts';
import {
  regionsInside,
  type BodyNodeDraft,
  type DagDraft,
  type NodeDraft,
  type RegionDraft,
} from '../scope/draft.ts';
import type { Callbacks, SourcePlace, TaskBody } from './dag-runtime.ts';

/** All nodes of a region and of the regions inside it. */
export function* allNodes(region: RegionDraft): Generator<NodeDraft> {
  for (const node of region.nodes) {
    yield node;
    for (const inner of regionsInside(node)) yield* allNodes(inner);
  }
}

export function hasBody(node: NodeDraft): node is BodyNodeDraft {
  return node.kind === 'task' || node.kind === 'sensor';
}

/** The code of each task and sensor, by node id. */
export function taskBodies(draft: DagDraft): ReadonlyMap<string, TaskBody> {
  const bodies = new Map<string, TaskBody>();
  for (const node of allNodes(draft.root)) {
    if (!hasBody(node)) continue;
    const { kind, callbacks } = node;
    const { name, input, output, run } = node.definition;
    bodies.set(node.id, { kind, name, input, output, run, callbacks });
  }
  return bodies;
}

/** The callbacks of each node that has some, by node id, and of the dag itself under the empty string. */
export function callbacksByNode(draft: DagDraft, ofDag: Callbacks): ReadonlyMap<string, Callbacks> {
  const found = new Map([['', ofDag]]);
  for (const node of allNodes(draft.root)) {
    if ('callbacks' in node && Object.keys(node.callbacks).length > 0) {
      found.set(node.id, node.callbacks);
    }
  }
  return found;
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
