import type { ApprovalStore } from './approvals/approval-store.ts';
import type { AuditStore } from './audit/audit-store.ts';
import type { OutputCache } from './cache/output-cache.ts';
import type { DagStore } from './dags/dag-store.ts';
import type { EventStore } from './events/event-store.ts';
import type { FleetStore } from './fleet/fleet-store.ts';
import type { ObjectStore } from './objects/object-store.ts';
import type { OutboxStore } from './outbox/outbox-store.ts';
import type { ModelRegistry } from './registry/model-registry.ts';
import type { RunStore } from './runs/run-store.ts';
import type { TrackingStore } from './tracking/tracking-store.ts';

/** Everything Perdure keeps. `openStores` makes it from the environment, tests from memory. */
export interface Stores {
  readonly objects: ObjectStore;
  readonly runs: RunStore;
  readonly dags: DagStore;
  readonly models: ModelRegistry;
  readonly fleet: FleetStore;
  readonly events: EventStore;
  readonly approvals: ApprovalStore;
  readonly cache: OutputCache;
  readonly outbox: OutboxStore;
  readonly audit: AuditStore;
  readonly tracking: TrackingStore;
  close(): Promise<void>;
}
