import { POISONED } from './reference-data.ts';

const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/**
 * What a word returns when there is nothing right to return. Using it in any way gives it back and
 * says nothing more, so one mistake is reported once.
 */
export function poisonedReference<T>(): T {
  // A proxy has whatever type its place asks for.
  return POISON as T;
}

const POISON: unknown = new Proxy(
  Object.assign(() => undefined, { [INSPECT]: () => 'Ref<of a word that failed>' }),
  {
    get: (_target, key) => {
      if (key === POISONED) return true;
      if (key === Symbol.toPrimitive) return () => '';
      if (key === Symbol.iterator) return () => [][Symbol.iterator]();
      if (key === 'toJSON') return () => null;
      if (key === 'then' || typeof key === 'symbol') return undefined;
      return POISON;
    },
    apply: () => POISON,
    set: () => true,
    deleteProperty: () => true,
    has: () => false,
    ownKeys: () => [],
    getOwnPropertyDescriptor: () => undefined,
  },
);
