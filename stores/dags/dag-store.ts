import type { CompiledPlan } from '../../dsl/plan/plan.ts';

/** Dags and their versions, as workers reported them. The server reads dags here, never from files. */
export interface DagStore {
  /** Stores a plan under its hash and makes it the dag's current version. Idempotent. */
  publish(dag: PublishedDag): Promise<void>;
  list(): Promise<readonly DagRow[]>;
  get(dagId: string): Promise<DagRow | undefined>;
  /** The current plan, or the one with this hash. */
  plan(dagId: string, hash?: string): Promise<CompiledPlan | undefined>;
  setPaused(dagId: string, paused: boolean, by: string): Promise<boolean>;
  /** Replaces all load errors of a source (a worker's dag folder). */
  setLoadErrors(source: string, errors: readonly LoadError[]): Promise<void>;
  listLoadErrors(): Promise<readonly LoadError[]>;
}
export interface PublishedDag {
  readonly plan: CompiledPlan;
  /** Path relative to the dag folder. */
  readonly file: string;
  readonly build: string;
}
export interface DagRow {
  readonly dagId: string;
  readonly planHash: string;
  readonly file: string;
  readonly build: string;
  readonly paused: boolean;
  readonly schedule: string | null;
  readonly tags: readonly string[];
  readonly owner: string | null;
  readonly updatedAt: Date;
}
export interface LoadError {
  readonly file: string;
  readonly code: string;
  readonly message: string;
}
