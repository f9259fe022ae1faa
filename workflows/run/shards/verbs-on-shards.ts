import { ownInstances } from '../all-instances.ts';
import { mapIndexOf, parseInstancePath, type InstancePath } from '../instance-path.ts';
import type { ShardEnd } from '../event.ts';
import type { Kept, KeptShard } from '../kept.ts';
import type { StaticNode } from '../plan/static-plan.ts';
import { pathOf, type RunBook } from '../run-book.ts';
import { nodesInside } from '../select/nodes-inside.ts';
import type { Targets } from '../select/targets.ts';
import { shardKey, type ShardVerb } from './shard.ts';

/** What a clear or mark does to a shard. */
export interface ShardChange {
  /** The map itself was reached: its list may be another now, so the shard begins anew. */
  readonly anew: boolean;
}

interface KnownShard {
  readonly key: InstancePath;
  readonly path: InstancePath;
  readonly from: number;
  readonly to: number;
  readonly end: ShardEnd | undefined;
}

/** The shards whose instances a selection reaches. */
export function shardsReached(
  book: RunBook,
  targets: Targets,
  verb: ShardVerb,
): ReadonlyMap<InstancePath, ShardChange> {
  const reached = new Map<InstancePath, ShardChange>();
  for (const { key, path, from, to, end } of shardsKnown(book)) {
    const map = book.plan.byId.get(parseInstancePath(path).taskId);
    if (map === undefined) continue;
    const mapIndex = mapIndexOf(path, map.maps);
    const touched = [...nodesInside(map)].some((node) => targets.meets(node, mapIndex, from, to));
    if (!touched || !hasWanted(end, verb)) continue;
    reached.set(key, { anew: comesFromOutside(map, mapIndex, targets, verb) });
  }
  return reached;
}

/** What is kept of a shard that a verb reached: it runs again, and does that first. */
export function withVerb(kept: KeptShard, change: ShardChange, verb: ShardVerb): KeptShard {
  const { path, shard, verbs = [], slots = 0 } = kept;
  // One in flight goes on and takes the verb up when it has ended: nothing in it is lost.
  const as = kept.as === 'inFlight' && !change.anew ? 'inFlight' : 'waiting';
  const held = as === 'inFlight' ? { slots } : {};
  return { path, state: 'shard', shard, as, verbs: [...verbs, verb], ...held };
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

function comesFromOutside(
  map: StaticNode,
  mapIndex: readonly number[],
  targets: Targets,
  verb: ShardVerb,
): boolean {
  return verb.type === 'clear' && targets.has(map, mapIndex);
}
