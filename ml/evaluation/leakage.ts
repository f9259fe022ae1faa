import { rowsByValue } from '../data/rows-by-value.ts';
import { columnOf, isMissing, type Column, type Table } from '../data/table.ts';
import { classTarget, valueTarget } from '../data/target.ts';
import { quantileOf } from '../preprocess/column-statistics.ts';
import { seededRandom } from '../random/seeded-random.ts';
import { range, shuffle } from '../random/shuffle.ts';

/** How well one column alone predicts the target. */
export interface ColumnPower {
  readonly column: string;
  /**
   * Classes: balanced accuracy, scaled so that chance is 0. Numbers: R². Both on rows that were not
   * learned from; 1 is perfect, 0 or less says nothing.
   */
  readonly power: number;
  /** `power` is at or above the bound: is this column known before the target is? */
  readonly suspect: boolean;
}
export interface PowerOptions {
  readonly task: 'classification' | 'regression';
  readonly target: string;
  /** Default: every column but the target. */
  readonly columns?: readonly string[];
  /** From here on a column is suspect. Default 0.98. */
  readonly bound?: number;
  /** Default 0. */
  readonly seed?: number;
}

/** Numbers with more different values are cut into so many bins. */
const MOST_BINS = 64;

/**
 * Looks for columns that give the target away: each is cut into bins, the commonest class (or mean) of
 * each bin is learned from one half of the rows and tried on the other, both ways round. What is
 * missing is a bin of its own, so that a column which is filled only once the target is known is found
 * too. Most telling first.
 *
 * @throws DataFaultError when the target does not fit the task; Error for an unknown column.
 */
export function columnPowers(table: Table, options: PowerOptions): readonly ColumnPower[] {
  const { task, target, bound = 0.98, seed = 0 } = options;
  const names =
    options.columns ?? table.columns.map(({ name }) => name).filter((name) => name !== target);
  const order = shuffle(range(table.rows), seededRandom(seed));
  const half = table.rows >>> 1;
  const halves = [order.slice(0, half), order.slice(half)] as const;
  const scoreOf =
    task === 'classification'
      ? classScore(classTarget(table, target))
      : valueScore(valueTarget(table, target));
  return names
    .map((name) => {
      const column = columnOf(table, name);
      const [one, two] = halves;
      const power =
        (scoreOf(binned(column, one), one, two) + scoreOf(binned(column, two), two, one)) / 2;
      return { column: name, power, suspect: power >= bound };
    })
    .sort((a, b) => b.power - a.power);
}

type Score = (bins: readonly (number | string)[], train: Int32Array, test: Int32Array) => number;

function classScore({
  labels,
  classes,
}: {
  labels: Int32Array;
  classes: readonly unknown[];
}): Score {
  const k = classes.length;
  return (bins, train, test) => {
    const counts = new Map<number | string, Int32Array>();
    const whole = new Int32Array(k);
    for (const row of train) {
      const label = labels[row] ?? 0;
      const own = counts.get(bins[row] ?? '') ?? new Int32Array(k);
      counts.set(bins[row] ?? '', own);
      own[label] = (own[label] ?? 0) + 1;
      whole[label] = (whole[label] ?? 0) + 1;
    }
    const [hits, supports] = [new Int32Array(k), new Int32Array(k)];
    for (const row of test) {
      const label = labels[row] ?? 0;
      const own = counts.get(bins[row] ?? '') ?? whole;
      supports[label] = (supports[label] ?? 0) + 1;
      if (own.indexOf(Math.max(...own)) === label) hits[label] = (hits[label] ?? 0) + 1;
    }
    const present = [...supports.keys()].filter((at) => (supports[at] ?? 0) > 0);
    if (present.length < 2) return 0;
    const recall = present.reduce((sum, at) => sum + (hits[at] ?? 0) / (supports[at] ?? 1), 0);
    const chance = 1 / present.length;
    return (recall / present.length - chance) / (1 - chance);
  };
}

function valueScore(target: Float64Array): Score {
  const meanOf = (rows: Iterable<number>): number => {
    let [sum, count] = [0, 0];
    for (const row of rows) {
      sum += target[row] ?? 0;
      count += 1;
    }
    return count === 0 ? 0 : sum / count;
  };
  return (bins, train, test) => {
    const members = rowsByValue(Array.from(train, (row) => bins[row] ?? ''));
    const means = new Map(
      [...members].map(([bin, own]) => [bin, meanOf(own.map((at) => train[at] ?? 0))]),
    );
    const [whole, centre] = [meanOf(train), meanOf(test)];
    let [error, spread] = [0, 0];
    for (const row of test) {
      const value = target[row] ?? 0;
      error += (value - (means.get(bins[row] ?? '') ?? whole)) ** 2;
      spread += (value - centre) ** 2;
    }
    return spread === 0 ? 0 : 1 - error / spread;
  };
}

/** The bin of each row; where numbers are cut is learned from the rows given. */
function binned(column: Column, rows: Int32Array): (number | string)[] {
  const missing = (row: number): boolean => isMissing(column, row);
  if (column.type === 'text') {
    return column.values.map((value) => (value === null ? 0 : value));
  }
  const sorted = Float64Array.from(
    [...rows].filter((row) => !missing(row)).map((row) => column.values[row] ?? NaN),
  ).sort();
  const distinct = [...new Set(sorted)];
  const edges =
    distinct.length <= MOST_BINS
      ? distinct.slice(1).map((value, at) => (value + (distinct[at] ?? value)) / 2)
      : Array.from({ length: MOST_BINS - 1 }, (_, at) => quantileOf(sorted, (at + 1) / MOST_BINS));
  return Array.from(column.values, (value, row) =>
    missing(row) ? 'missing' : edges.filter((edge) => edge < value).length,
  );
}

/** Rows of a later part that a training part holds too. */
export interface SharedRows {
  /** Positions in the later part, ascending. */
  readonly rows: Int32Array;
  /** For each of them, the first equal row of the training part. */
  readonly trainRows: Int32Array;
  /** Share of the later part. */
  readonly share: number;
}

/**
 * Finds rows that are in both parts, equal in all the given columns: they make a score too good.
 *
 * @param columns default: all columns of `test`, so also the target
 * @throws Error when a part lacks one of the columns.
 */
export function sharedRows(
  train: Table,
  test: Table,
  columns: readonly string[] = test.columns.map(({ name }) => name),
): SharedRows {
  const known = new Map<string, number>();
  keysOf(train, columns).forEach((key, row) => {
    if (!known.has(key)) known.set(key, row);
  });
  const found = keysOf(test, columns).flatMap((key, row) => {
    const at = known.get(key);
    return at === undefined ? [] : [{ row, at }];
  });
  return {
    rows: Int32Array.from(found, ({ row }) => row),
    trainRows: Int32Array.from(found, ({ at }) => at),
    share: test.rows === 0 ? 0 : found.length / test.rows,
  };
}

function keysOf(table: Table, names: readonly string[]): string[] {
  const columns = names.map((name) => columnOf(table, name));
  return Array.from({ length: table.rows }, (_, row) =>
    JSON.stringify(columns.map(({ values }) => (Number.isNaN(values[row]) ? null : values[row]))),
  );
}
