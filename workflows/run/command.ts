import type { TaskNode } from '../../dsl/plan/plan.ts';
import type { BoundExpression } from '../protocol/value.ts';
import type { InstancePath } from './instance-path.ts';
import type { FinalState } from './state.ts';

/** What a driver has to do next. Commands come in topological, then declared, then index order. */
export type RunCommand =
  | {
      readonly type: 'schedule';
      readonly path: InstancePath;
      readonly node: TaskNode;
      readonly mapIndex: readonly number[];
      readonly input: BoundExpression;
    }
  /** Tell a started instance to stop; its report still has to arrive. */
  | { readonly type: 'stop'; readonly path: InstancePath; readonly reason: string }
  /** Nothing more will start and nothing is in flight. Comes exactly once. */
  | {
      readonly type: 'finish';
      readonly state: 'success' | 'failed';
      readonly result: BoundExpression;
      /** Why the run failed although no task did: its result cannot be computed. */
      readonly reason?: string;
    };

/** A change of state worth telling to the database and the screen; no command hangs on it. */
export interface Transition {
  readonly path: InstancePath;
  readonly taskId: string;
  readonly mapIndex: readonly number[];
  readonly state: 'scheduled' | 'running' | 'up_for_retry' | FinalState;
  readonly reason?: string;
}
