import type { Json, JsonObject } from '../../../dsl/plan/json.ts';
import type { Frame, Instance } from '../instance.ts';
import type { StaticPlan } from '../plan/static-plan.ts';

/** Where an expression stands: the frame it is read in, and what holds for the whole run. */
export interface Scope {
  readonly frame: Frame;
  readonly plan: StaticPlan;
  /** The run's facts, as the JSON a body reads. */
  readonly run: JsonObject;
  readonly params: JsonObject;
  readonly events: { readonly [key: string]: Json };
  /**
   * For inputs that would travel too heavy: says whether a task's value is to be left out and
   * referred to instead. Absent where values are needed here and now.
   */
  readonly leaveOut?: (value: Json) => boolean;
  /** A loop whose newest state is meant, outside of its iterations: for its condition. */
  readonly newest?: Instance;
}

export function within(scope: Scope, frame: Frame): Scope {
  return frame === scope.frame ? scope : { ...scope, frame };
}

/** The same place, with every value at hand. */
export function withValues(scope: Scope): Scope {
  if (scope.leaveOut === undefined) return scope;
  const { leaveOut: _, ...rest } = scope;
  return rest;
}
