import type { Json, JsonObject } from '../../dsl/plan/json.ts';
import type { CompiledPlan } from '../../dsl/plan/plan.ts';
import type { RunFacts } from '../protocol/run-input.ts';
import type { RunCommand, Transition } from './command.ts';
import type { RunEvent } from './event.ts';
import type { InstanceRow } from './snapshot.ts';
import type { TaskState } from './state.ts';

export interface RunOptions {
  readonly plan: CompiledPlan;
  readonly run: RunFacts;
  /** Parsed params, defaults filled in. */
  readonly params: JsonObject;
  /** What started the run, by the name the body uses. */
  readonly events: { readonly [key: string]: Json };
}

/** What one `apply` asks for and tells. */
export interface RunStep {
  readonly commands: readonly RunCommand[];
  readonly transitions: readonly Transition[];
}

/** A dag run, folded from events. */
export interface DagRunReducer {
  apply(events: readonly RunEvent[]): RunStep;
  /** Every instance that has a state, in the plan's order, then by index. */
  snapshot(): readonly InstanceRow[];
  /** Task instances by state; those without one yet under `none`. */
  counts(): { readonly [S in TaskState]?: number };
  /** True once `finish` was given. */
  readonly done: boolean;
}

export function createRun(options: RunOptions): DagRunReducer {
  throw new Error(`Not built yet: dag "${options.plan.id}".`);
}
