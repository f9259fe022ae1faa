import { columnOf, type Table } from '../data/table.ts';
import { adjustPValues } from './adjust-p-values.ts';
import { fisherGreater, welchGreater, type Moments } from './mean-tests.ts';
import {
  describeCondition,
  sliceColumn,
  type SliceColumn,
  type SliceCondition,
} from './slice-codes.ts';

/** Rows that share a condition or two, and how much worse the model is on them. */
export interface Slice {
  readonly conditions: readonly SliceCondition[];
  /** The conditions in words. */
  readonly name: string;
  readonly rows: number;
  readonly meanLoss: number;
  /** Over all other rows. */
  readonly restLoss: number;
  /** Loss above what these rows would have at the mean of all. */
  readonly excess: number;
  readonly pValue: number;
  /** Corrected for all slices looked at. */
  readonly adjustedP: number;
}
export interface SliceOptions {
  /** Columns to look at. Default: all. */
  readonly columns?: readonly string[];
  /** Smaller slices are passed over. Default: 2 % of the rows, at least 20. */
  readonly minRows?: number;
  /** Into how many quantiles numbers are cut. Default 4. */
  readonly bins?: number;
  /** Whether pairs of columns are looked at too. Default true. */
  readonly pairs?: boolean;
  /** Slices are found up to this corrected p. Default 0.05. */
  readonly significance?: number;
  readonly correction?: 'holm' | 'benjamini_hochberg';
  /** At most so many slices. Default 10. */
  readonly top?: number;
}

/** Pairs are made of so many columns at most, those with the least p on their own. */
const MOST_PAIRED = 64;
/** A slice that shares more of its rows with a worse one says nothing new. */
const MOST_SHARED = 0.75;

/**
 * Finds the slices of the raw table on which a model loses significantly more than elsewhere, the
 * surest first: by p, then by the loss above the mean of all rows. After Chung and others (2019, "Slice Finder").
 *
 * W1 Every slice looked at counts in the correction, also those that are no worse than the rest.
 * W2 A pair of columns is reported only if it is significantly worse (corrected by the number of
 *    pairs) than the other rows of each of its columns' slices: the second must add to the first.
 * W3 Of slices that share most of their rows the worst is reported.
 *
 * 0 and 1 are compared by Fisher's exact test, other losses by Welch's; both one-sided.
 *
 * @param losses one a row, higher is worse: 1 for a wrong class, or an absolute or squared error
 * @throws RangeError when the lengths differ or a loss is not finite.
 */
export function worstSlices(
  table: Table,
  losses: ArrayLike<number>,
  options: SliceOptions = {},
): readonly Slice[] {
  const { bins = 4, pairs = true, significance = 0.05, correction = 'holm', top = 10 } = options;
  const minRows = options.minRows ?? Math.max(20, Math.ceil(0.02 * table.rows));
  const held = checkLosses(table, losses);
  const compare = compareOf(held);
  const names = options.columns ?? table.columns.map(({ name }) => name);
  const columns = names.map((name) => sliceColumn(columnOf(table, name), bins, minRows));
  const judge = judgeOf(sumsOf(held), compare, minRows);
  const single = columns.map((column) => sliceTotals([column], held).flatMap(judge));
  const cells = (pairs ? pairUp(columns, single) : []).map((parents) => ({
    parents,
    own: sliceTotals(
      parents.flatMap((slices) => slices[0]?.totals.columns ?? []),
      held,
    ).flatMap(judge),
  }));
  const bound =
    significance /
    Math.max(
      1,
      cells.reduce((sum, { own }) => sum + own.length, 0),
    );
  const paired = cells.flatMap(({ own, parents }) => worseThanBoth(own, parents, compare, bound));
  const seen = [...single.flat(), ...paired];
  const adjusted = adjustPValues(
    seen.map(({ pValue }) => pValue),
    correction,
  );
  const found = seen
    .map((slice, at) => ({ ...slice, adjustedP: adjusted[at] ?? 1 }))
    .filter(({ adjustedP, worse }) => worse && adjustedP <= significance)
    .sort((a, b) => a.pValue - b.pValue || b.excess - a.excess);
  return distinct(found, top);
}

/** Sums over some rows. */
interface Sums {
  readonly rows: number;
  readonly sum: number;
  readonly squares: number;
}
/** Sums over the rows of one cell of one or two columns. */
interface Totals extends Sums {
  readonly columns: readonly SliceColumn[];
  readonly codes: readonly number[];
}
interface Judged extends Omit<Slice, 'adjustedP'> {
  readonly totals: Totals;
  /** Not only chance, but a new find (W2). */
  readonly worse: boolean;
}
/** The chance of such losses on the first rows if they were no worse than on the others. */
type Compare = (own: Sums, others: Sums) => number;

/** Sums by cell; bins are few, since none is smaller than the least slice. */
function sliceTotals([first, second]: readonly SliceColumn[], losses: Float64Array): Totals[] {
  const width = second?.conditions.length ?? 1;
  const count = (first?.conditions.length ?? 0) * width;
  const [rows, sums, squares] = [
    new Int32Array(count),
    new Float64Array(count),
    new Float64Array(count),
  ];
  losses.forEach((loss, row) => {
    const one = first?.codes[row] ?? -1;
    const two = second === undefined ? 0 : (second.codes[row] ?? -1);
    if (one < 0 || two < 0) return;
    const cell = one * width + two;
    rows[cell] = (rows[cell] ?? 0) + 1;
    sums[cell] = (sums[cell] ?? 0) + loss;
    squares[cell] = (squares[cell] ?? 0) + loss * loss;
  });
  const columns = [first, second].flatMap((column) => column ?? []);
  return Array.from(rows, (size, cell) => ({
    columns,
    codes: [Math.floor(cell / width), cell % width].slice(0, columns.length),
    ...{ rows: size, sum: sums[cell] ?? 0, squares: squares[cell] ?? 0 },
  })).filter((cell) => cell.rows > 0);
}

function compareOf(losses: Float64Array): Compare {
  const binary = losses.every((loss) => loss === 0 || loss === 1);
  return (own, others) => {
    if (own.rows < 2 || others.rows < 2) return 1;
    const [first, second] = [momentsOf(own), momentsOf(others)];
    if (first.mean <= second.mean) return 1;
    return binary
      ? fisherGreater(own.sum, own.rows, others.sum, others.rows)
      : welchGreater(first, second);
  };
}

const without = (whole: Sums, part: Sums): Sums => ({
  rows: whole.rows - part.rows,
  sum: whole.sum - part.sum,
  squares: whole.squares - part.squares,
});

/** Judges a cell; none when it, or the rest, is too small. */
function judgeOf(
  all: Sums,
  compare: Compare,
  minRows: number,
): (totals: Totals) => readonly Judged[] {
  return (totals) => {
    const rest = without(all, totals);
    if (totals.rows < minRows || rest.rows < 2) return [];
    const [meanLoss, restLoss] = [totals.sum / totals.rows, rest.sum / rest.rows];
    const conditions = totals.codes.flatMap(
      (code, at) => totals.columns[at]?.conditions[code] ?? [],
    );
    return [
      {
        ...{ conditions, name: conditions.map(describeCondition).join(' and ') },
        ...{ rows: totals.rows, meanLoss, restLoss, totals, worse: meanLoss > restLoss },
        excess: totals.sum - (totals.rows * all.sum) / all.rows,
        pValue: compare(totals, rest),
      },
    ];
  };
}

function pairUp(
  columns: readonly SliceColumn[],
  single: readonly (readonly Judged[])[],
): (readonly [readonly Judged[], readonly Judged[]])[] {
  const least = single.map((slices) => Math.min(1, ...slices.map(({ pValue }) => pValue)));
  const chosen = [...columns.keys()]
    .filter((at) => (single[at]?.length ?? 0) > 0)
    .sort((a, b) => (least[a] ?? 1) - (least[b] ?? 1) || a - b)
    .slice(0, MOST_PAIRED)
    .sort((a, b) => a - b);
  return chosen.flatMap((one, at) =>
    chosen.slice(at + 1).map((two) => [single[one] ?? [], single[two] ?? []] as const),
  );
}

/** Marks those cells of a pair as worse that add to what each column says alone (W2). */
function worseThanBoth(
  cells: readonly Judged[],
  [ones, twos]: readonly [readonly Judged[], readonly Judged[]],
  compare: Compare,
  bound: number,
): readonly Judged[] {
  const adds = (slice: Judged, slices: readonly Judged[], code: number | undefined): boolean => {
    const parent = slices.find(({ totals }) => totals.codes[0] === code)?.totals;
    return parent !== undefined && compare(slice.totals, without(parent, slice.totals)) <= bound;
  };
  return cells.map((slice) => {
    const [one, two] = slice.totals.codes;
    // Looked at only where it matters: most cells are no worse than the rest.
    const promising = slice.worse && slice.pValue <= bound;
    return { ...slice, worse: promising && adds(slice, ones, one) && adds(slice, twos, two) };
  });
}

/** The first slices that share few rows with those before them (W3). */
function distinct(
  found: readonly (Judged & { readonly adjustedP: number })[],
  top: number,
): Slice[] {
  const kept: { slice: Slice; rows: Uint8Array }[] = [];
  for (const { totals, worse: _, ...slice } of found) {
    if (kept.length >= top) break;
    const rows = membersOf(totals);
    const known = kept.some((other) => sharedPart(rows, other.rows) > MOST_SHARED);
    if (!known) kept.push({ slice, rows });
  }
  return kept.map(({ slice }) => slice);
}

function membersOf({ columns, codes }: Totals): Uint8Array {
  const length = columns[0]?.codes.length ?? 0;
  return Uint8Array.from({ length }, (_, row) =>
    columns.every((column, at) => column.codes[row] === codes[at]) ? 1 : 0,
  );
}

/** Shared rows as a part of all rows of both. */
function sharedPart(left: Uint8Array, right: Uint8Array): number {
  let [both, either] = [0, 0];
  left.forEach((one, row) => {
    const two = right[row] ?? 0;
    both += one & two;
    either += one | two;
  });
  return either === 0 ? 0 : both / either;
}

function checkLosses(table: Table, losses: ArrayLike<number>): Float64Array {
  if (losses.length !== table.rows) {
    throw new RangeError(`${losses.length} losses for ${table.rows} rows.`);
  }
  const held = Float64Array.from(losses);
  const bad = held.findIndex((loss) => !Number.isFinite(loss));
  if (bad >= 0)
    throw new RangeError(`The loss of row ${bad} is ${held[bad]}, expected a finite number.`);
  return held;
}

const sumsOf = (losses: Float64Array): Sums => ({
  rows: losses.length,
  sum: losses.reduce((sum, loss) => sum + loss, 0),
  squares: losses.reduce((sum, loss) => sum + loss * loss, 0),
});

function momentsOf({ rows, sum, squares }: Sums): Moments {
  const mean = sum / rows;
  return { rows, mean, variance: Math.max(0, squares - rows * mean * mean) / (rows - 1) };
}
