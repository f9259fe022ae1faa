import { MemoryDagStore } from './dags/memory-dag-store.ts';
import { MemoryFleetStore } from './fleet/memory-fleet-store.ts';
import { MemoryObjectStore } from './objects/memory-object-store.ts';
import { MemoryModelRegistry } from './registry/memory-model-registry.ts';
import { MemoryRunStore } from './runs/memory-run-store.ts';
import type { Stores } from './stores.ts';

/** Stores that live in this process alone; each call makes fresh, empty ones. */
export function memoryStores(): Stores {
  return {
    objects: new MemoryObjectStore(),
    runs: new MemoryRunStore(),
    dags: new MemoryDagStore(),
    models: new MemoryModelRegistry(),
    fleet: new MemoryFleetStore(),
    close: async () => {},
  };
}
