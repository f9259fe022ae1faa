import type { Output } from '../protocol/value.ts';
import type { ShardEnd } from './event.ts';
import type { InstancePath } from './instance-path.ts';
import { shardKey, type ShardVerb } from './shards/shard.ts';
import type { FinalState, TaskState } from './state.ts';

/**
 * What an earlier part of the run left of one started instance: its end, or that it is in flight.
 * A run is a function of its plan and of these, so a cleared, reopened or continued run is a new
 * fold over the same plan with what is to be kept.
 *
 * G1 A kept end holds whatever the trigger rule would say now, as Airflow leaves what was not
 *    cleared alone; containers (map, branch, short-circuit, repeat, resource) are never kept, their
 *    decisions follow from what is.
 * G2 `inFlight` is adopted without a new command: its report is still to come. With `dropped` that
 *    report counts for nothing, and the instance runs again after it; an end of the same path
 *    beside it stands instead (the instance was marked).
 * G3 Kept or cleared paths that the run no longer reaches (a shorter list) are `removed` at its end.
 */
export type KeptInstance = KeptEnd | KeptInFlight;

export interface KeptEnd {
  readonly path: InstancePath;
  readonly state: FinalState;
  readonly output?: Output;
  readonly reason?: string;
}

export interface KeptInFlight {
  readonly path: InstancePath;
  readonly state: 'inFlight';
  /** How far it has come; `scheduled` when absent. */
  readonly as?: TaskState;
  /** What a shard that was dropped still holds of the run's `maxActiveTasks`. */
  readonly slots?: number;
  /** It was told to stop, and why: it will have failed. */
  readonly stopped?: string;
  readonly dropped?: true;
}

/** What a run keeps of a part of a map that another execution runs. Its instances are kept there. */
export interface KeptShard {
  /** The map's. */
  readonly path: InstancePath;
  readonly state: 'shard';
  readonly shard: number;
  readonly as: 'waiting' | 'inFlight' | 'ended';
  readonly end?: ShardEnd;
  readonly verbs?: readonly ShardVerb[];
  /** Its share of the run's `maxActiveTasks`, while it is in flight. */
  readonly slots?: number;
  /** It was told to stop. */
  readonly stopping?: true;
}

/** All that a later execution of a run goes on from. */
export type Kept = KeptInstance | KeptShard;

/** What a run finds it by: the instance's path, or a shard's name. */
export function keyOf(kept: Kept): InstancePath {
  return kept.state === 'shard' ? shardKey(kept.path, kept.shard) : kept.path;
}
