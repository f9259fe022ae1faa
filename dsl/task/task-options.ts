import type { Outlet } from '../asset/source.ts';
import type { TriggerRule } from '../plan/trigger-rule.ts';
import type { RefTo } from '../reference/reference.ts';
import type { Callback } from './callback.ts';
import type { Duration } from './duration.ts';

/** What to wait for without taking data from it. */
export type After = RefTo<unknown> | readonly RefTo<unknown>[];

/** What a task asks of the machine it runs on. */
export interface Resources {
  gpu?: number;
  gpuMemory?: `${number}Gi`;
  cpu?: number;
  memory?: `${number}Gi`;
}

/** Settings of a task; given at its definition, as a dag's or group's `defaults`, or at the call. The nearest wins. */
export interface TaskOptions {
  queue?: string;
  pool?: string;
  priority?: number;
  resources?: Resources;
  /**
   * Where the body runs: in a child process of the worker, or in the worker itself. By default
   * `inline` on queue `cpu` without `resources.gpu`, `gpuMemory` or `memory`, else `process`.
   */
  isolation?: 'process' | 'inline';
  retries?: number;
  retryDelay?: Duration;
  retryBackoff?: number;
  maxRetryDelay?: Duration;
  nonRetryable?: readonly string[];
  timeout?: Duration;
  totalTimeout?: Duration;
  queueTimeout?: Duration;
  heartbeatTimeout?: Duration;
  doc?: string;
  onExecute?: Callback;
  onSuccess?: Callback;
  onFailure?: Callback;
  onRetry?: Callback;
  onSkipped?: Callback;
}

/** Where a word stands in the graph. */
export interface Placement {
  id?: string;
  after?: After;
  doc?: string;
}

/** What a task's call may add to the task's definition. */
export interface CallOptions<R extends TriggerRule, O> extends TaskOptions, Placement {
  triggerRule?: R;
  outlets?: readonly Outlet<O>[];
}
