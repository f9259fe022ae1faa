import type { TaskCall, TaskReport } from '../../workflows/protocol/index.ts';
import { temporalPort } from './attempt/activity-port.ts';
import { openAttempt } from './attempt/attempt-scope.ts';
import { failAttempt } from './attempt/fail-attempt.ts';
import { performAttempt } from './attempt/perform-attempt.ts';
import { inAttempt, watchStrayErrors } from './attempt/stray-errors.ts';
import type { TaskActivityDeps } from './task-activity-deps.ts';
import { taskWorker } from './task-worker.ts';

/** A worker's default activity handler: every task of every dag runs through it. */
export interface TaskActivity {
  (call: TaskCall): Promise<TaskReport>;
  /** Ends the child processes. */
  close(): Promise<void>;
}

/**
 * Makes the handler. An attempt claims, computes its input, runs the author's code, checks and keeps
 * the output, and reports; it heartbeats from its first moment to its last by itself.
 */
export function createTaskActivity(deps: TaskActivityDeps): TaskActivity {
  const worker = taskWorker(deps);
  if (deps.ownsProcess !== false) watchStrayErrors(deps.log);
  const perform = async (call: TaskCall): Promise<TaskReport> => {
    const scope = openAttempt(worker, call, (deps.port ?? temporalPort)());
    try {
      return await inAttempt(scope, () => performAttempt(scope));
    } catch (error) {
      throw await failAttempt(scope, error);
    } finally {
      scope.ended = true;
      scope.heartbeat.stop();
    }
  };
  return Object.assign(perform, { close: () => worker.children.close() });
}
