import type { ExperimentStore } from './experiment-store.ts';
import type { LoggedModelStore } from './logged-model-store.ts';
import type { TaskTracking } from './task-tracking.ts';
import type { TrackedRunStore } from './tracked-run-store.ts';

/** Experiments, runs and what is recorded of them; words and rules as MLflow's tracking has them. */
export interface TrackingStore {
  readonly experiments: ExperimentStore;
  readonly runs: TrackedRunStore;
  readonly loggedModels: LoggedModelStore;
  /** What the engine records of its own tasks. */
  readonly tasks: TaskTracking;
}
