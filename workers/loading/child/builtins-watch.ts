/** What a file did to things that every module shares. */
export interface BuiltinChange {
  readonly kind: 'replaced' | 'polluted' | 'added' | 'moved';
  /** `JSON.parse`, `Object.prototype.isAdmin`, `process.cwd()`. */
  readonly name: string;
}

interface Watched {
  readonly name: string;
  readonly target: object;
  readonly isPrototype: boolean;
  readonly before: ReadonlyMap<PropertyKey, PropertyDescriptor>;
}

const PROCESS_KEYS = ['exit', 'kill', 'cwd', 'chdir', 'nextTick', 'hrtime', 'emitWarning', 'abort'];

/**
 * Remembers the built-in objects of this process as they are now and tells what has changed since.
 *
 * B1 A changed or removed property of a built-in is `replaced`.
 * B2 A new enumerable property of a prototype, or any new one of `Object.prototype`, is `polluted`:
 *    it shows up in every `for in` and every look-up. Polyfills define non-enumerable ones.
 * B3 Any other addition is `added`: harmless, yet this process is no longer as a fresh one is.
 */
export function watchBuiltins(): () => readonly BuiltinChange[] {
  const folder = process.cwd();
  const watched = builtins().map(remember);
  return () => {
    const changes = watched.flatMap(changesOf);
    return process.cwd() === folder
      ? changes
      : [...changes, { kind: 'moved', name: 'process.cwd()' }];
  };
}

function builtins(): readonly { name: string; target: object; keys?: readonly string[] }[] {
  const found: { name: string; target: object; keys?: readonly string[] }[] = [
    { name: 'globalThis', target: globalThis },
    { name: 'process', target: process, keys: PROCESS_KEYS },
  ];
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    // Reading settles Node's lazy globals, whose getters replace themselves on first use.
    const value: unknown = Reflect.get(globalThis, name);
    if (value === globalThis || value === process || value === undefined || value === null)
      continue;
    if (typeof value !== 'object' && typeof value !== 'function') continue;
    found.push({ name, target: value });
    const prototype: unknown = Reflect.get(value, 'prototype');
    if (typeof prototype === 'object' && prototype !== null) {
      found.push({ name: `${name}.prototype`, target: prototype });
    }
  }
  return found;
}

function remember(item: { name: string; target: object; keys?: readonly string[] }): Watched {
  const before = new Map<PropertyKey, PropertyDescriptor>();
  for (const key of item.keys ?? Reflect.ownKeys(item.target)) {
    const descriptor = Reflect.getOwnPropertyDescriptor(item.target, key);
    if (descriptor !== undefined) before.set(key, descriptor);
  }
  return {
    name: item.name,
    target: item.target,
    isPrototype: item.name.endsWith('.prototype'),
    before,
  };
}

/** Properties that Node or V8 write by themselves. */
const RESTLESS = new Set(['Error.stackTraceLimit', 'globalThis.performance', 'console._times']);

function changesOf(watched: Watched): readonly BuiltinChange[] {
  const changes: BuiltinChange[] = [];
  for (const [key, before] of watched.before) {
    const name = `${watched.name}.${String(key)}`;
    const now = Reflect.getOwnPropertyDescriptor(watched.target, key);
    if (!sameDescriptor(before, now) && !RESTLESS.has(name))
      changes.push({ kind: 'replaced', name });
  }
  if (watched.name === 'process') return changes;
  for (const key of Reflect.ownKeys(watched.target)) {
    if (watched.before.has(key)) continue;
    changes.push({ kind: kindOfAddition(watched, key), name: `${watched.name}.${String(key)}` });
  }
  return changes;
}

function kindOfAddition(watched: Watched, key: PropertyKey): 'polluted' | 'added' {
  if (!watched.isPrototype) return 'added';
  const enumerable = Reflect.getOwnPropertyDescriptor(watched.target, key)?.enumerable === true;
  return enumerable || watched.target === Object.prototype ? 'polluted' : 'added';
}

function sameDescriptor(before: PropertyDescriptor, now: PropertyDescriptor | undefined): boolean {
  return now !== undefined && Object.is(before.value, now.value) && before.get === now.get;
}
