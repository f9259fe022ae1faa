import { MemoryApprovalStore } from './approvals/memory-approval-store.ts';
import { MemoryAuditStore } from './audit/memory-audit-store.ts';
import { MemoryOutputCache } from './cache/memory-output-cache.ts';
import { MemoryDagStore } from './dags/memory-dag-store.ts';
import { MemoryEventStore } from './events/memory-event-store.ts';
import { MemoryFleetStore } from './fleet/memory-fleet-store.ts';
import { MemoryObjectStore } from './objects/memory-object-store.ts';
import { MemoryOutboxStore } from './outbox/memory-outbox-store.ts';
import { MemoryModelRegistry } from './registry/memory-model-registry.ts';
import { MemoryRunStore } from './runs/memory-run-store.ts';
import type { Stores } from './stores.ts';
import { MemoryTrackingStore } from './tracking/memory-tracking-store.ts';

/** Stores that live in this process alone; each call makes fresh, empty ones. */
export function memoryStores(): Stores {
  const beside = {
    events: new MemoryEventStore(),
    outbox: new MemoryOutboxStore(),
    audit: new MemoryAuditStore(),
    cache: new MemoryOutputCache(),
  };
  return {
    ...beside,
    objects: new MemoryObjectStore(),
    runs: new MemoryRunStore(beside),
    dags: new MemoryDagStore(),
    models: new MemoryModelRegistry(beside.audit),
    fleet: new MemoryFleetStore(),
    approvals: new MemoryApprovalStore(),
    tracking: new MemoryTrackingStore(),
    close: async () => {},
  };
}
