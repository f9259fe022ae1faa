import type { Fault } from '../fault/fault.ts';
import type { Json } from '../plan/json.ts';
import type { ExpressionDraft } from '../scope/expression-draft.ts';
import { recordFault } from '../scope/slot.ts';
import { isPoisoned, referenceData } from './reference-data.ts';
import { listShape, mergedShape, objectShape, scalarShape, UNKNOWN, type Shape } from './shape.ts';
import { usableHere } from './usable-here.ts';
import { utf8Length } from './utf8-length.ts';
import type { WireSite } from './wire-site.ts';

/** A wired value: what the plan says of it, and what is known of its fields. */
export interface Wired {
  readonly expression: ExpressionDraft;
  readonly shape: Shape;
}

const NOTHING: Wired = { expression: { kind: 'literal', value: null }, shape: UNKNOWN };
export const MOST_LITERAL_BYTES = 64 * 1024;
const DEEPEST_LITERAL = 64;

/** Turns a value, a reference, or a structure of both into an expression; records every fault. */
export function wireValue(value: unknown, site: WireSite): Wired {
  const wired = walk(value, site, []);
  checkSizes(wired.expression, site);
  return wired;
}

function walk(value: unknown, site: WireSite, inside: readonly object[]): Wired {
  if (isPoisoned(value)) return NOTHING;
  const data = referenceData(value);
  if (data !== undefined) return usableHere(data, site) ? data : NOTHING;
  if (value === null) return literal(null, scalarShape('null'));
  if (value === undefined) return NOTHING;
  if (typeof value === 'string') return literal(value, scalarShape('string', [value]));
  if (typeof value === 'boolean') return literal(value, scalarShape('boolean'));
  if (typeof value === 'number' && Number.isFinite(value)) {
    return literal(value, scalarShape('number'));
  }
  if (typeof value !== 'object') return refuse(value, site);
  if (inside.includes(value) || inside.length >= DEEPEST_LITERAL)
    return refuseNesting(value, site, inside);
  if (Array.isArray(value)) return walkList(value, site, [...inside, value]);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) return refuse(value, site);
  return walkObject(value, site, [...inside, value]);
}

function walkList(list: readonly unknown[], site: WireSite, inside: readonly object[]): Wired {
  const items: Wired[] = [];
  for (let index = 0; index < list.length; index += 1) {
    const at = { ...site, place: `${site.place}[${index}]` };
    const item = list[index];
    items.push(item === undefined ? refuse(item, at) : walk(item, at, inside));
  }
  const shape = listShape(mergedShape(items.map((item) => item.shape)));
  const plain = items.map((item) => item.expression);
  return plain.every(isLiteral)
    ? literal(
        plain.map((item) => item.value),
        shape,
      )
    : { expression: { kind: 'list', items: plain }, shape };
}

function walkObject(value: object, site: WireSite, inside: readonly object[]): Wired {
  const fields = new Map<string, Wired>();
  for (const [name, field] of Object.entries(value)) {
    const at = { ...site, place: `${site.place}.${name}` };
    if (name === '__proto__') refuse(value, at);
    else if (field !== undefined) fields.set(name, walk(field, at, inside));
  }
  const shape = objectShape(new Map([...fields].map(([name, field]) => [name, field.shape])));
  const entries = [...fields].map(([name, field]) => [name, field.expression] as const);
  const values = entries.map(([name, field]) => [name, isLiteral(field) ? field.value : undefined]);
  return entries.every(([, field]) => isLiteral(field))
    ? // Every value was a literal a line above.
      literal(Object.fromEntries(values) as { [name: string]: Json }, shape)
    : { expression: { kind: 'object', fields: new Map(entries) }, shape };
}

function isLiteral(
  expression: ExpressionDraft,
): expression is Extract<ExpressionDraft, { kind: 'literal' }> {
  return expression.kind === 'literal';
}

function literal(value: Json, shape: Shape): Wired {
  return { expression: { kind: 'literal', value }, shape };
}

function checkSizes(expression: ExpressionDraft, site: WireSite): void {
  if (expression.kind === 'list') expression.items.forEach((item) => checkSizes(item, site));
  if (expression.kind === 'object') expression.fields.forEach((field) => checkSizes(field, site));
  if (expression.kind !== 'literal') return;
  const bytes = utf8Length(JSON.stringify(expression.value));
  if (bytes <= MOST_LITERAL_BYTES) return;
  recordFault(site.frame.region.dag, {
    code: 'DAG021',
    place: site.place,
    problem: `The literal at "${site.place}" has ${bytes} bytes as JSON.`,
    expected: `A literal in a plan may have ${MOST_LITERAL_BYTES}.`,
    hint: 'Let a task read it, or pass the address of a stored object.',
    trace: site.trace,
  });
}

function refuse(value: unknown, site: WireSite): Wired {
  recordFault(site.frame.region.dag, {
    code: 'DAG020',
    place: site.place,
    ...notJson(value, site.place),
    trace: site.trace,
  });
  return NOTHING;
}

/** The words for a value that JSON cannot carry. */
export function notJson(
  value: unknown,
  place: string,
): Pick<Fault, 'problem' | 'expected' | 'hint'> {
  return {
    problem: `The value at "${place}" is ${describeValue(value)}.`,
    expected:
      'What travels between tasks is JSON: strings, finite numbers, booleans, null, lists and plain objects.',
    hint: hintFor(value),
  };
}

function describeValue(value: unknown): string {
  if (typeof value === 'number') return `${value}`;
  if (typeof value === 'bigint') return `the bigint ${value}n`;
  if (typeof value === 'function')
    return `a function${value.name === '' ? '' : ` ("${value.name}")`}`;
  if (typeof value === 'symbol') return 'a symbol';
  if (value === undefined) return 'undefined inside a list';
  if (value instanceof Date) return 'a Date';
  if (value instanceof Promise) return 'a promise';
  const maker: unknown = typeof value === 'object' && value !== null && value.constructor;
  const name = typeof maker === 'function' ? maker.name : '';
  return name === 'Object' ? 'an object with a field "__proto__"' : `an object of class ${name}`;
}

function hintFor(value: unknown): string {
  if (value instanceof Date) return 'Write `date.toISOString()`.';
  if (typeof value === 'bigint') return 'Write a string or a number.';
  if (typeof value === 'number') return 'Leave it out, or write null.';
  if (typeof value === 'function') return "Code belongs in a task's `run`.";
  if (value instanceof Map) return 'Write `Object.fromEntries(map)`.';
  if (value instanceof Set) return 'Write `[...set]`.';
  if (value === undefined) return 'Write null, or leave the item out.';
  return 'Copy its fields into a plain object.';
}

function refuseNesting(value: object, site: WireSite, inside: readonly object[]): Wired {
  const cyclic = inside.includes(value);
  recordFault(site.frame.region.dag, {
    code: 'DAG025',
    place: site.place,
    problem: cyclic
      ? `The value at "${site.place}" contains itself.`
      : `The value at "${site.place}" is nested more than ${DEEPEST_LITERAL} levels deep.`,
    expected: 'What travels between tasks is JSON, which is a tree.',
    hint: 'Refer to the parts by name instead.',
    trace: site.trace,
  });
  return NOTHING;
}
