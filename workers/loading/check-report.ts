import type { CompiledPlan } from '../../dsl/plan/plan.ts';
import type { SourcePlace } from '../../dsl/runtime/dag-runtime.ts';
import type { LoadFault } from './load-fault.ts';

/** What a check of a folder found: every dag, and every fault of every file. */
export interface CheckReport {
  /** Absolute path of the folder, or of the one file that was checked. */
  readonly path: string;
  /** All dag files, relative to the folder, good or bad. */
  readonly files: readonly string[];
  /** The dags without errors, sorted by id. */
  readonly dags: readonly CheckedDag[];
  readonly faults: readonly LoadFault[];
  readonly tookMs: number;
}

/** A dag as its checking process reported it: data, no code. */
export interface CheckedDag {
  readonly file: string;
  readonly plan: CompiledPlan;
  /** By node id, and the dag itself under the empty string; files relative to the folder. */
  readonly places: { readonly [nodeId: string]: SourcePlace };
}
