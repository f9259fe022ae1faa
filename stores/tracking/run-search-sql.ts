import type { SqlValue, Statement } from '../postgres/database.ts';
import { isId } from './postgres-experiments.ts';
import { CONTEXT_TAG, SEARCH_RUNS } from './run-search.ts';
import { maxOf, offsetOf } from './search/page-token.ts';
import { parseFilter, parseOrdering } from './search/parse-filter.ts';
import { RUN_SEARCH } from './search/schemas.ts';
import { conditionOf, orderOf, type Condition, type Order } from './search/search-schema.ts';
import type { RunSearch } from './tracked-run-store.ts';

/**
 * A search over runs as one statement.
 *
 * S1 Its text is joined from constants of this file; whatever a caller gave, names of keys too, is a
 *    parameter.
 */
export interface RunQuery {
  readonly statement: Statement;
  readonly values: readonly SqlValue[];
  readonly offset: number;
  readonly max: number;
}

/** @throws TrackingError INVALID_PARAMETER_VALUE for a filter, order, size or token that is none. */
export function runQuery(search: RunSearch): RunQuery {
  const conditions = parseFilter(search.filter ?? '').map((each) => conditionOf(RUN_SEARCH, each));
  const orders = (search.orderBy ?? []).map((each) => orderOf(RUN_SEARCH, parseOrdering(each)));
  const max = maxOf(search, SEARCH_RUNS.standard, SEARCH_RUNS.limit);
  const offset = offsetOf(search.pageToken);
  const values: SqlValue[] = [];
  const bind = (value: SqlValue): string => `$${values.push(value)}`;
  const orderings = orders.map((order, index) => orderSql(order, `o${index}`, bind));
  const text = [
    'select r.run_id from perdure.tracking_runs as r',
    ...orderings.map(({ join }) => join),
    `where r.experiment_id = any(${bind(search.experimentIds.filter(isId))}::bigint[])`,
    ...VIEWS[search.view],
    ...conditions.map((condition) => `and ${conditionSql(condition, bind)}`),
    'order by',
    [...orderings.flatMap(({ terms }) => terms), 'r.start_ms desc', 'r.run_id'].join(', '),
    `limit ${bind(max + 1)} offset ${bind(offset)}`,
  ].join(' ');
  return { statement: { text }, values, offset, max };
}

type Bind = (value: SqlValue) => string;

const VIEWS: { readonly [view in RunSearch['view']]: readonly string[] } = {
  ACTIVE_ONLY: ["and r.lifecycle_stage = 'active'"],
  DELETED_ONLY: ["and r.lifecycle_stage = 'deleted'"],
  ALL: [],
};

const ATTRIBUTES: { readonly [key: string]: string } = {
  run_id: 'r.run_id',
  run_name: 'r.name',
  status: 'r.status',
  user_id: 'r.user_id',
  artifact_uri: 'r.artifact_uri',
  experiment_id: 'r.experiment_id::text',
  start_time: 'r.start_ms',
  end_time: 'r.end_ms',
};

/** Where the things are that a run has many of, one a key. */
const BESIDE = {
  param: 'perdure.run_params',
  tag: 'perdure.run_tags',
  metric: 'perdure.latest_metrics',
} as const;

const DATASETS = 'perdure.run_datasets as x where x.run_id = r.run_id';
const DATASET_VALUES: { readonly [key: string]: string } = {
  name: 'x.name',
  digest: 'x.digest',
};

function conditionSql({ on, key, operator, value }: Condition, bind: Bind): string {
  if (on === 'attribute') return compared(columnOf(key), operator, value, bind);
  if (on === 'dataset') {
    const column =
      key === 'context' ? `(x.dataset->'tags'->>${bind(CONTEXT_TAG)}::text)` : DATASET_VALUES[key];
    if (column === undefined) return 'false';
    return `exists (select 1 from ${DATASETS} and ${compared(column, operator, value, bind)})`;
  }
  const one = `${BESIDE[on]} as x where x.run_id = r.run_id and x.key = ${bind(key)}`;
  if (operator === 'IS NULL') return `not exists (select 1 from ${one})`;
  if (operator === 'IS NOT NULL') return `exists (select 1 from ${one})`;
  return `exists (select 1 from ${one} and ${compared('x.value', operator, value, bind)})`;
}

function compared(
  column: string,
  operator: Condition['operator'],
  value: Condition['value'],
  bind: Bind,
): string {
  if (operator === 'IN') return `${column} = any(${bind(value ?? null)}::text[])`;
  if (operator === 'NOT IN') return `${column} <> all(${bind(value ?? null)}::text[])`;
  // A number is compared as one: `r.start_ms = 1.5` is no error but false.
  const cast = typeof value === 'number' ? '::double precision' : '';
  return `${column} ${SQL_OPERATORS[operator]} ${bind(value ?? null)}${cast}`;
}

const SQL_OPERATORS: { readonly [operator in Condition['operator']]: string } = {
  ...{ '=': '=', '!=': '<>', '>': '>', '>=': '>=', '<': '<', '<=': '<=' },
  ...{ LIKE: 'like', ILIKE: 'ilike', IN: 'in', 'NOT IN': 'not in' },
  ...{ 'IS NULL': 'is null', 'IS NOT NULL': 'is not null' },
};

interface Ordering {
  /** What the terms read besides the run. */
  readonly join: string;
  readonly terms: readonly string[];
}

/** What has no value comes last, and NaN before it, whatever the direction. */
function orderSql({ on, key, ascending }: Order, name: string, bind: Bind): Ordering {
  const direction = ascending ? 'asc' : 'desc';
  if (on === 'attribute') return { join: '', terms: [`${columnOf(key)} ${direction} nulls last`] };
  if (on === 'dataset') return { join: '', terms: [] };
  const same = `${name}.run_id = r.run_id and ${name}.key = ${bind(key)}`;
  const join = `left join ${BESIDE[on]} as ${name} on ${same}`;
  const value = `${name}.value`;
  if (on !== 'metric') return { join, terms: [`${value} collate "C" ${direction} nulls last`] };
  const lack = `case when ${value} = 'NaN'::float8 then 1 when ${value} is null then 2 else 0 end`;
  return { join, terms: [lack, `${value} ${direction}`] };
}

function columnOf(key: string): string {
  const column = ATTRIBUTES[key];
  if (column === undefined) throw new Error(`Runs have no column for "${key}".`);
  return column;
}
