import { didYouMean, listNames } from '../fault/did-you-mean.ts';
import type { Fault } from '../fault/fault.ts';
import type { FaultCode } from '../fault/fault-code.ts';
import type { Trace } from '../fault/trace.ts';
import { raiseFault } from '../scope/slot.ts';
import type { Callback } from './callback.ts';
import { DURATION_EXPECTED, durationMs } from './duration.ts';
import { SIZE_EXPECTED, sizeInBytes } from './size.ts';

/** Where options stand, for messages: `train` or `digits.defaults`. */
export interface OptionSite {
  readonly place: string;
  readonly trace: Trace;
  /** Where faults go; by default to the dag being evaluated, the file being loaded, or the caller. */
  readonly report?: (fault: Fault) => void;
}

/** Reads one option: undefined if it was not given or is wrong; what is wrong is reported. */
export class OptionReader {
  readonly #options: { readonly [name: string]: unknown };
  readonly #site: OptionSite;

  constructor(options: object, site: OptionSite) {
    // Options are looked up by name and checked one by one, whatever an untyped caller passed.
    this.#options = options as { readonly [name: string]: unknown };
    this.#site = site;
  }

  refuseUnknown(known: readonly string[]): void {
    for (const name of Object.keys(this.#options)) {
      if (known.includes(name) || this.#options[name] === undefined) continue;
      const hint = didYouMean(name, known);
      this.#report(
        'DAG047',
        name,
        `The option "${name}" does not exist.`,
        `Options here: ${listNames(known, 40)}.`,
        hint,
      );
    }
  }

  duration(name: string, least: 'zero' | 'more' = 'zero'): number | undefined {
    const value = this.#options[name];
    if (value === undefined) return undefined;
    const ms = durationMs(value);
    if (ms === undefined) {
      this.#report(
        'DAG040',
        name,
        `The option "${name}" is ${show(value)}.`,
        DURATION_EXPECTED,
        '',
      );
      return undefined;
    }
    if (ms > 0 || least === 'zero') return ms;
    this.#report(
      'DAG042',
      name,
      `The option "${name}" is ${show(value)}.`,
      'A limit has to be longer than nothing.',
      `Leave "${name}" out for no limit of your own.`,
    );
    return undefined;
  }

  number(name: string, least: number, most: number, integer = true): number | undefined {
    const value = this.#options[name];
    if (value === undefined) return undefined;
    const right =
      typeof value === 'number' &&
      value >= least &&
      value <= most &&
      (!integer || Number.isInteger(value));
    if (right) return value;
    const kind = integer ? 'a whole number' : 'a number';
    this.#report(
      'DAG041',
      name,
      `The option "${name}" is ${show(value)}.`,
      `It is ${kind} from ${least} to ${most}.`,
      '',
    );
    return undefined;
  }

  boolean(name: string): boolean | undefined {
    return this.#checked(name, 'true or false', (value) => typeof value === 'boolean');
  }

  text(name: string): string | undefined {
    return this.#checked(name, 'a string', (value) => typeof value === 'string');
  }

  texts(name: string): readonly string[] | undefined {
    return this.#checked(
      name,
      'a list of strings',
      (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
    );
  }

  name(name: string): string | undefined {
    return this.#checked(
      name,
      'a name: letters, digits, ".", "_" and "-"',
      (value) => typeof value === 'string' && NAME.test(value),
    );
  }

  oneOf<T extends string>(name: string, values: readonly T[]): T | undefined {
    return this.#checked(name, `one of ${listNames(values)}`, (value) =>
      values.some((known) => known === value),
    );
  }

  callback(name: string): Callback | undefined {
    return this.#checked(name, 'a function', (value) => typeof value === 'function');
  }

  object(name: string): object | undefined {
    return this.#checked(
      name,
      'an object',
      (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    );
  }

  /** For options that have no default. */
  refuseMissing(name: string, expected: string): void {
    if (this.#options[name] !== undefined) return;
    this.#report('DAG048', name, `The option "${name}" is missing.`, expected, '');
  }

  list(name: string): readonly unknown[] | undefined {
    return this.#checked(name, 'a list', (value) => Array.isArray(value));
  }

  /** Size of memory in bytes. */
  bytes(name: string): number | undefined {
    const value = this.#options[name];
    if (value === undefined) return undefined;
    const bytes = sizeInBytes(value);
    if (bytes === undefined) {
      this.#report('DAG056', name, `The option "${name}" is ${show(value)}.`, SIZE_EXPECTED, '');
    }
    return bytes;
  }

  /** Refuses two options that cannot both hold; `other` is what contradicts it, as authors see it. */
  contradicts(name: string, other: string, hint: string): void {
    this.#report(
      'DAG049',
      name,
      `The option "${name}" is ${show(this.#options[name])}, and ${other}.`,
      'Only one of the two can hold.',
      hint,
    );
  }

  #checked<T>(name: string, expected: string, test: (value: unknown) => boolean): T | undefined {
    const value = this.#options[name];
    if (value === undefined) return undefined;
    // The test is what makes the value a T; each caller pairs the two.
    if (test(value)) return value as T;
    this.#report(
      'DAG048',
      name,
      `The option "${name}" is ${show(value)}.`,
      `It is ${expected}.`,
      '',
    );
    return undefined;
  }

  #report(code: FaultCode, name: string, problem: string, expected: string, hint: string): void {
    const { place, trace, report = raiseFault } = this.#site;
    report({
      code,
      place: [place, name].filter((part) => part !== '').join('.'),
      problem,
      expected,
      hint,
      trace,
    });
  }
}

export const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,199}$/;

function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'object' && value !== null)
    return Array.isArray(value) ? 'a list' : 'an object';
  return String(value);
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Drops fields that hold undefined, so that they cannot hide what a farther place set. */
export function withoutUndefined<T extends object>(settings: T): Given<T> {
  // What is left has no undefined.
  return Object.fromEntries(
    Object.entries(settings).filter(([, value]) => value !== undefined),
  ) as Given<T>;
}
