import { ownInstances } from '../all-instances.ts';
import { mapIndexOf, parseInstancePath, type InstancePath } from '../instance-path.ts';
import type { ShardEnd } from '../event.ts';
import { keyOf, type Kept, type KeptShard } from '../kept.ts';
import type { StaticNode } from '../plan/static-plan.ts';
import { pathOf, type RunBook } from '../run-book.ts';
import { nodesInside } from '../select/nodes-inside.ts';
import type { SelectableRow } from '../select/select-instances.ts';
import { isInLoop } from '../select/select-targets.ts';
import type { Targets } from '../select/targets.ts';
import { shardKey, type ShardVerb } from './shard.ts';

/** What a clear or mark does to a shard. */
export interface ShardChange {
  /** The map's list, or what its body looks at, may be another now: the shard begins anew. */
  readonly anew: boolean;
}

interface KnownShard {
  readonly key: InstancePath;
  readonly path: InstancePath;
  readonly from: number;
  readonly to: number;
  readonly end: ShardEnd | undefined;
}

/** The shards whose instances a selection reaches; `rows` are the run's own that it is about. */
export function shardsReached(
  book: RunBook,
  { rows, targets }: { readonly rows: readonly SelectableRow[]; readonly targets: Targets },
  verb: ShardVerb,
): ReadonlyMap<InstancePath, ShardChange> {
  const reached = new Map<InstancePath, ShardChange>();
  for (const { key, path, from, to, end } of shardsKnown(book)) {
    const map = book.plan.byId.get(parseInstancePath(path).taskId);
    if (map === undefined) continue;
    const mapIndex = mapIndexOf(path, map.maps);
    const touched = [...nodesInside(map)].some((node) => targets.meets(node, mapIndex, from, to));
    if (!touched || !hasWanted(end, verb)) continue;
    const anew = verb.type === 'clear' && targets.has(map, mapIndex) && mayChange(book, map, rows);
    reached.set(key, { anew });
  }
  return reached;
}

/**
 * What is kept of a shard that a verb reached. One in flight goes on: it is told, and does it there
 * and then. Any other runs again, and does that first.
 */
export function withVerb(
  book: RunBook,
  kept: KeptShard,
  change: ShardChange,
  verb: ShardVerb,
): KeptShard {
  const { path, shard, verbs = [], slots = 0, stopping } = kept;
  const goesOn = kept.as === 'inFlight' && !change.anew;
  const after = { path, state: 'shard', shard, verbs: [...verbs, verb] } as const;
  if (!goesOn) return { ...after, as: 'waiting' };
  const isTold = book.shards?.limits.verbsInFlight === true && stopping !== true;
  if (isTold) {
    const serial = verbs.length;
    book.pending.tells.push({ type: 'passVerb', path: keyOf(kept), verb, serial });
  }
  return { ...after, as: 'inFlight', slots, ...(stopping ? { stopping } : {}) };
}

/** True when the shard's execution is to be stopped for it. */
export function isStoppedBy(kept: Kept, change: ShardChange): boolean {
  return kept.state === 'shard' && kept.as === 'inFlight' && change.anew;
}

function* shardsKnown(book: RunBook): Generator<KnownShard> {
  for (const instance of ownInstances(book)) {
    for (const { shard, from, to, end } of instance.inside?.shards ?? []) {
      const path = pathOf(instance);
      yield { key: shardKey(path, shard), path, from, to, end };
    }
  }
  for (const [key, each] of book.kept) {
    // Its map is not open again, so that it is not known where it was cut.
    if (each.state !== 'shard') continue;
    yield { key, path: each.path, from: 0, to: Number.MAX_SAFE_INTEGER, end: each.end };
  }
}

/** Clearing what failed leaves a shard alone in which nothing has. */
function hasWanted(end: ShardEnd | undefined, { selection }: ShardVerb): boolean {
  if (selection.onlyFailed !== true || end === undefined) return true;
  return (end.counts['failed'] ?? 0) + (end.counts['upstream_failed'] ?? 0) > 0;
}

/** Something that the map may look at is cleared too; without, it was named by its id. */
function mayChange(book: RunBook, map: StaticNode, rows: readonly SelectableRow[]): boolean {
  if (book.shards?.limits.verbsInFlight !== true || isInLoop(map)) return true;
  return rows.some(({ path }) => {
    const node = book.plan.byId.get(parseInstancePath(path).taskId);
    return node !== undefined && node.order < map.order;
  });
}
