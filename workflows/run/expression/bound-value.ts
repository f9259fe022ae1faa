import type { ValuePath } from '../../../dsl/plan/expression.ts';
import type { Json } from '../../../dsl/plan/json.ts';
import type { BoundExpression } from '../../protocol/value.ts';
import type { Loose } from './loose.ts';
import { isList, stepInto } from './step-into.ts';

export const ABSENT: BoundExpression = { kind: 'absent' };

/**
 * A value as a bound expression.
 *
 * V1 What is known in full is one `literal`, or `absent`. Only a value with something missing inside
 *    stays a `list` or `object`, since JSON has no word for missing.
 */
export function known(value: Loose): BoundExpression {
  if (value === undefined) return ABSENT;
  return isWhole(value) ? { kind: 'literal', value } : structure(value);
}

/** The value of a bound expression; `undefined` (no box) when a worker has to find it. */
export function knownValue(bound: BoundExpression): { readonly value: Loose } | undefined {
  if (bound.kind === 'literal') return bound;
  if (bound.kind === 'absent') return { value: undefined };
  if (bound.kind === 'list') {
    const items = bound.items.map(knownValue);
    return items.every((item) => item !== undefined)
      ? { value: items.map((item) => item.value) }
      : undefined;
  }
  if (bound.kind !== 'object') return undefined;
  const fields: [string, Loose][] = [];
  for (const [name, field] of Object.entries(bound.fields)) {
    const box = knownValue(field);
    if (box === undefined) return undefined;
    fields.push([name, box.value]);
  }
  return { value: Object.fromEntries(fields) };
}

export function boundList(items: readonly BoundExpression[]): BoundExpression {
  const values: Json[] = [];
  for (const item of items) {
    if (item.kind !== 'literal') return { kind: 'list', items };
    values.push(item.value);
  }
  return { kind: 'literal', value: values };
}

export function boundObject(
  fields: readonly (readonly [string, BoundExpression])[],
): BoundExpression {
  const values: [string, Json][] = [];
  for (const [name, field] of fields) {
    if (field.kind !== 'literal') return { kind: 'object', fields: Object.fromEntries(fields) };
    values.push([name, field.value]);
  }
  return { kind: 'literal', value: Object.fromEntries(values) };
}

/** A part of a bound expression. */
export function stepBound(bound: BoundExpression, path: ValuePath): BoundExpression {
  const [step, ...rest] = path;
  if (step === undefined) return bound;
  switch (bound.kind) {
    case 'literal':
      return known(stepInto(bound.value, path));
    case 'blob':
    case 'instance':
    case 'call':
      return { ...bound, path: [...bound.path, ...path] };
    case 'list':
      return stepBound((typeof step === 'number' && bound.items[step]) || ABSENT, rest);
    case 'object':
      return stepBound(
        Object.hasOwn(bound.fields, step) ? (bound.fields[step] ?? ABSENT) : ABSENT,
        rest,
      );
    case 'absent':
    case 'template':
      return ABSENT;
  }
}

function isWhole(value: Loose): value is Json {
  if (typeof value !== 'object' || value === null) return value !== undefined;
  return (isList(value) ? value : Object.values(value)).every(isWhole);
}

function structure(value: Loose): BoundExpression {
  if (isList(value)) return { kind: 'list', items: value.map(known) };
  if (typeof value !== 'object' || value === null) return known(value);
  return boundObject(Object.entries(value).map(([name, field]) => [name, known(field)]));
}
