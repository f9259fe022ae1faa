import type { MapNode, StartedNode } from '../../dsl/plan/plan.ts';
import type { BoundExpression } from '../protocol/value.ts';
import type { InstancePath } from './instance-path.ts';
import type { ControlEvent } from './event.ts';
import type { Focus, ShardVerb } from './shards/shard.ts';
import type { TaskState } from './state.ts';
import type { Tally } from './tally.ts';

/** What a driver has to do next. Commands come in topological, then declared, then index order. */
export type RunCommand =
  | {
      readonly type: 'schedule';
      readonly path: InstancePath;
      readonly node: StartedNode;
      readonly mapIndex: readonly number[];
      readonly input: BoundExpression;
    }
  /**
   * Run items `from` to `to` (exclusive) of a map elsewhere: too many instances for one execution.
   * Leads to one `shardEnded`. The other execution makes its reducer from the same plan, with these
   * fields as its `focus` and with what the database has of its instances as `kept`.
   */
  | (Focus & {
      readonly type: 'startShard';
      /** The map's own path. */
      readonly path: InstancePath;
      readonly node: MapNode;
      readonly mapIndex: readonly number[];
      readonly shard: number;
      /** For its reducer right after `start`, when it ran before. */
      readonly verbs: readonly ShardVerb[];
    })
  /** Pass this on to a shard in flight: `path` is the map's, a slash, and the shard's number. */
  | {
      readonly type: 'tellShard';
      readonly path: InstancePath;
      readonly event: Extract<ControlEvent, { type: 'pause' | 'resume' }>;
    }
  /**
   * A clear or mark for a shard in flight, which says at its end how many of them it has done; the
   * rest it gets again when it starts again. `serial` counts those of one flight, from 0.
   */
  | {
      readonly type: 'passVerb';
      readonly path: InstancePath;
      readonly verb: ShardVerb;
      readonly serial: number;
    }
  /**
   * Tell a started instance to stop; its report still has to arrive. A shard goes by the map's path,
   * a slash, and its number (`fold[3].candidate/0`).
   */
  | { readonly type: 'stop'; readonly path: InstancePath; readonly reason: string }
  /** Nothing more will start and nothing is in flight. Comes once, and again after a clear or mark reopened the run. */
  | {
      readonly type: 'finish';
      readonly state: 'success' | 'failed';
      readonly result: BoundExpression;
      /** Why the run failed although no task did: its result cannot be computed. */
      readonly reason?: string;
      /** Kept paths that the run no longer reaches. */
      readonly removed: readonly InstancePath[];
      /** In a shard: over the watched instances of its items; `result` is the list of their results. */
      readonly tally?: Tally;
    };

/** A change of state worth telling to the database and the screen; no command hangs on it. */
export interface Transition {
  readonly path: InstancePath;
  readonly taskId: string;
  readonly mapIndex: readonly number[];
  readonly state: TaskState;
  readonly reason?: string;
}
