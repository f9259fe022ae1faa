import type { MapNode } from '../../../dsl/plan/plan.ts';
import type { BoundExpression } from '../../protocol/value.ts';
import { compareInstances } from '../command-order.ts';
import { boundList, knownValue, known } from '../expression/bound-value.ts';
import { isList } from '../expression/step-into.ts';
import type { Frame, Inside, Instance } from '../instance.ts';
import { publish } from '../publish.ts';
import { pathOf, type RunBook } from '../run-book.ts';
import { nodesOf } from '../select/nodes-inside.ts';
import { isFinished, emptyTally } from '../tally.ts';
import { asOutside, instanceAround, outsideNodes } from './outside.ts';
import { shardKey, type OpenShard, type ShardBook, type ShardPart } from './shard.ts';
import { takeKeptShard } from './take-shard-end.ts';

/**
 * A map that is run by shards, each an execution of its own over the same plan.
 *
 * N1 A shard starts once everything around the map that its body looks at has ended, so that what
 *    it is given never changes while it runs.
 * N2 Shards wait in the order of commands; `atOnce` of a run are in flight, and one of a map with
 *    `maxParallel`, which holds within the shard.
 * N4 With `maxActiveTasks` a shard holds a share of the run's slots from its start to its end, and
 *    has that many tasks at once: what the run and all its shards have in flight is never more.
 * N3 When nothing may start any more, what has not begun ends as skipped, with no instances.
 */
export function continueShards(
  book: RunBook,
  map: Instance,
  inside: Inside,
  parts: readonly ShardPart[],
  mayStart: boolean,
): void {
  if (!mayStart) skipWaiting(map, inside, parts);
  else if (isReady(book, map)) queueWaiting(book, map, parts);
}

/** Takes up what is kept of the shards of a map that has just been entered. */
export function adoptShards(book: RunBook, map: Instance, parts: readonly ShardPart[]): void {
  for (const part of parts) takeKeptShard(book, map, part);
}

/** Starts shards, as many as may be in flight. */
export function releaseShards(book: RunBook): void {
  const { shards } = book;
  if (shards === undefined || (book.paused && book.stopped === undefined)) return;
  while (shards.queue.size > 0 && shards.inFlight.size < shards.limits.atOnce) {
    const slots = shareOf(book, shards);
    if (slots === 0) return;
    const next = shards.queue.pop();
    if (next?.part.state !== 'queued' || next.map.state !== 'running') continue;
    next.part.slots = slots ?? 0;
    book.active += next.part.slots;
    startShard(book, next);
  }
}

/** N4: what is free, shared among those that may start now; undefined where nothing limits it. */
function shareOf(book: RunBook, { limits, inFlight, queue }: ShardBook): number | undefined {
  const { maxActiveTasks } = book.plan.settings;
  if (maxActiveTasks === undefined || limits.shareSlots !== true) return undefined;
  const free = maxActiveTasks - book.active;
  const places = Math.min(queue.size, limits.atOnce - inFlight.size);
  return free <= 0 ? 0 : Math.max(1, Math.floor(free / places));
}

export function compareShards(left: OpenShard, right: OpenShard): number {
  const byMap = compareInstances(left.map, right.map);
  return byMap !== 0 ? byMap : left.part.shard - right.part.shard;
}

function isReady(book: RunBook, map: Instance): boolean {
  let ready = true;
  const { body, items } = outsideNodes(book, map.node);
  for (const node of [...body, ...items]) {
    const instance = instanceAround(map, node);
    if (instance === undefined || isFinished(instance.given)) continue;
    ready = false;
    instance.watchers ??= [];
    if (!instance.watchers.includes(map)) instance.watchers.push(map);
  }
  return ready;
}

function queueWaiting(book: RunBook, map: Instance, parts: readonly ShardPart[]): void {
  const { plan } = map.node;
  const oneByOne = plan.kind === 'map' && plan.maxParallel !== undefined;
  for (const part of parts) {
    if (part.state === 'ended') continue;
    if (part.state === 'waiting' && !isDue(book, map, part)) {
      part.state = 'queued';
      book.shards?.queue.push({ map, part });
    }
    if (oneByOne) return;
  }
}

/** The shard's last execution was stopped and has not reported. */
function isDue(book: RunBook, map: Instance, part: ShardPart): boolean {
  const key = shardKey(pathOf(map), part.shard);
  if (!book.dropped.has(key)) return false;
  book.restarting.set(key, map);
  return true;
}

function startShard(book: RunBook, open: OpenShard): void {
  const { map, part } = open;
  const path = pathOf(map);
  // Only maps are cut.
  const node = map.node.plan as MapNode;
  const { shard, from, to, verbs } = part;
  part.state = 'inFlight';
  part.verbs = [];
  book.shards?.inFlight.set(shardKey(path, shard), open);
  const { mapIndex } = map.frame;
  const items = itemsOf(map, from, to);
  const nodes = outsideNodes(book, map.node);
  book.pending.schedules.push({
    node: map.node,
    mapIndex,
    command: {
      type: 'startShard',
      path,
      node,
      mapIndex,
      shard,
      from,
      to,
      items: items.bound,
      outside: [...nodes.body, ...(items.sliced ? [] : nodes.items)].flatMap((each) => {
        const instance = instanceAround(map, each);
        return instance === undefined ? [] : [asOutside(book, map, instance)];
      }),
      states: statesAround(map),
      off: offInside(map),
      ...(part.slots > 0 ? { slots: part.slots } : {}),
      verbs,
    },
  });
}

/** The shard's own items where the list is known; else all of it, wherever it lies. */
function itemsOf(
  map: Instance,
  from: number,
  to: number,
): { readonly bound: BoundExpression; readonly sliced: boolean } {
  const items = map.inside?.items ?? known(undefined);
  if (items.kind === 'list') return { bound: boundList(items.items.slice(from, to)), sliced: true };
  const list = knownValue(items)?.value;
  if (isList(list)) return { bound: known(list.slice(from, to)), sliced: true };
  return { bound: items, sliced: false };
}

function statesAround(map: Instance): { [loop: string]: BoundExpression } {
  const states: { [loop: string]: BoundExpression } = {};
  for (let frame: Frame | undefined = map.frame; frame; frame = frame.owner?.frame) {
    if (frame.state !== undefined && frame.owner !== undefined) {
      states[frame.owner.node.id] = frame.state;
    }
  }
  return states;
}

function offInside(map: Instance): { [node: string]: string } {
  const off: { [node: string]: string } = {};
  const [body] = map.node.inner;
  for (let frame: Frame | undefined = map.frame; frame; frame = frame.owner?.frame) {
    if (frame.turnedOff === undefined || body === undefined) continue;
    for (const node of nodesOf(body)) {
      const reason = frame.turnedOff.get(node);
      if (reason !== undefined) off[node.id] ??= reason;
    }
  }
  return off;
}

function skipWaiting(map: Instance, inside: Inside, parts: readonly ShardPart[]): void {
  const watched = map.node.inner[0]?.watched ?? 0;
  for (const part of parts) {
    if (part.state !== 'waiting' && part.state !== 'queued') continue;
    part.state = 'ended';
    const items = part.to - part.from;
    inside.ended += items;
    if (watched > 0) publish(map, { ...emptyTally(), skipped: items * watched });
  }
}
