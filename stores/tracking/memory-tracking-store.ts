import { MemoryExperiments } from './memory-experiments.ts';
import { MemoryLoggedModels } from './memory-logged-models.ts';
import { MemoryTaskTracking } from './memory-task-tracking.ts';
import { MemoryTrackedRuns } from './memory-tracked-runs.ts';
import { TrackingMemory } from './tracking-memory.ts';
import type { TrackingStore } from './tracking-store.ts';

/** Tracking of one process. */
export class MemoryTrackingStore implements TrackingStore {
  readonly experiments: TrackingStore['experiments'];
  readonly runs: TrackingStore['runs'];
  readonly loggedModels: TrackingStore['loggedModels'];
  readonly tasks: TrackingStore['tasks'];

  constructor() {
    const memory = new TrackingMemory();
    this.experiments = new MemoryExperiments(memory);
    this.runs = new MemoryTrackedRuns(memory);
    this.loggedModels = new MemoryLoggedModels(memory);
    this.tasks = new MemoryTaskTracking(memory);
  }
}
