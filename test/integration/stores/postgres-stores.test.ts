import { afterAll, beforeAll } from 'vitest';
import { describeApprovalStore } from '../../../stores/approvals/approval-store.contract.ts';
import { describeAuditStore } from '../../../stores/audit/audit-store.contract.ts';
import { describeOutputCache } from '../../../stores/cache/output-cache.contract.ts';
import { describeEventStore } from '../../../stores/events/event-store.contract.ts';
import { describeOutbox } from '../../../stores/outbox/outbox-store.contract.ts';
import { describeControl } from '../../../stores/runs/control.contract.ts';
import { describeSweep } from '../../../stores/values/sweep-expired.contract.ts';
import { describeDagStore } from '../../../stores/dags/dag-store.contract.ts';
import { describeFleetStore } from '../../../stores/fleet/fleet-store.contract.ts';
import { openStores } from '../../../stores/open-stores.ts';
import { describeTracking } from '../../../stores/tracking/tracking-store.contract.ts';
import { describeModelRegistry } from '../../../stores/registry/model-registry.contract.ts';
import { describeRunStore } from '../../../stores/runs/run-store.contract.ts';
import type { Stores } from '../../../stores/stores.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestPostgres, type TestPostgres } from '../../servers/postgres.ts';

let postgres: TestPostgres;
let stores: Stores;
let folder: string;

beforeAll(async () => {
  postgres = await startTestPostgres();
  folder = await mkdtemp(join(tmpdir(), 'perdure-objects-'));
  stores = await openStores({ databaseUrl: postgres.url, objectStore: `file://${folder}` });
});
afterAll(async () => {
  await stores.close();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
});

describeRunStore('Postgres', () => stores.runs);
describeDagStore('Postgres', () => stores.dags);
describeModelRegistry('Postgres', () => stores.models);
describeTracking('Postgres', () => stores.tracking);
describeFleetStore('Postgres', () => stores.fleet);
describeControl('Postgres', () => stores);
describeEventStore('Postgres', () => stores.events);
describeApprovalStore('Postgres', () => stores.approvals);
describeOutputCache('Postgres', () => stores.cache);
describeOutbox('Postgres', () => stores);
describeAuditStore('Postgres', () => stores.audit);
describeSweep('Postgres', () => stores);
