import { PostgresApprovalStore } from './approvals/postgres-approval-store.ts';
import { PostgresAuditStore } from './audit/postgres-audit-store.ts';
import { PostgresOutputCache } from './cache/postgres-output-cache.ts';
import { PostgresDagStore } from './dags/postgres-dag-store.ts';
import { PostgresEventStore } from './events/postgres-event-store.ts';
import { PostgresFleetStore } from './fleet/postgres-fleet-store.ts';
import { openObjectStore } from './objects/open-object-store.ts';
import { PostgresOutboxStore } from './outbox/postgres-outbox-store.ts';
import { Database } from './postgres/database.ts';
import { checkSchema } from './postgres/check-schema.ts';
import { PostgresModelRegistry } from './registry/postgres-model-registry.ts';
import { PostgresRunStore } from './runs/postgres-run-store.ts';
import type { StoresConfig } from './stores-config.ts';
import type { Stores } from './stores.ts';
import { PostgresTrackingStore } from './tracking/postgres-tracking-store.ts';

export { memoryStores } from './memory-stores.ts';
export { migrateDown, migrateUp } from './postgres/migrate.ts';
export { storesConfigFromEnv, type StoresConfig } from './stores-config.ts';

/**
 * Opens Postgres and the object store, and proves that they can be used: the schema is there, and
 * conditional writes hold.
 */
export async function openStores(config: StoresConfig): Promise<Stores> {
  const database = openDatabase(config);
  try {
    await checkSchema(database);
    const objects = await openObjects(config);
    const close = async (): Promise<void> => {
      await Promise.all([database.close(), objects.close()]);
    };
    return { ...databaseStores(database), objects, close };
  } catch (error) {
    await database.close();
    throw error;
  }
}

function openDatabase({
  databaseUrl: url,
  maxConnections,
  retryMs,
  onFault,
}: StoresConfig): Database {
  return new Database({
    url,
    ...(maxConnections !== undefined && { maxConnections }),
    ...(retryMs !== undefined && { retryMs }),
    ...(onFault !== undefined && { onFault }),
  });
}

function databaseStores(database: Database): Omit<Stores, 'objects' | 'close'> {
  return {
    runs: new PostgresRunStore(database),
    dags: new PostgresDagStore(database),
    models: new PostgresModelRegistry(database),
    fleet: new PostgresFleetStore(database),
    events: new PostgresEventStore(database),
    approvals: new PostgresApprovalStore(database),
    cache: new PostgresOutputCache(database),
    outbox: new PostgresOutboxStore(database),
    audit: new PostgresAuditStore(database),
    tracking: new PostgresTrackingStore(database),
  };
}

async function openObjects({
  objectStore,
  s3,
  selfTest,
}: StoresConfig): Promise<Stores['objects']> {
  const objects = await openObjectStore(objectStore, s3);
  if (selfTest !== false) await objects.selfTest();
  return objects;
}
