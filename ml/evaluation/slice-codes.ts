import { isMissing, type Column, type NumberColumn } from '../data/table.ts';
import { countValues, quantileOf } from '../preprocess/column-statistics.ts';

/** What the rows of a slice have in common in one column. */
export type SliceCondition =
  /** `from` ≤ x < `to`; without one of them open to that side. */
  | { readonly column: string; readonly from?: number; readonly to?: number }
  | { readonly column: string; readonly value: number | string }
  | { readonly column: string; readonly missing: true };

/** A column cut into bins. */
export interface SliceColumn {
  /** For each row its bin; -1 where it belongs to none. */
  readonly codes: Int32Array;
  readonly conditions: readonly SliceCondition[];
}

/**
 * Cuts a column into bins of at least `minRows` rows: texts and few numbers by value, many numbers
 * between quantiles, missing cells into a bin of their own. Smaller bins become none.
 */
export function sliceColumn(column: Column, bins: number, minRows: number): SliceColumn {
  const rows = column.values.length;
  const conditions: SliceCondition[] = [];
  const places = new Map<number | string | null, number>();
  const keyOf = keysOf(column, bins, conditions, places);
  const codes = Int32Array.from({ length: rows }, (_, row) => {
    if (isMissing(column, row)) return places.get(null) ?? -1;
    return keyOf(column.values[row] ?? '');
  });
  const sizes = countValues(codes);
  const large = [...conditions.keys()].filter((code) => (sizes.get(code) ?? 0) >= minRows);
  const place = new Map(large.map((code, at) => [code, at]));
  return {
    codes: codes.map((code) => place.get(code) ?? -1),
    conditions: large.flatMap((code) => conditions[code] ?? []),
  };
}

/** Fills in the bins, and gives the bin of a value. */
function keysOf(
  column: Column,
  bins: number,
  conditions: SliceCondition[],
  places: Map<number | string | null, number>,
): (value: number | string) => number {
  const name = column.name;
  places.set(null, 0);
  conditions.push({ column: name, missing: true });
  const present = [...column.values].filter((_, row) => !isMissing(column, row));
  const distinct = new Set(present);
  if (column.type === 'text' || distinct.size <= bins) {
    for (const value of distinct) {
      if (value === null) continue;
      places.set(value, conditions.length);
      conditions.push({ column: name, value });
    }
    return (value) => places.get(value) ?? -1;
  }
  const edges = edgesOf(column, bins);
  for (let at = 0; at <= edges.length; at += 1) {
    const [from, to] = [edges[at - 1], edges[at]];
    conditions.push({
      column: name,
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    });
  }
  return (value) => 1 + edges.filter((edge) => edge <= Number(value)).length;
}

/** Different quantiles inside of the range. */
function edgesOf(column: NumberColumn, bins: number): number[] {
  const sorted = column.values.filter((value) => !Number.isNaN(value)).sort();
  const inner = Array.from({ length: bins - 1 }, (_, at) => quantileOf(sorted, (at + 1) / bins));
  return [...new Set(inner)].filter((edge) => edge > (sorted[0] ?? 0));
}

/** A condition in words: `age from 30 to below 41`. */
export function describeCondition(condition: SliceCondition): string {
  const { column } = condition;
  if ('missing' in condition) return `${column} missing`;
  if ('value' in condition) return `${column} = ${condition.value}`;
  const { from, to } = condition;
  const short = (edge: number): string => String(Number(edge.toPrecision(6)));
  if (from === undefined) return `${column} below ${short(to ?? 0)}`;
  return to === undefined
    ? `${column} from ${short(from)}`
    : `${column} from ${short(from)} to below ${short(to)}`;
}
