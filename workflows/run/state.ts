/** Airflow's task instance states; those this version reaches are `TaskState`. */
export const TASK_STATES = [
  'none',
  'scheduled',
  'queued',
  'running',
  'restarting',
  'up_for_retry',
  'up_for_reschedule',
  'deferred',
  'awaiting_input',
  'success',
  'failed',
  'skipped',
  'upstream_failed',
  'removed',
] as const;
export type TaskState = (typeof TASK_STATES)[number];

/** A started instance that waits for time, an event or a person. */
export type WaitingState = 'queued' | 'up_for_reschedule' | 'deferred' | 'awaiting_input';

/** States that no event but a clear can change. */
export type FinalState = 'success' | 'failed' | 'skipped' | 'upstream_failed';

/** Airflow's dag run states. */
export type RunState = 'queued' | 'running' | 'success' | 'failed';

export function isTaskState(text: string): text is TaskState {
  return TASK_STATES.some((state) => state === text);
}

export function isFinal(state: TaskState): state is FinalState {
  return (
    state === 'success' || state === 'failed' || state === 'skipped' || state === 'upstream_failed'
  );
}

/** True while a handed-out instance uses a worker: waits for time, events and people do not. */
export function takesASlot(state: TaskState): boolean {
  return (
    state === 'scheduled' || state === 'queued' || state === 'running' || state === 'up_for_retry'
  );
}
