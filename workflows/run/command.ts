import type { MapNode, StartedNode } from '../../dsl/plan/plan.ts';
import type { BoundExpression } from '../protocol/value.ts';
import type { InstancePath } from './instance-path.ts';
import type { KeptInstance } from './kept.ts';
import type { Selection } from './selection.ts';
import type { TaskState } from './state.ts';

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
   * Leads to one `shardEnded`. `outside` is what the body reads from around the map.
   */
  | {
      readonly type: 'startShard';
      /** The map's own path. */
      readonly path: InstancePath;
      readonly node: MapNode;
      readonly mapIndex: readonly number[];
      readonly shard: number;
      readonly from: number;
      readonly to: number;
      readonly items: BoundExpression;
      readonly outside: readonly KeptInstance[];
      /** What to clear in a shard that ran before; nothing on the first time. */
      readonly clear?: Selection;
    }
  /** Tell a started instance to stop; its report still has to arrive. */
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
    };

/** A change of state worth telling to the database and the screen; no command hangs on it. */
export interface Transition {
  readonly path: InstancePath;
  readonly taskId: string;
  readonly mapIndex: readonly number[];
  readonly state: Exclude<TaskState, 'none'> | 'none';
  readonly reason?: string;
}
