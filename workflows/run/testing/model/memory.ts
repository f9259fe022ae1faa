import type { Json, JsonObject } from '../../../../dsl/plan/json.ts';
import type { PlanNode } from '../../../../dsl/plan/plan.ts';
import type { Loose } from '../../expression/loose.ts';
import type { FinalState, TaskState } from '../../state.ts';

/** How a started instance ended: as reported, as marked, or without running. */
export interface End {
  readonly state: FinalState;
  readonly output?: Json;
}

/** A started instance that was handed to the driver and has not reported. */
export interface Open {
  readonly kind: PlanNode['kind'];
  /** As told last, before it was cleared or marked. */
  readonly state: TaskState;
  /** Told to stop by a cancel: whatever it reports, it has failed. */
  readonly stopped: boolean;
  /** Cleared or marked meanwhile: what it reports does not count. */
  readonly dropped: boolean;
}

/**
 * All that the model keeps from one event to the next. Everything else it works out again.
 *
 * `decided` holds what cannot be seen from the ends: that a map, branch, loop or resource was
 * entered, or ended unrun, with what was known at that time. A clear or mark begins without it.
 */
export interface Memory {
  readonly params: JsonObject;
  readonly ends: Map<string, End>;
  readonly open: Map<string, Open>;
  readonly decided: Map<string, FinalState | 'entered'>;
  /** What had an end that was cleared, or was left over at an end of the run. */
  readonly forgotten: Set<string>;
  /** What had begun when a run that is to stop was last folded again: what is around is entered. */
  readonly begun: Set<string>;
  cancelled: boolean;
  paused: boolean;
  /** Everything that was ever handed out, in order. */
  readonly handedOut: { readonly path: string; readonly input: Loose }[];
}

export function emptyMemory(params: JsonObject): Memory {
  return {
    params,
    ends: new Map(),
    open: new Map(),
    decided: new Map(),
    forgotten: new Set(),
    begun: new Set(),
    cancelled: false,
    paused: false,
    handedOut: [],
  };
}
