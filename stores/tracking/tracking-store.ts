import type { TaskTracking } from './task-tracking.ts';

/** Experiments, runs and what is recorded of them; words and rules as MLflow's tracking has them. */
export interface TrackingStore {
  /** What the engine records of its own tasks. */
  readonly tasks: TaskTracking;
}
