import { proxyLocalActivities } from '@temporalio/workflow';
import type { Json, JsonObject } from '../../dsl/plan/json.ts';
import type { CompiledPlan } from '../../dsl/plan/plan.ts';
import type { BlobReference, BoundExpression } from '../protocol/value.ts';
import type { RunInput } from '../protocol/run-input.ts';
import type { ENGINE_ACTIVITY } from '../protocol/names.ts';

/**
 * What the engine does for a run outside the sandbox, as local activities: milliseconds of
 * metadata work, each idempotent, because a worker that dies before the marker repeats it.
 */
export interface EngineActivities {
  /** Is this tick of a Schedule due by the dag's own timetable? If so, the run's input. */
  [ENGINE_ACTIVITY.admitTick](tick: Tick): Promise<TickAnswer>;
  /** May a run start under its dag's `maxActiveRuns`? */
  [ENGINE_ACTIVITY.awaitTurn](turn: Turn): Promise<boolean>;
  /** Fetches a plan too large to travel, checking its hash. */
  [ENGINE_ACTIVITY.loadPlan](source: PlanReference): Promise<CompiledPlan>;
  /** Writes the final state of the run and of every instance; gives the run's result back. */
  [ENGINE_ACTIVITY.finishRun](finish: FinishRun): Promise<Json | null>;
}

export interface Tick {
  readonly dagId: string;
  readonly workflowId: string;
  /** ISO time the Schedule meant, from `TemporalScheduledStartTime`; absent for a hand trigger. */
  readonly nominalTime: string | null;
}
export type TickAnswer =
  | { readonly kind: 'notDue'; readonly reason: string }
  | { readonly kind: 'due'; readonly input: Extract<RunInput, { kind: 'run' }> };
export interface Turn {
  readonly dagId: string;
  readonly runId: string;
  readonly maxActiveRuns: number;
}
export interface PlanReference {
  readonly hash: string;
  readonly blob: BlobReference;
}
export interface FinishRun {
  readonly dagId: string;
  readonly runId: string;
  readonly state: 'success' | 'failed';
  readonly note: string | null;
  readonly result: BoundExpression;
  readonly instances: readonly {
    readonly path: string;
    readonly taskId: string;
    readonly mapIndex: readonly number[];
    readonly state: string;
    readonly reason?: string;
  }[];
  readonly params: JsonObject;
}

/** Retried for as long as the database is away: a run never fails because of its bookkeeping. */
export const engineActivities = proxyLocalActivities<EngineActivities>({
  startToCloseTimeout: '20s',
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '5s' },
});
