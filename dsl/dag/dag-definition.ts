import type { z } from 'zod';
import type { CompiledPlan } from '../plan/plan.ts';
import type { Given } from '../reference/reference.ts';
import type { EventSchedule, Preset, TimeSchedule } from '../schedule/schedule.ts';
import type { Callback } from '../task/callback.ts';
import type { Duration } from '../task/duration.ts';
import type { TaskOptions } from '../task/task-options.ts';
import type { RunContext } from './run-context.ts';

/** A dag: parameters I in, result O out. */
export interface Dag<in I, out O> {
  readonly id: string;
  readonly plan: CompiledPlan;
  readonly types?: { params: (value: I) => void; result: () => O };
}

/** Everything about a dag but its graph. */
export interface DagDefinition<P extends z.ZodRawShape, E> {
  id: string;
  schedule?: Preset | TimeSchedule | EventSchedule<E>;
  params?: P;
  defaults?: TaskOptions;
  catchup?: boolean;
  startDate?: string;
  endDate?: string;
  maxActiveRuns?: number;
  maxActiveTasks?: number;
  timeout?: Duration;
  tags?: readonly string[];
  owner?: string;
  doc?: string;
  failFast?: boolean;
  onSuccess?: Callback;
  onFailure?: Callback;
}

/** What a dag's body gets. */
export interface DagContext<P extends z.ZodRawShape, E> {
  readonly params: Given<z.output<z.ZodObject<P>>>;
  readonly run: Given<RunContext>;
  readonly events: Given<E>;
}
