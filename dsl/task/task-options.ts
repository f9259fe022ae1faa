import type { Outlet } from '../asset/source.ts';
import type { TriggerRule } from '../plan/trigger-rule.ts';
import type { RefTo } from '../reference/reference.ts';
import type { Callback } from './callback.ts';
import type { Duration } from './duration.ts';
import type { Size } from './size.ts';

/** What to wait for without taking data from it. */
export type After = RefTo<unknown> | readonly RefTo<unknown>[];

/** What a task asks of the worker it runs on; a worker without it never gets the task. */
export interface Resources {
  /** Whole devices, each for this task alone. */
  gpu?: number;
  gpuMemory?: Size;
  cpu?: number;
  memory?: Size;
  /** Labels the worker must have. */
  labels?: { readonly [name: string]: string };
}

/** What to do after one type of error; the first rule that names it wins. */
export interface RetryOn {
  /** The failure's type, or the name of the error's class. */
  on: string;
  /** `false`: the task fails at once. */
  retry?: boolean;
  /** The delay of the next try, instead of the task's own. */
  after?: Duration;
}

/** Reuse of an earlier output of the same code for the same input. */
export interface CacheOptions {
  /** Whose outputs are reused: this run's, this dag's (the default), every dag's. */
  scope?: 'run' | 'dag' | 'global';
  /** Part of the key; another salt, another output. */
  salt?: string;
  /** How long an output may be reused. */
  ttl?: Duration;
  /** Another version is other code, for changes that the task's own function does not show. */
  version?: string;
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
  /** Runs in the engine's own worker, for what takes milliseconds: no queue, no process of its own. */
  local?: boolean;
  cache?: boolean | CacheOptions;
  /** How long the output's objects are kept after the run has ended. */
  outputTtl?: Duration;
  retries?: number;
  retryDelay?: Duration;
  retryBackoff?: number;
  /** Share of a delay that chance takes off or adds, 0 to 1. */
  retryJitter?: number;
  maxRetryDelay?: Duration;
  retryRules?: readonly RetryOn[];
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

/** How a sensor asks. */
export interface PokeOptions {
  /** From one poke to the next. */
  pokeInterval?: Duration;
  /** Doubles the interval with each poke, up to `maxPokeInterval`. */
  exponentialBackoff?: boolean;
  maxPokeInterval?: Duration;
  /** Limit of one poke; the sensor's `timeout` is that of the whole wait. */
  pokeTimeout?: Duration;
  /** Ends as skipped instead of failed when the wait is over. */
  softFail?: boolean;
}

/** What a sensor's call may add to the sensor's definition. */
export interface SensorCallOptions<R extends TriggerRule, O>
  extends CallOptions<R, O>, PokeOptions {}

/** What the call of another dag may say. */
export interface DagCallOptions<R extends TriggerRule> extends TaskOptions, Placement {
  triggerRule?: R;
}
