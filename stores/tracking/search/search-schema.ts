import { invalid } from '../tracking-error.ts';
import type { Comparison, Field, Operator, Ordering } from './parse-filter.ts';

/** What a search may look at. */
export interface SearchSchema {
  /** By every name it goes by, what an attribute is. */
  readonly attributes: { readonly [name: string]: SearchAttribute };
  readonly entities: readonly SearchEntity[];
}
export interface SearchAttribute {
  readonly name: string;
  readonly type: 'text' | 'number';
}
export type SearchEntity = 'param' | 'tag' | 'metric' | 'dataset';

/** A comparison that was checked: its value fits its field. */
export interface Condition {
  readonly on: 'attribute' | SearchEntity;
  readonly key: string;
  readonly operator: Operator;
  readonly value: string | number | readonly string[] | undefined;
}
export interface Order {
  readonly on: 'attribute' | SearchEntity;
  readonly key: string;
  readonly ascending: boolean;
}

const ENTITIES: { readonly [name: string]: 'attribute' | SearchEntity } = {
  ...{ attribute: 'attribute', attributes: 'attribute', attr: 'attribute', run: 'attribute' },
  ...{ param: 'param', params: 'param', parameter: 'param', parameters: 'param' },
  ...{ tag: 'tag', tags: 'tag', metric: 'metric', metrics: 'metric' },
  ...{ dataset: 'dataset', datasets: 'dataset' },
};

const NUMERIC: readonly Operator[] = ['=', '!=', '>', '>=', '<', '<='];
const TEXTUAL: readonly Operator[] = ['=', '!=', 'LIKE', 'ILIKE', 'IN', 'NOT IN'];
const NULLABLE: readonly Operator[] = [...TEXTUAL, 'IS NULL', 'IS NOT NULL'];

/** Checks a comparison against what can be searched. @throws TrackingError INVALID_PARAMETER_VALUE */
export function conditionOf(schema: SearchSchema, comparison: Comparison): Condition {
  const { on, key, numeric } = placeOf(schema, comparison);
  const { operator, value } = comparison;
  const allowed = numeric ? NUMERIC : on === 'tag' || on === 'param' ? NULLABLE : TEXTUAL;
  if (!allowed.includes(operator)) {
    throw invalid(
      `Invalid comparator "${operator}" for ${on} "${key}". Use ${allowed.join(', ')}.`,
    );
  }
  if (numeric && typeof value !== 'number') {
    throw invalid(`Expected a number for ${on} "${key}", found ${JSON.stringify(value)}.`);
  }
  if (!numeric && typeof value === 'number') {
    throw invalid(`Expected a quoted text for ${on} "${key}", found ${value}.`);
  }
  return { on, key, operator, value };
}

/** Checks an ordering. @throws TrackingError INVALID_PARAMETER_VALUE */
export function orderOf(schema: SearchSchema, ordering: Ordering): Order {
  const { on, key } = placeOf(schema, ordering);
  return { on, key, ascending: ordering.ascending };
}

function placeOf(
  { attributes, entities }: SearchSchema,
  { entity, key }: Field,
): { on: Condition['on']; key: string; numeric: boolean } {
  const on =
    entity === '' ? 'attribute' : Object.hasOwn(ENTITIES, entity) ? ENTITIES[entity] : undefined;
  if (on === undefined || (on !== 'attribute' && !entities.includes(on))) {
    throw invalid(
      `Invalid entity type "${entity}". Valid ones: attribute, ${entities.join(', ')}.`,
    );
  }
  if (on !== 'attribute') return { on, key, numeric: on === 'metric' };
  const attribute = Object.hasOwn(attributes, key) ? attributes[key] : undefined;
  if (attribute === undefined) {
    throw invalid(
      `Invalid attribute key "${key}". Valid keys: ${Object.keys(attributes).join(', ')}.`,
    );
  }
  return { on, key: attribute.name, numeric: attribute.type === 'number' };
}
