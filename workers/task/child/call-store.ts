import type { AuditStore } from '../../../stores/audit/audit-store.ts';
import type { ObjectStore } from '../../../stores/objects/object-store.ts';
import type { ModelRegistry } from '../../../stores/registry/model-registry.ts';
import type { Ask } from './channel.ts';

/** What a task's process may ask of the worker's stores. */
const METHODS = {
  objects: ['put', 'get', 'head', 'list', 'delete'],
  models: ['createVersion', 'getVersion', 'getByAlias', 'listModels', 'listVersions', 'moveAlias'],
  audit: ['record'],
} as const;

/** Carries out a store call that came through the channel. */
export async function callStore(
  stores: {
    readonly objects: ObjectStore;
    readonly models: ModelRegistry;
    readonly audit: Pick<AuditStore, 'record'>;
  },
  { store, method, args }: Extract<Ask, { kind: 'store' }>,
): Promise<unknown> {
  const allowed: readonly string[] = METHODS[store];
  if (!allowed.includes(method)) throw new Error(`A task may not call "${store}.${method}".`);
  const target = stores[store];
  const call: unknown = Reflect.get(target, method);
  if (typeof call !== 'function') throw new Error(`"${store}" has no method "${method}".`);
  return Reflect.apply(call, target, args);
}
