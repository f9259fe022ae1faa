import type { BlobReference, Output } from '../protocol/value.ts';
import type { Tally } from './tally.ts';
import type { InstancePath } from './instance-path.ts';
import type { Selection } from './selection.ts';
import type { WaitingState } from './state.ts';

/** What happened, as a driver tells the reducer. Drivers: the workflow, `dag.test()`, the tests. */
export type RunEvent =
  | { readonly type: 'start' }
  | InstanceEvent
  | ControlEvent
  /** A part of a map that another execution ran has ended; `path` is the map's. */
  | { readonly type: 'shardEnded'; readonly path: InstancePath; readonly end: ShardEnd };

/** About one started instance. */
export type InstanceEvent =
  | { readonly type: 'running'; readonly path: InstancePath }
  /** A started instance waits for something else than a worker. */
  | {
      readonly type: 'waiting';
      readonly path: InstancePath;
      readonly state: WaitingState;
      readonly reason?: string;
    }
  /** An attempt failed and another will follow; the driver waits and tries again. */
  | { readonly type: 'retrying'; readonly path: InstancePath; readonly error: TaskError }
  | { readonly type: 'succeeded'; readonly path: InstancePath; readonly output: Output }
  | { readonly type: 'skipped'; readonly path: InstancePath; readonly reason: string }
  /** The last attempt failed. */
  | { readonly type: 'failed'; readonly path: InstancePath; readonly error: TaskError };

/** What people, or the dag's own limits, want of the run. */
export type ControlEvent =
  /**
   * The run is to stop: started instances are told so and end as `failed` when they report,
   * all others become `skipped` at once (as when a run is marked failed in Airflow). Teardowns of
   * what was set up still run.
   */
  | { readonly type: 'cancel'; readonly reason: string }
  /** Nothing new starts until `resume`; what has started goes on. */
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  /**
   * The selected instances forget their ends and run again by their trigger rules; one in flight is
   * stopped first (`restarting`) and its report is dropped. Lifts an earlier cancel. A run that had
   * finished is open again.
   */
  | {
      readonly type: 'clear';
      readonly selection: Selection;
      /** For the driver of a shard that it is passed on to: they resume from their checkpoints. */
      readonly keepCheckpoints?: boolean;
    }
  /**
   * The selected instances get this end without running; one in flight is stopped and its report
   * dropped. Failed and upstream_failed ones downstream of them are cleared, as in Airflow.
   */
  | {
      readonly type: 'mark';
      readonly selection: Selection;
      readonly state: 'success' | 'failed' | 'skipped';
      readonly reason: string;
    };

/** What a shard child tells: counts and references, never arrays. */
export interface ShardEnd {
  readonly shard: number;
  /** Over the watched instances of its items (Airflow's words). */
  readonly tally: Tally;
  /** Instances by state, for the run's counts. */
  readonly counts: { readonly [state: string]: number };
  /** The list of its items' results, in order, a missing one as null. */
  readonly results: BlobReference | null;
  /** A few lines of what failed. */
  readonly errors: readonly string[];
  /** How many of the clears and marks that it was told while it was in flight are done; none when absent. */
  readonly verbsDone?: number;
}

export interface TaskError {
  /** A `FailureType`, or the type of the author's own ApplicationFailure. */
  readonly type: string;
  readonly message: string;
}
