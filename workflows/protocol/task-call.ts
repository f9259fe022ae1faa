import type { Fact, SensorNode } from '../../dsl/plan/plan.ts';
import type { PlanTaskOptions } from '../../dsl/plan/plan-task-options.ts';
import type { InstancePath } from '../run/instance-path.ts';
import type { RunFacts } from './run-input.ts';
import type { BoundExpression, Output } from './value.ts';

/**
 * The one argument of a task's activity. Activity type: `dagId.taskId`; activity id: the instance
 * path; task queue: the node's queue.
 */
export interface TaskCall {
  readonly run: RunFacts;
  readonly generation: number;
  readonly planHash: string;
  /** Node id in the plan: `fold.candidate.train`. */
  readonly taskId: string;
  readonly path: InstancePath;
  /** Indexes of the enclosing maps, outermost first. */
  readonly mapIndex: readonly number[];
  readonly input: BoundExpression;
  readonly facts: readonly Fact[];
  readonly options: PlanTaskOptions;
  /** Set for a sensor: the attempt asks `poke` once and fails as `NotReady` while it is not. */
  readonly poke?: SensorNode['poke'];
  readonly outlets?: readonly string[];
  /** A checkpoint of an older generation is resumed from too: cleared with its checkpoints kept. */
  readonly keepCheckpoint?: boolean;
}

/** What a task's activity returns. */
export type TaskReport =
  | { readonly kind: 'success'; readonly output: Output; readonly attempt: number }
  | { readonly kind: 'skipped'; readonly reason: string; readonly attempt: number };
