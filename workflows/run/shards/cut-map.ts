import type { Instance } from '../instance.ts';
import type { StaticRegion } from '../plan/static-plan.ts';
import { pathOf, type RunBook } from '../run-book.ts';
import { nodesOf } from '../select/nodes-inside.ts';
import { shardKey, type ShardPart } from './shard.ts';

/**
 * Whether a map is run by shards, and where it is cut.
 *
 * I1 Cut is what has more started instances than one execution takes, counting each node of the
 *    body once for each item, nested maps too: how long those are is not known yet.
 * I2 Where the execution has opened enough already, any further map is cut, unless the run has kept
 *    something of it uncut.
 * I3 The cuts hang on the list's length and the limits alone, so a later fold makes the same.
 */
export function cutMap(book: RunBook, map: Instance, count: number): ShardPart[] | undefined {
  const { shards } = book;
  const [body] = map.node.inner;
  if (shards === undefined || body === undefined || count === 0) return undefined;
  const weight = Math.max(1, startedIn(body));
  const { instances, perExecution } = shards.limits;
  const cut =
    count * weight > instances ||
    book.kept.has(shardKey(pathOf(map), 0)) ||
    (shards.opened + count * weight > perExecution && !book.keptInside.has(pathOf(map)));
  if (cut) book.cutMaps.add(pathOf(map));
  if (cut) return partsOf(count, Math.max(1, Math.floor(instances / weight)));
  shards.opened += count * weight;
  return undefined;
}

function partsOf(count: number, size: number): ShardPart[] {
  return Array.from({ length: Math.ceil(count / size) }, (_, shard) => ({
    shard,
    from: shard * size,
    to: Math.min(count, (shard + 1) * size),
    state: 'waiting',
    end: undefined,
    slots: 0,
    verbs: [],
    stopping: false,
  }));
}

function startedIn(region: StaticRegion): number {
  return [...nodesOf(region)].filter(({ started }) => started).length;
}
