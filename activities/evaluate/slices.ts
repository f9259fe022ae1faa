import { inputRows } from '../../ml/evaluation/score-interval.ts';
import type { NamedScore, ScoreInput } from '../../ml/metrics/score-by-name.ts';
import type { Column, Table } from '../../ml/data/table.ts';

/** How the model does on the rows of one slice. */
export interface SliceScore {
  readonly slice: string;
  readonly rows: number;
  readonly score: number;
}
/** Fewer rows say too little. */
const LEAST_ROWS = 8;
/** More distinct values than this are cut into quarters, or left out if they are texts. */
const MOST_VALUES = 12;

/**
 * Scores of the slices that the columns cut, worst first. Texts and few numbers count by their
 * values, many numbers by their quarters.
 */
export function sliceScores(
  table: Table,
  columns: readonly string[],
  score: NamedScore,
  input: ScoreInput,
): SliceScore[] {
  const found: SliceScore[] = [];
  for (const name of columns) {
    const column = table.columns.find((one) => one.name === name);
    if (column === undefined) continue;
    for (const [slice, rows] of slicesOf(column)) {
      if (rows.length < LEAST_ROWS) continue;
      const value = scoreOf(score, input, rows);
      if (Number.isFinite(value)) found.push({ slice, rows: rows.length, score: value });
    }
  }
  const sign = score.higherIsBetter ? 1 : -1;
  return found.sort((a, b) => sign * (a.score - b.score));
}

/** A slice of one class alone has no area under a curve: NaN then. */
function scoreOf(score: NamedScore, input: ScoreInput, rows: readonly number[]): number {
  try {
    return score.compute(inputRows(input, Int32Array.from(rows)));
  } catch (error) {
    if (error instanceof RangeError) return NaN;
    throw error;
  }
}

function slicesOf(column: Column): Map<string, number[]> {
  const values: ArrayLike<number | string | null> = column.values;
  const distinct = new Set(Array.from(values));
  const whole = distinct.size <= MOST_VALUES;
  if (!whole && column.type === 'text') return new Map();
  const nameOf = whole || column.type === 'text' ? plainName : quarterName(column.values);
  const slices = new Map<string, number[]>();
  for (let row = 0; row < values.length; row += 1) {
    const slice = `${column.name} ${nameOf(values[row] ?? null)}`;
    const known = slices.get(slice);
    if (known === undefined) slices.set(slice, [row]);
    else known.push(row);
  }
  return slices;
}

const plainName = (value: number | string | null): string =>
  value === null || Number.isNaN(value) ? 'missing' : `= ${value}`;

function quarterName(values: Float64Array): (value: number | string | null) => string {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const edges = [1, 2, 3].map((quarter) => sorted[Math.floor((quarter * sorted.length) / 4)] ?? 0);
  const names = [
    `< ${short(edges[0])}`,
    `${short(edges[0])} … ${short(edges[1])}`,
    `${short(edges[1])} … ${short(edges[2])}`,
    `≥ ${short(edges[2])}`,
  ];
  return (value) => {
    if (value === null || Number.isNaN(value)) return 'missing';
    return names[edges.filter((edge) => Number(value) >= edge).length] ?? '';
  };
}

const short = (value: number | undefined): string => String(Number((value ?? 0).toPrecision(4)));
