import { likePattern } from './like-pattern.ts';
import { maxOf, offsetOf, pageOf, type Page, type SearchRequest } from './page-token.ts';
import { parseFilter, parseOrdering } from './parse-filter.ts';
import {
  conditionOf,
  orderOf,
  type Condition,
  type Order,
  type SearchSchema,
} from './search-schema.ts';

export type SearchValue = string | number | undefined;

/** How a list of things in memory is searched. */
export interface SearchIn<T> {
  readonly schema: SearchSchema;
  readonly read: (item: T, on: Condition['on'], key: string) => SearchValue | readonly string[];
  /** Where the wanted order says nothing. */
  readonly natural: (left: T, right: T) => number;
  readonly standard: number;
  readonly limit: number;
}

/** Filters, orders and pages a list. @throws TrackingError INVALID_PARAMETER_VALUE */
export function searchIn<T>(
  items: readonly T[],
  request: SearchRequest,
  { schema, read, natural, standard, limit }: SearchIn<T>,
): Page<T> {
  const conditions = parseFilter(request.filter ?? '').map((each) => conditionOf(schema, each));
  const orders = (request.orderBy ?? []).map((each) => orderOf(schema, parseOrdering(each)));
  const max = maxOf(request, standard, limit);
  const offset = offsetOf(request.pageToken);
  const found = items.filter((item) =>
    conditions.every((condition) => holds(condition, read(item, condition.on, condition.key))),
  );
  const sorted = found.sort(
    (left, right) =>
      compare(orders, (order, item) => read(item, order.on, order.key), left, right) ||
      natural(left, right),
  );
  return pageOf(sorted.slice(offset, offset + max + 1), offset, max);
}

function compare<T>(
  orders: readonly Order[],
  read: (order: Order, item: T) => SearchValue | readonly string[],
  left: T,
  right: T,
): number {
  for (const order of orders) {
    const result = compareValues(read(order, left), read(order, right), order.ascending);
    if (result !== 0) return result;
  }
  return 0;
}

/** What has no value, and then NaN, comes last, whatever the direction. */
function compareValues(
  left: SearchValue | readonly string[],
  right: SearchValue | readonly string[],
  ascending: boolean,
): number {
  const missing = lack(left) - lack(right);
  if (missing !== 0) return missing;
  if (left === right || left === undefined || right === undefined) return 0;
  const less = left < right ? -1 : left > right ? 1 : 0;
  return ascending ? less : -less;
}

function lack(value: SearchValue | readonly string[]): number {
  if (value === undefined) return 2;
  return typeof value === 'number' && Number.isNaN(value) ? 1 : 0;
}

/** Whether a value meets a condition; of several, whether one does. What is absent meets none but IS NULL. */
export function holds(
  { operator, value }: Condition,
  found: SearchValue | readonly string[],
): boolean {
  if (typeof found === 'object') {
    return found.some((each) => holds({ on: 'tag', key: '', operator, value }, each));
  }
  if (operator === 'IS NULL') return found === undefined;
  if (found === undefined) return false;
  if (operator === 'IS NOT NULL') return true;
  if (typeof value === 'object') {
    return value.includes(String(found)) === (operator === 'IN');
  }
  if (value === undefined) return false;
  return compares(found, operator, value);
}

function compares(
  found: string | number,
  operator: Condition['operator'],
  value: string | number,
): boolean {
  switch (operator) {
    case '=':
      return found === value;
    case '!=':
      return found !== value;
    case '>':
      return found > value;
    case '>=':
      return found >= value;
    case '<':
      return found < value;
    case '<=':
      return found <= value;
    case 'LIKE':
      return likePattern(String(value), '').test(String(found));
    case 'ILIKE':
      return likePattern(String(value), 'i').test(String(found));
    default:
      return false;
  }
}
