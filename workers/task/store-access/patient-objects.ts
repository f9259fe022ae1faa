import type { ObjectStore } from '../../../stores/objects/object-store.ts';
import { patiently, type Patience } from './patience.ts';

/** The same store, tried again for a while when it does not answer. Streams are not: they are used up. */
export function patientObjects(objects: ObjectStore, patience: Patience): ObjectStore {
  return {
    location: objects.location,
    put: (key, body, options) =>
      body instanceof Uint8Array
        ? patiently(() => objects.put(key, body, options), patience)
        : objects.put(key, body, options),
    get: (key, range) => patiently(() => objects.get(key, range), patience),
    stream: (key, range) => patiently(() => objects.stream(key, range), patience),
    head: (key) => patiently(() => objects.head(key), patience),
    list: (prefix, options) => patiently(() => objects.list(prefix, options), patience),
    delete: (key) => patiently(() => objects.delete(key), patience),
    selfTest: () => objects.selfTest(),
    close: () => objects.close(),
  };
}
