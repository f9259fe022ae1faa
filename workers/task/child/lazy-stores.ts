import { Readable } from 'node:stream';
import type { AuditStore } from '../../../stores/audit/audit-store.ts';
import type { ObjectStore } from '../../../stores/objects/object-store.ts';
import type { ModelRegistry } from '../../../stores/registry/model-registry.ts';
import { patientObjects } from '../store-access/patient-objects.ts';
import type { Order } from './channel.ts';
import { askParent } from './parent.ts';

export interface TaskStores {
  readonly objects: ObjectStore;
  readonly models: ModelRegistry;
  readonly audit: Pick<AuditStore, 'record'>;
}

let opened: { readonly config: string; readonly objects: Promise<ObjectStore> } | undefined;

/**
 * The stores of a task's process. Bytes go straight to the object store, which is opened at its
 * first use and kept for later tries; all else is asked of the worker through the channel, so that
 * no process with author code holds the database's password.
 */
export function taskStores({ objectStore, storeLocation, limits }: Order): TaskStores {
  const models = calling<ModelRegistry>(askFor('models'));
  const audit = calling<AuditStore>(askFor('audit'));
  if (objectStore === undefined) return { objects: askedObjects(storeLocation), models, audit };
  const open = async (): Promise<ObjectStore> => {
    const config = JSON.stringify(objectStore);
    if (opened?.config !== config) opened = { config, objects: openOwn(objectStore) };
    return opened.objects;
  };
  const own = calling<ObjectStore>(callOn(open), { location: storeLocation });
  return { objects: patientObjects(own, { waitMs: limits.storeWaitMs }), models, audit };
}

/** Loaded with the first use: most tasks need none, and a process starts faster without clients. */
async function openOwn({ url, s3 }: NonNullable<Order['objectStore']>): Promise<ObjectStore> {
  const { openObjectStore } = await import('../../../stores/objects/open-object-store.ts');
  return openObjectStore(url, s3);
}

type Call = (method: string, args: readonly unknown[]) => Promise<unknown>;

function askFor(store: 'objects' | 'models' | 'audit'): Call {
  return (method, args) => askParent({ kind: 'store', store, method, args });
}

function callOn(open: () => Promise<object>): Call {
  return async (method, args) => {
    const target = await open();
    const call: unknown = Reflect.get(target, method);
    if (typeof call !== 'function') throw new TypeError(`No method "${method}".`);
    return Reflect.apply(call, target, args) as unknown;
  };
}

/** The worker's object store. Streams cannot cross the channel; they are read whole. */
function askedObjects(location: string): ObjectStore {
  const asked = calling<ObjectStore>(askFor('objects'));
  return {
    location,
    put: async (key, body, options) =>
      asked.put(key, body instanceof Readable ? await bytesOf(body) : body, options),
    get: (key, range) => asked.get(key, range),
    stream: async (key, range) => Readable.from([Buffer.from(await asked.get(key, range))]),
    head: (key) => asked.head(key),
    list: (prefix, options) => asked.list(prefix, options),
    delete: (key) => asked.delete(key),
    selfTest: async () => undefined,
    close: async () => undefined,
  };
}

async function bytesOf(stream: Readable): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  // Binary streams give Buffers, and strings only when an encoding was set.
  for await (const chunk of stream as AsyncIterable<Buffer | string>) {
    chunks.push(Buffer.from(chunk));
  }
  return Buffer.concat(chunks);
}

/** An object whose every method is one async call; `own` fields are simply there. */
function calling<T extends object>(call: Call, own: Partial<T> = {}): T {
  const target: Partial<T> = own;
  // Every method of these interfaces is async, so one that waits for its target fits.
  return new Proxy(target, {
    get: (_target, name) => {
      if (Object.hasOwn(own, name)) return Reflect.get(own, name) as unknown;
      // A promise must not take this object for another promise.
      if (typeof name === 'symbol' || name === 'then') return undefined;
      return (...args: readonly unknown[]) => call(name, args);
    },
  }) as T;
}
