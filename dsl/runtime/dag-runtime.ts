import type { z } from 'zod';
import type { CompiledPlan } from '../plan/plan.ts';

/** An author's callbacks by kind: `execute`, `success`, `failure`, `retry`, `skipped`. */
export type Callbacks = {
  readonly [kind: string]: (event: never, context: never) => void | Promise<void>;
};

/** The code behind one task or sensor: what a worker needs to run it, and what never leaves the process. */
export interface TaskBody {
  /** `sensor`: `run` is the author's `poke`, which gives `undefined` or `false` while not ready. */
  readonly kind: 'task' | 'sensor';
  readonly name: string;
  readonly input: z.ZodType;
  readonly output: z.ZodType;
  /** The author's function; its context is the DSL's `TaskContext`. */
  readonly run: (input: never, context: never) => unknown;
  readonly callbacks: Callbacks;
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
  /** By node id where there are some (child dags have them too), and the dag's own under the empty string. */
  readonly callbacks: ReadonlyMap<string, Callbacks>;
  /** By node id, and the dag itself under the empty string. */
  readonly places: ReadonlyMap<string, SourcePlace>;
}
