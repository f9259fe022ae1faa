/**
 * Checks of values that came out of a file: each gives the value back with its type, or says where
 * it is not as it must be. Nothing is converted, nothing unknown is let through.
 */
export type Check<T> = (value: unknown, place: string) => T;
type Checks = Readonly<Record<string, Check<unknown>>>;
type Checked<S extends Checks> = { readonly [K in keyof S]: ReturnType<S[K]> };

/** An object of exactly these fields; those of `optional` may be absent. */
export function record<R extends Checks, O extends Checks = Record<never, never>>(
  required: R,
  optional?: O,
): Check<Checked<R> & Partial<Checked<O>>> {
  return (value, place) => {
    const held = objectAt(value, place);
    const made: Record<string, unknown> = {};
    for (const key of Object.keys(held)) {
      const check = own(required, key) ?? own(optional ?? {}, key);
      if (check === undefined) throw new Error(`${place} has the unknown field "${key}"`);
      made[key] = check(Reflect.get(held, key), `${place}.${key}`);
    }
    const missing = Object.keys(required).find((key) => !Object.hasOwn(made, key));
    if (missing !== undefined) throw new Error(`${place} has no "${missing}"`);
    return made as Checked<R> & Partial<Checked<O>>; // each field was checked by its own check
  };
}

/** One of several records, told apart by the word in `key`. */
export function taggedBy<S extends Readonly<Record<string, Check<unknown>>>>(
  key: string,
  kinds: S,
): Check<ReturnType<S[keyof S]>> {
  return (value, place) => {
    const word: unknown = Reflect.get(objectAt(value, place), key);
    const check = typeof word === 'string' ? own(kinds, word) : undefined;
    if (check === undefined) throw new Error(`${place}.${key} is ${shown(word)}`);
    return check(value, place) as ReturnType<S[keyof S]>; // own() found one of them
  };
}

/** A list of whatever length. */
export function list<T>(check: Check<T>): Check<readonly T[]> {
  return (value, place) => {
    if (!Array.isArray(value)) throw new Error(`${place} is no list`);
    return value.map((element: unknown, at) => check(element, `${place}[${at}]`));
  };
}

/** One of these words or numbers. */
export function oneOf<const T extends string | number>(...words: readonly T[]): Check<T> {
  return (value, place) => {
    const found = words.find((word) => word === value);
    if (found === undefined) throw new Error(`${place} is ${shown(value)}`);
    return found;
  };
}

export const text: Check<string> = (value, place) => {
  if (typeof value !== 'string') throw new Error(`${place} is no text`);
  return value;
};
export const flag: Check<boolean> = (value, place) => {
  if (typeof value !== 'boolean') throw new Error(`${place} is neither true nor false`);
  return value;
};
export const finite: Check<number> = (value, place) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new Error(`${place} is no finite number`);
  }
  return value;
};
/** A whole number from 0. */
export const count: Check<number> = (value, place) => {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw new Error(`${place} is no whole number from 0`);
  }
  return value;
};
export const float32: Check<Float32Array> = (value, place) => {
  if (!(value instanceof Float32Array)) throw new Error(`${place} holds no 32-bit numbers`);
  return allNumbers(value, place);
};
export const float64: Check<Float64Array> = (value, place) => {
  if (!(value instanceof Float64Array)) throw new Error(`${place} holds no 64-bit numbers`);
  return allNumbers(value, place);
};
export const int32: Check<Int32Array> = (value, place) => {
  if (!(value instanceof Int32Array)) throw new Error(`${place} holds no whole numbers`);
  return value;
};

/** @throws Error when `holds` is false, with these words. */
export function ensure(holds: boolean, words: string): asserts holds {
  if (!holds) throw new Error(words);
}

function allNumbers<T extends Float32Array | Float64Array>(values: T, place: string): T {
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) throw new Error(`${place}[${at}] is no finite number`);
  return values;
}

/** A record of whatever fields. */
export function objectAt(value: unknown, place: string): object {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new Error(`${place} is ${shown(value)}, no record`);
}

function own(checks: Checks, key: string): Check<unknown> | undefined {
  return Object.hasOwn(checks, key) ? checks[key] : undefined;
}

function shown(value: unknown): string {
  return value === undefined ? 'missing' : (JSON.stringify(value) ?? typeof value).slice(0, 60);
}
