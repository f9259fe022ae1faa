import type { PlanTaskOptions } from '../../../dsl/plan/plan-task-options.ts';

/** Options of a task that a test does not care about: the reducer never reads them. */
export const TASK_OPTIONS: PlanTaskOptions = {
  queue: 'cpu',
  retries: 0,
  retryDelayMs: 0,
  retryBackoff: 1,
  maxRetryDelayMs: 0,
  nonRetryable: [],
  timeoutMs: 1_000,
  heartbeatTimeoutMs: 1_000,
  isolation: 'inline',
  callbacks: [],
};
