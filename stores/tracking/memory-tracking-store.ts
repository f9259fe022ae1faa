import { MemoryTaskTracking } from './memory-task-tracking.ts';
import { TrackingMemory } from './tracking-memory.ts';
import type { TrackingStore } from './tracking-store.ts';

/** Tracking of one process. */
export class MemoryTrackingStore implements TrackingStore {
  readonly tasks: TrackingStore['tasks'];

  constructor() {
    const memory = new TrackingMemory();
    this.tasks = new MemoryTaskTracking(memory);
  }
}
