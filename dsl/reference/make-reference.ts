import { didYouMean, listNames } from '../fault/did-you-mean.ts';
import type { Fault } from '../fault/fault.ts';
import { traceCaller } from '../fault/trace.ts';
import { describeExpression, stepInto } from '../scope/expression-draft.ts';
import { recordFault } from '../scope/slot.ts';
import { poisonedReference } from './poison.ts';
import { REFERENCE, type ReferenceData } from './reference-data.ts';
import type { Shape } from './shape.ts';

/**
 * References are proxies: a field gives a reference to that field, and everything that would treat
 * a reference as a value records a fault and gives something harmless, so that the rest of the body
 * is still checked.
 */
interface Target {
  readonly [REFERENCE]: ReferenceData;
  readonly children: Map<string, unknown>;
}

type Word = (...args: never) => unknown;
const INSPECT = Symbol.for('nodejs.util.inspect.custom');
const LIST_WORDS = new Set([...Object.getOwnPropertyNames(Array.prototype), 'length']);
const CONVERSIONS = new Set(['toString', 'valueOf', 'toLocaleString']);

/** A reference, of the type its place asks for. */
export function makeReference<T>(data: ReferenceData): T {
  const target: Target & { [INSPECT]: () => string } = {
    [REFERENCE]: data,
    children: new Map(),
    // Inspection looks at the target of a proxy, never at the proxy.
    [INSPECT]: () => `Ref<${describeExpression(data.expression)}>`,
  };
  // The fields of a reference exist only through the traps, so the proxy has no type of its own.
  return new Proxy(target, handler) as T;
}

const handler: ProxyHandler<Target> = {
  get: function get(target, key) {
    return typeof key === 'symbol' ? symbolOf(target, key, get) : memberOf(target, key, get);
  },
  has: function has(target, key) {
    if (typeof key === 'symbol') return Reflect.has(target, key);
    report(
      target,
      has,
      'DAG037',
      `is tested for "${key}" with \`in\``,
      'Branch on the value instead.',
    );
    return false;
  },
  set: function set(target, key) {
    return refuseWrite(target, set, `is assigned to, at "${String(key)}"`);
  },
  deleteProperty: function deleteProperty(target, key) {
    return refuseWrite(target, deleteProperty, `has its field "${String(key)}" deleted`);
  },
  defineProperty: function defineProperty(target, key) {
    return refuseWrite(target, defineProperty, `has its field "${String(key)}" defined`);
  },
  ownKeys: function ownKeys(target) {
    const fields = target[REFERENCE].shape.fields();
    if (fields !== undefined) return [...fields.keys()];
    const hint = 'Name what you need: pass the reference whole, or use `at(record, key)`.';
    report(target, ownKeys, 'DAG031', 'is spread, but its fields are not known by name', hint);
    return [];
  },
  getOwnPropertyDescriptor: function getOwnPropertyDescriptor(target, key) {
    const field = typeof key === 'string' ? fieldOf(target, key) : undefined;
    return field === undefined
      ? undefined
      : { value: field, enumerable: true, configurable: true, writable: false };
  },
};

function symbolOf(target: Target, key: symbol, word: Word): unknown {
  if (key === REFERENCE || key === INSPECT) return Reflect.get(target, key);
  if (key === Symbol.toPrimitive) return conversion(target, 'is turned into a string or a number');
  if (key === Symbol.iterator || key === Symbol.asyncIterator) {
    const hint = 'Use `map(list, (item) => …)` to do something for each item.';
    report(target, word, 'DAG032', 'is iterated', hint);
    return () => [][Symbol.iterator]();
  }
  return undefined;
}

function memberOf(target: Target, key: string, word: Word): unknown {
  const field = fieldOf(target, key);
  if (field !== undefined) return field;
  if (key === 'then') {
    const hint = 'Do not await it: wire it into a task, whose `run` gets the value.';
    report(target, word, 'DAG033', 'is awaited', hint);
    return undefined;
  }
  if (key === 'toJSON') {
    report(target, word, 'DAG030', 'is turned into JSON', WIRE_IT);
    return () => null;
  }
  if (key === 'constructor') return Object;
  if (CONVERSIONS.has(key)) return conversion(target, 'is turned into a string or a number');
  const { shape } = target[REFERENCE];
  if (shape.type === 'list' && (LIST_WORDS.has(key) || /^\d+$/.test(key))) {
    const hint = 'Use `map(list, …)`, `length(list)` or `at(list, 0)`.';
    report(target, word, 'DAG034', `has no "${key}" before the run`, hint);
  } else {
    report(target, word, 'DAG035', `has no field "${key}"`, fieldHint(key, shape));
  }
  return poisonedReference();
}

function fieldOf(target: Target, key: string): unknown {
  const data = target[REFERENCE];
  const known = target.children.get(key);
  if (known !== undefined) return known;
  const shape = data.shape.fields()?.get(key);
  if (shape === undefined) return undefined;
  const expression = stepInto(data.expression, key);
  const child = makeReference({ expression, shape, region: data.region });
  target.children.set(key, child);
  return child;
}

const WIRE_IT =
  'Wire the reference itself into a task, put it into a `template`, or compare it with `eq`, `gte`, ….';

function conversion(target: Target, what: string): () => string {
  return function convert() {
    report(target, convert, 'DAG030', what, WIRE_IT);
    return '';
  };
}

function refuseWrite(target: Target, word: Word, what: string): boolean {
  const hint = 'Build a new object with the fields you need, such as `{ ...ref, rows: 3 }`.';
  report(target, word, 'DAG036', what, hint);
  return true;
}

function fieldHint(key: string, shape: Shape): string {
  const names = [...(shape.fields()?.keys() ?? [])];
  if (names.length === 0) return 'It has no fields that are known by name.';
  return [didYouMean(key, names), `Its fields: ${listNames(names)}.`].filter(Boolean).join(' ');
}

function report(target: Target, word: Word, code: Fault['code'], what: string, hint: string): void {
  const { expression, region } = target[REFERENCE];
  const name = describeExpression(expression);
  recordFault(region.dag, {
    code,
    place: name,
    problem: `The reference "${name}" ${what}.`,
    expected: code === 'DAG035' ? '' : 'It holds no value while the body is evaluated.',
    hint,
    trace: traceCaller(word),
  });
}
