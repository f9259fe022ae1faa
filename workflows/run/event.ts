import type { Output } from '../protocol/value.ts';
import type { InstancePath } from './instance-path.ts';

/** What happened, as a driver tells the reducer. Drivers: the workflow, `dag.test()`, the tests. */
export type RunEvent =
  | { readonly type: 'start' }
  | { readonly type: 'running'; readonly path: InstancePath }
  /** An attempt failed and another will follow; the driver waits and tries again. */
  | { readonly type: 'retrying'; readonly path: InstancePath; readonly error: TaskError }
  | { readonly type: 'succeeded'; readonly path: InstancePath; readonly output: Output }
  | { readonly type: 'skipped'; readonly path: InstancePath; readonly reason: string }
  /** The last attempt failed. */
  | { readonly type: 'failed'; readonly path: InstancePath; readonly error: TaskError }
  /**
   * The run is to stop: started instances are told so and end as `failed` when they report,
   * all others become `skipped` at once (as when a run is marked failed in Airflow).
   */
  | { readonly type: 'cancel'; readonly reason: string };

export interface TaskError {
  /** A `FailureType`, or the type of the author's own ApplicationFailure. */
  readonly type: string;
  readonly message: string;
}
