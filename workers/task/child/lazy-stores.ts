import { Readable } from 'node:stream';
import type { ObjectStore } from '../../../stores/objects/object-store.ts';
import type { ModelRegistry } from '../../../stores/registry/model-registry.ts';
import type { StoresConfig } from '../../../stores/open-stores.ts';
import type { Stores } from '../../../stores/stores.ts';
import type { Order } from './channel.ts';
import { askParent } from './parent.ts';

export interface TaskStores {
  readonly objects: ObjectStore;
  readonly models: ModelRegistry;
}

let opened: { readonly config: string; readonly stores: Promise<Stores> } | undefined;

/**
 * The stores of a task's process: its own, opened at the first use and kept for later tries, or the
 * worker's, asked through the channel.
 */
export function taskStores({ storesConfig, storeLocation }: Order): TaskStores {
  if (storesConfig === undefined) return askedStores(storeLocation);
  const open = async (): Promise<Stores> => {
    const config = JSON.stringify(storesConfig);
    if (opened?.config !== config) opened = { config, stores: openOwn(storesConfig) };
    return opened.stores;
  };
  return {
    objects: lazily<ObjectStore>(async () => (await open()).objects, { location: storeLocation }),
    models: lazily<ModelRegistry>(async () => (await open()).models),
  };
}

/** Loaded with the first use: most tasks need no store, and a process starts faster without clients. */
async function openOwn(config: StoresConfig): Promise<Stores> {
  const { openStores } = await import('../../../stores/open-stores.ts');
  return openStores(config);
}

function askedStores(location: string): TaskStores {
  const asked = (store: 'objects' | 'models') => ({
    call: (method: string, args: readonly unknown[]) =>
      askParent({ kind: 'store', store, method, args }),
  });
  return {
    objects: { ...remoteObjects(asked('objects').call), location },
    models: calling<ModelRegistry>(asked('models').call),
  };
}

type Call = (method: string, args: readonly unknown[]) => Promise<unknown>;

/** Streams cannot cross the channel; they are read whole. */
function remoteObjects(call: Call): Omit<ObjectStore, 'location'> {
  const remote = calling<ObjectStore>(call);
  return {
    put: async (key, body, options) =>
      remote.put(key, body instanceof Readable ? await bytesOf(body) : body, options),
    get: (key, range) => remote.get(key, range),
    stream: async (key, range) => Readable.from([Buffer.from(await remote.get(key, range))]),
    head: (key) => remote.head(key),
    list: (prefix, options) => remote.list(prefix, options),
    delete: (key) => remote.delete(key),
    selfTest: async () => undefined,
    close: async () => undefined,
  };
}

async function bytesOf(stream: Readable): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  // Binary streams give Buffers, and strings only when an encoding was set.
  for await (const chunk of stream as AsyncIterable<Buffer | string>)
    chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** An interface of async methods whose target is opened with the first call. */
function lazily<T extends object>(open: () => Promise<T>, own: Partial<T> = {}): T {
  return calling<T>(async (method, args) => {
    const target = await open();
    const call: unknown = Reflect.get(target, method);
    if (typeof call !== 'function') throw new TypeError(`No method "${method}".`);
    return Reflect.apply(call, target, args) as unknown;
  }, own);
}

function calling<T extends object>(call: Call, own: Partial<T> = {}): T {
  const target: Partial<T> = own;
  // Every method of these interfaces is async, so one that waits for its target fits.
  return new Proxy(target, {
    get: (_target, name) => {
      if (Object.hasOwn(own, name)) return Reflect.get(own, name);
      // A promise must not take this object for another promise.
      if (typeof name === 'symbol' || name === 'then') return undefined;
      return (...args: readonly unknown[]) => call(name, args);
    },
  }) as T;
}
