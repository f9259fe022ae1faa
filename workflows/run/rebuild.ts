import { ownInstances } from './all-instances.ts';
import { enqueueAll } from './enqueue.ts';
import { openFrame } from './frame.ts';
import type { Instance } from './instance.ts';
import { instancePath, mapIndexOf, parseInstancePath, type InstancePath } from './instance-path.ts';
import { keyOf, type Kept, type KeptInFlight } from './kept.ts';
import { needsSlot, pathOf, transitionOf, type RunBook } from './run-book.ts';
import { seedSlots } from './seed-slots.ts';
import { openFocus } from './shards/focus-book.ts';

/**
 * Begins a run again from what is kept of it.
 *
 * Y1 Nothing but what is kept, the run's inputs and what was asked of it survives.
 * Y2 Containers are decided anew; of those only a change is told.
 */
export function rebuild(book: RunBook, kept: readonly Kept[]): void {
  const { transitions } = book.pending;
  book.rebuilt = { told: transitions.length, before: containersOf(book) };
  book.counts.clear();
  book.inFlight.clear();
  book.dropped.clear();
  book.restarting.clear();
  book.kept.clear();
  book.ready.slots.clear();
  book.ready.free.clear();
  book.active = 0;
  book.anyTurnedOff = false;
  book.keptInside.clear();
  book.begunInside.clear();
  book.cutMaps.clear();
  book.stoppedUnreached.clear();
  book.shards?.inFlight.clear();
  book.shards?.queue.clear();
  if (book.shards !== undefined) book.shards.opened = 0;
  layOut(book, kept);
  open(book);
}

/** Opens what the run begins with, and looks at it. */
function open(book: RunBook): void {
  if (book.focus !== undefined) openFocus(book, book.focus);
  else {
    book.root = openFrame(book.counts, book.plan.root, {
      owner: undefined,
      index: 0,
      mapIndex: [],
    });
    enqueueAll(book.root);
  }
}

/** Lays out what is kept, for the instances that will ask for it. */
export function layOut(book: RunBook, kept: readonly Kept[]): void {
  for (const each of kept) {
    if (each.state === 'inFlight' && each.dropped === true) drop(book, each);
    else book.kept.set(keyOf(each), each);
    book.active += seedSlots(book, each);
    if (book.shards !== undefined) noteMapsAround(book, each);
    if (book.stopped !== undefined && hadBegun(each)) noteContainersAround(book, each);
  }
}

function hadBegun({ state }: Kept): boolean {
  return state !== 'skipped' && state !== 'upstream_failed';
}

/** J4. */
function noteContainersAround(book: RunBook, { path }: Kept): void {
  const node = book.plan.byId.get(parseInstancePath(path).taskId);
  const mapIndex = mapIndexOf(path, node?.maps ?? []);
  for (let owner = node?.region.owner; owner; owner = owner.region.owner) {
    const { id, maps } = owner;
    book.begunInside.add(instancePath(id, maps, mapIndex.slice(0, maps.length)));
  }
}

function noteMapsAround(book: RunBook, { path }: Kept): void {
  const node = book.plan.byId.get(parseInstancePath(path).taskId);
  if (node === undefined) return;
  const mapIndex = mapIndexOf(path, node.maps);
  node.maps.forEach(({ id }, depth) => {
    const map = book.plan.byId.get(id);
    if (map !== undefined)
      book.keptInside.add(instancePath(id, map.maps, mapIndex.slice(0, depth)));
  });
}

function drop(book: RunBook, { path, slots: held }: KeptInFlight): void {
  const node = book.plan.byId.get(parseInstancePath(path).taskId);
  const slots = held ?? (node !== undefined && needsSlot(node.plan.kind) ? 1 : 0);
  book.dropped.set(path, slots);
  book.active += slots;
}

/** After a rebuilt run has come to rest: tells of its containers what has changed (Y2). */
export function tellRebuilt(book: RunBook): void {
  if (book.rebuilt === undefined) return;
  const { told, before } = book.rebuilt;
  book.rebuilt = undefined;
  const { transitions } = book.pending;
  const after = containersOf(book);
  const started = transitions
    .splice(told)
    .filter(({ path }) => !after.has(path) && !before.has(path));
  transitions.push(...started);
  for (const [path, instance] of after) {
    if (instance.state !== (before.get(path)?.state ?? 'none'))
      transitions.push(transitionOf(instance));
  }
  for (const [path, instance] of before) {
    if (instance.state !== 'none' && !after.has(path)) {
      transitions.push({ ...transitionOf(instance), state: 'none' });
    }
  }
}

function containersOf(book: RunBook): Map<InstancePath, Instance> {
  const containers = new Map<InstancePath, Instance>();
  for (const instance of ownInstances(book)) {
    if (!instance.node.started) containers.set(pathOf(instance), instance);
  }
  return containers;
}
