import { enqueue } from '../enqueue.ts';
import type { ShardEnd } from '../event.ts';
import type { Instance } from '../instance.ts';
import type { InstancePath } from '../instance-path.ts';
import { publish } from '../publish.ts';
import { pathOf, type RunBook } from '../run-book.ts';
import { isTaskState } from '../state.ts';
import { stopRun } from '../stop-run.ts';
import { shardKey, type ShardPart } from './shard.ts';

/**
 * Takes in what a shard tells at its end.
 *
 * O1 A shard that has not done all that it was asked while it was in flight starts again instead.
 * O2 A failure in a shard is a failure of the run: a `failFast` dag stops at it.
 */
export function takeShardEnd(book: RunBook, path: InstancePath, end: ShardEnd): void {
  const key = shardKey(path, end.shard);
  const open = book.shards?.inFlight.get(key);
  if (open === undefined) {
    takeUnreachedShard(book, key, end);
    return;
  }
  const { map, part } = open;
  book.active -= part.slots;
  part.slots = 0;
  part.stopping = false;
  part.verbs = part.verbs.slice(end.verbsDone ?? 0);
  book.shards?.inFlight.delete(key);
  book.pending.stops.delete(key);
  if (part.verbs.length > 0 && book.stopped === undefined) part.state = 'waiting';
  else count(book, map, part, end);
  enqueue(map);
  if (end.tally.failed > 0 && book.plan.settings.failFast) {
    stopRun(book, { by: 'failFast', reason: `FailFast: "${map.node.id}" failed.` });
  }
}

function takeUnreachedShard(book: RunBook, key: InstancePath, end: ShardEnd): void {
  const seed = book.kept.get(key);
  if (seed?.state !== 'shard' || seed.as !== 'inFlight') return;
  const verbs = (seed.verbs ?? []).slice(end.verbsDone ?? 0);
  const { path, shard } = seed;
  const as = verbs.length > 0 ? 'waiting' : 'ended';
  book.active -= seed.slots ?? 0;
  book.kept.set(key, { path, state: 'shard', shard, as, end, verbs, slots: 0 });
  book.pending.stops.delete(key);
}

function count(book: RunBook, map: Instance, part: ShardPart, end: ShardEnd): void {
  part.state = 'ended';
  part.end = end;
  for (const [state, more] of Object.entries(end.counts)) {
    if (isTaskState(state)) book.counts.set(state, (book.counts.get(state) ?? 0) + more);
  }
  const items = part.to - part.from;
  const watched = map.node.inner[0]?.watched ?? 0;
  if (map.inside !== undefined) map.inside.ended += items;
  // Maps inside counted as one instance each until their lists were known.
  if (watched > 0) publish(map, { ...end.tally, total: end.tally.total - items * watched });
}

/** Gives a shard of a map that was just entered what is kept of it. */
export function takeKeptShard(book: RunBook, map: Instance, part: ShardPart): void {
  const key = shardKey(pathOf(map), part.shard);
  const seed = book.kept.get(key);
  if (seed?.state !== 'shard') return;
  book.kept.delete(key);
  part.verbs = seed.verbs ?? [];
  if (seed.as === 'ended' && seed.end !== undefined) count(book, map, part, seed.end);
  if (seed.as !== 'inFlight') return;
  part.state = 'inFlight';
  // Counted already, when what is kept was laid out.
  part.slots = seed.slots ?? 0;
  part.stopping = seed.stopping ?? false;
  book.shards?.inFlight.set(key, { map, part });
}
