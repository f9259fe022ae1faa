import type { Json, JsonObject } from '../../dsl/plan/json.ts';
import type { CompiledPlan } from '../../dsl/plan/plan.ts';
import type { Kept } from '../run/kept.ts';
import type { StoppedRun } from '../run/run-book.ts';
import type { BlobReference } from './value.ts';

export type RunType = 'scheduled' | 'manual' | 'backfill' | 'asset' | 'child';

/** The run as tasks see it (`RunContext` of the DSL). Times are ISO 8601 strings in UTC. */
export interface RunFacts {
  readonly dagId: string;
  readonly runId: string;
  readonly runType: RunType;
  readonly isLatest: boolean;
  readonly logicalDate: string;
  readonly dataInterval: { readonly start: string; readonly end: string };
}

/** A plan, or where to find one that is too large to travel. */
export type PlanSource =
  | { readonly kind: 'inline'; readonly plan: CompiledPlan }
  | { readonly kind: 'blob'; readonly hash: string; readonly blob: BlobReference };

/** What is kept of earlier executions, or where it was put because it is too large to travel. */
export type KeptSource =
  | { readonly kind: 'inline'; readonly kept: readonly Kept[] }
  | { readonly kind: 'blob'; readonly blob: BlobReference };

/** Grows when the driver's commands come in another order, so that older histories still replay. */
export const DRIVER_REVISION = 4;

/** How much one Temporal execution of a run takes on; the driver's own values where absent. */
export interface ExecutionLimits {
  /** History events after which nothing more starts, so that the run can continue as new. */
  readonly drainAtEvents?: number;
  /** Most started instances of a shard, and of a map that is not cut. */
  readonly shardInstances?: number;
}

/** The only argument of a dag run's workflow. Its type is the dag id, its id `dagId/runId`. */
export type RunInput =
  | {
      readonly kind: 'run';
      readonly plan: PlanSource;
      readonly run: RunFacts;
      readonly params: JsonObject;
      readonly events: { readonly [key: string]: Json };
      /** Counts executions of the same run id; part of every fence. The first is 1. */
      readonly generation: number;
      readonly limits?: ExecutionLimits;
      /** `DRIVER_REVISION` when the run began; absent means 1. A run keeps the one it began with. */
      readonly revision?: number;
    }
  /**
   * A closed run that is cleared, marked or answered: the first step reads the rest from the
   * database and makes the next generation, so that no seed is ever stale.
   */
  | {
      readonly kind: 'reopen';
      readonly dagId: string;
      readonly runId: string;
      /** Runs on the dag's newest plan instead of the run's own. */
      readonly latest: boolean;
      /** The run is open, but the execution that had it is gone: it goes on where that was. */
      readonly lost?: boolean;
    }
  /** The same run, continued as new. */
  | {
      readonly kind: 'continued';
      readonly run: Extract<RunInput, { kind: 'run' }>;
      readonly kept: KeptSource;
      readonly generation: number;
      readonly paused: boolean;
      /** Why nothing but teardowns starts any more. */
      readonly stopped?: StoppedRun;
      /** ISO time at which the dag's `timeout` ends the run. */
      readonly deadline?: string;
      /** When the sensors and waits in progress began, by path: they go on with the time left. */
      readonly begun: {
        readonly [path: string]: { readonly at: number; readonly generation: number };
      };
      /** Instances that were cleared with their checkpoints kept and have not run yet. */
      readonly checkpoints: readonly string[];
      /** Instances that were cleared and not reached since: at the end they are `removed`. */
      readonly cleared?: readonly string[];
    }
  /** Started by a Temporal Schedule, whose input is static: the first step asks for the rest. */
  | { readonly kind: 'tick'; readonly dagId: string };

/** What a dag run's workflow returns, or carries in the details of its failure. */
export interface RunOutcome {
  readonly state: 'success' | 'failed';
  /** Counts of task instances by state. */
  readonly counts: { readonly [state: string]: number };
  /** Why it failed, one line a task instance, at most 20. */
  readonly errors: readonly string[];
  readonly result: Json | null;
}
