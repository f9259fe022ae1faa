import { enqueue } from '../enqueue.ts';
import { isList } from '../expression/step-into.ts';
import { openFrame } from '../frame.ts';
import { insideOf } from '../inside.ts';
import type { Frame, Instance } from '../instance.ts';
import { mapIndexOf, parseInstancePath } from '../instance-path.ts';
import type { StaticNode } from '../plan/static-plan.ts';
import { pathOf, type RunBook } from '../run-book.ts';
import { addTally, emptyTally } from '../tally.ts';
import type { Focus, OutsideInstance } from './shard.ts';

/**
 * Opens a run at one part of one map: a shard's whole world.
 *
 * D1 Around the map only the way to it is open, and what the body looks at has the state that it
 *    was given; nothing there is ever looked at, counted or kept.
 * D2 The map holds items `from` to `to` alone and never ends; the shard ends when these have.
 */
export function openFocus(book: RunBook, focus: Focus): void {
  const { taskId } = parseInstancePath(focus.path);
  const node = book.plan.byId.get(taskId);
  if (node?.plan.kind !== 'map') throw new Error(`The plan has no map "${taskId}".`);
  const mapIndex = mapIndexOf(focus.path, node.maps);
  const outside = new Map(focus.outside.map((each) => [each.path, each]));
  let frame = openAround(book.plan.root, outside, {});
  book.root = frame;
  for (const { owner, region } of wayTo(node)) {
    const container = frame.instances[owner.position];
    if (container === undefined) throw new Error(`No way leads to "${focus.path}".`);
    frame = openWay(container, region, mapIndex, outside, focus);
  }
  const map = frame.instances[node.position];
  if (map === undefined) throw new Error(`No way leads to "${focus.path}".`);
  turnOff(book, frame, focus);
  book.focus = { ...focus, map };
  map.state = 'running';
  const slice = sliceOf(focus);
  map.inside = insideOf([], focus.to, {
    first: focus.from,
    items: slice,
    sliced: slice !== undefined,
  });
  const watched = node.inner[0]?.watched ?? 0;
  Object.assign(map.given, emptyTally((focus.to - focus.from) * watched));
  enqueue(map);
}

/** True for what a shard leaves alone. */
export function isOutside(book: RunBook, instance: Instance): boolean {
  const map = book.focus?.map;
  if (map === undefined || instance === map) return false;
  let frame: Frame | undefined = instance.frame;
  while (frame !== undefined && frame.owner !== map) frame = frame.owner?.frame;
  return frame === undefined;
}

/** The containers to pass through, outermost first, and the region of each. */
function wayTo(node: StaticNode): { owner: StaticNode; region: StaticNode['region'] }[] {
  const way: { owner: StaticNode; region: StaticNode['region'] }[] = [];
  for (let region = node.region; region.owner !== undefined; region = region.owner.region) {
    way.unshift({ owner: region.owner, region });
  }
  return way;
}

type Outside = ReadonlyMap<string, OutsideInstance>;

function openWay(
  container: Instance,
  region: StaticNode['region'],
  mapIndex: readonly number[],
  outside: Outside,
  { states }: Focus,
): Frame {
  const { node } = container;
  const counts = region.role === 'item' || region.role === 'iteration';
  const index = counts ? (mapIndex[node.maps.length] ?? 0) : node.inner.indexOf(region);
  const here = mapIndex.slice(0, node.maps.length + (counts ? 1 : 0));
  const state = states[node.id];
  container.state = 'running';
  // The setup of a resource on the way may be read from inside.
  const first = node.plan.kind === 'withResource' ? 0 : index;
  const frames: Frame[] = [];
  container.inside = insideOf(frames, index + 1, { first, sliced: true });
  for (let each = first; each <= index; each += 1) {
    const open = counts ? region : (node.inner[each] ?? region);
    const place = { owner: container, index: each, mapIndex: here };
    frames.push(openAround(open, outside, state === undefined ? place : { ...place, state }));
  }
  const last = frames.at(-1);
  if (last === undefined) throw new Error(`Nothing of "${pathOf(container)}" is open.`);
  return last;
}

function openAround(
  region: StaticNode['region'],
  outside: Outside,
  place: Partial<Parameters<typeof openFrame>[2]>,
): Frame {
  const frame = openFrame(new Map(), region, {
    owner: undefined,
    index: 0,
    mapIndex: [],
    ...place,
  });
  for (const instance of frame.instances) {
    const known = outside.get(pathOf(instance));
    if (known === undefined) continue;
    instance.state = known.state;
    instance.output = known.output;
    instance.bound = known.bound;
    Object.assign(instance.given, emptyTally());
    addTally(instance.given, known.given);
  }
  return frame;
}

function turnOff(book: RunBook, frame: Frame, { off }: Focus): void {
  const nodes = Object.entries(off).flatMap(([id, reason]) => {
    const node = book.plan.byId.get(id);
    return node === undefined ? [] : [[node, reason] as const];
  });
  if (nodes.length === 0) return;
  frame.turnedOff = new Map(nodes);
  book.anyTurnedOff = true;
}

/** A list that came whole is a list of the shard's own items. */
function sliceOf({ items }: Focus): Focus['items'] | undefined {
  if (items.kind === 'list') return items;
  return items.kind === 'literal' && isList(items.value) ? items : undefined;
}
