import type { z } from 'zod';
import type { CompiledPlan } from '../plan/plan.ts';

/** The code behind one task node: what a worker needs to run it, and what never leaves the process. */
export interface TaskBody {
  readonly name: string;
  readonly input: z.ZodType;
  readonly output: z.ZodType;
  /** The author's function; its context is the DSL's `TaskContext`. */
  readonly run: (input: never, context: never) => unknown;
  readonly callbacks: {
    readonly [kind: string]: (event: never) => void | Promise<void>;
  };
}

/** Where something was written in the author's file; 1-based, as editors count. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A dag with its code: the plan travels, the rest stays where the dag file was loaded. */
export interface DagRuntime {
  readonly plan: CompiledPlan;
  /** Parses the params of a run: defaults filled in, faults as zod issues. */
  readonly params: z.ZodType;
  /** By task id (node id in the plan). */
  readonly bodies: ReadonlyMap<string, TaskBody>;
  /** By node id, and the dag itself under the empty string. */
  readonly places: ReadonlyMap<string, SourcePlace>;
}
