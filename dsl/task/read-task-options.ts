import { didYouMean, listNames } from '../fault/did-you-mean.ts';
import type { Fault } from '../fault/fault.ts';
import type { FaultCode } from '../fault/fault-code.ts';
import type { Trace } from '../fault/trace.ts';
import { raiseFault } from '../scope/slot.ts';
import type { Callback } from './callback.ts';
import { DURATION_EXPECTED, durationMs } from './duration.ts';
import type { CallbackKind, TaskSettings } from './task-settings.ts';

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

const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,199}$/;

function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'object' && value !== null)
    return Array.isArray(value) ? 'a list' : 'an object';
  return String(value);
}

const CALLBACKS = {
  onExecute: 'execute',
  onSuccess: 'success',
  onFailure: 'failure',
  onRetry: 'retry',
  onSkipped: 'skipped',
} as const satisfies { [option: string]: CallbackKind };

export const TASK_OPTION_NAMES = [
  'queue',
  'pool',
  'priority',
  'resources',
  'isolation',
  'retries',
  'retryDelay',
  'retryBackoff',
  'maxRetryDelay',
  'nonRetryable',
  'timeout',
  'totalTimeout',
  'queueTimeout',
  'heartbeatTimeout',
  'doc',
  ...Object.keys(CALLBACKS),
];

/** Reads and checks task options; `more` names what the place allows besides. */
export function readTaskOptions(
  options: object,
  site: OptionSite,
  more: readonly string[] = [],
): TaskSettings {
  const read = new OptionReader(options, site);
  read.refuseUnknown([...TASK_OPTION_NAMES, ...more]);
  return withoutUndefined({
    queue: read.name('queue'),
    pool: read.name('pool'),
    priority: read.number('priority', -1_000_000, 1_000_000),
    resources: readResources(read.object('resources'), site),
    isolation: read.oneOf('isolation', ['process', 'inline']),
    retries: read.number('retries', 0, 1_000),
    retryDelayMs: read.duration('retryDelay'),
    retryBackoff: read.number('retryBackoff', 1, 100, false),
    maxRetryDelayMs: read.duration('maxRetryDelay', 'more'),
    nonRetryable: read.texts('nonRetryable'),
    timeoutMs: read.duration('timeout', 'more'),
    totalTimeoutMs: read.duration('totalTimeout', 'more'),
    queueTimeoutMs: read.duration('queueTimeout', 'more'),
    heartbeatTimeoutMs: read.duration('heartbeatTimeout', 'more'),
    doc: read.text('doc'),
    callbacks: readCallbacks(read),
  });
}

function readResources(resources: object | undefined, site: OptionSite): TaskSettings['resources'] {
  if (resources === undefined) return undefined;
  const read = new OptionReader(resources, { ...site, place: `${site.place}.resources` });
  read.refuseUnknown(['gpu', 'gpuMemory', 'cpu', 'memory']);
  return withoutUndefined({
    gpu: read.number('gpu', 0, 1_024),
    gpuMemory: read.text('gpuMemory'),
    cpu: read.number('cpu', 0, 4_096, false),
    memory: read.text('memory'),
  });
}

function readCallbacks(read: OptionReader): TaskSettings['callbacks'] | undefined {
  const found = Object.entries(CALLBACKS).flatMap(([option, kind]) => {
    const callback = read.callback(option);
    return callback === undefined ? [] : [[kind, callback] as const];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Drops fields that hold undefined, so that they cannot hide what a farther place set. */
export function withoutUndefined<T extends object>(settings: T): Given<T> {
  // What is left has no undefined.
  return Object.fromEntries(
    Object.entries(settings).filter(([, value]) => value !== undefined),
  ) as Given<T>;
}
