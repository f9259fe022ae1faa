import { refuseData } from '../data/data-fault.ts';
import { seededRandom } from '../random/seeded-random.ts';
import { range, shuffle } from '../random/shuffle.ts';
import { rowGroups, type GroupValue } from './row-groups.ts';
import { timeOrder } from './time-order.ts';
import { checkGap } from './time-split.ts';

/** One round of cross-validation: row numbers, ascending. */
export interface Fold {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/**
 * Cuts all rows into k folds whose sizes differ by one at most.
 *
 * @param seed shuffles; without one the folds are stretches of the table, as scikit-learn's `KFold`
 * @throws DataFaultError (SPLIT005) unless there are 2 … rows folds.
 */
export function randomFolds(rows: number, folds: number, seed?: number): readonly Fold[] {
  checkFolds(folds, rows, 'rows');
  const order = range(rows);
  if (seed !== undefined) shuffle(order, seededRandom(seed));
  const place = new Int32Array(rows);
  order.forEach((row, at) => {
    const long = rows % folds;
    const size = Math.floor(rows / folds);
    const inLong = long * (size + 1);
    place[row] =
      at < inLong ? Math.floor(at / (size + 1)) : long + Math.floor((at - inLong) / size);
  });
  return foldsOf(place, folds);
}

/**
 * Cuts all rows into k folds that keep each class's share, as scikit-learn's `StratifiedKFold`, whose
 * folds these are when there is no seed.
 *
 * @param labels one a row; equal labels form a class
 * @throws DataFaultError when there are fewer than 2 folds, or no class has a row for each fold
 *   (SPLIT005), or a label is missing (SPLIT004).
 */
export function stratifiedFolds(
  labels: ArrayLike<GroupValue>,
  folds: number,
  seed?: number,
  column = 'label',
): readonly Fold[] {
  const classes = [...rowGroups(labels, column).values()];
  checkFolds(folds, Math.max(0, ...classes.map((rows) => rows.length)), 'rows of a class');
  const random = seed === undefined ? undefined : seededRandom(seed);
  const place = new Int32Array(labels.length);
  let first = 0;
  for (const rows of classes) {
    // Classes laid end to end and dealt out in turn give each fold its count of this class.
    const counts = new Int32Array(folds);
    for (let at = first; at < first + rows.length; at += 1)
      counts[at % folds] = (counts[at % folds] ?? 0) + 1;
    const fold = Int32Array.from(
      [...counts].flatMap((count, at) => new Array<number>(count).fill(at)),
    );
    if (random !== undefined) shuffle(fold, random);
    rows.forEach((row, at) => (place[row] = fold[at] ?? 0));
    first += rows.length;
  }
  return foldsOf(place, folds);
}

/**
 * Cuts all rows into k folds such that no group is in two: the largest group first, each into the
 * lightest fold, as scikit-learn's `GroupKFold`.
 *
 * @throws DataFaultError when there are fewer than 2 folds or fewer groups than folds (SPLIT005), or
 *   a row has no group (SPLIT004).
 */
export function groupFolds(
  groups: ArrayLike<GroupValue>,
  folds: number,
  column = 'group',
): readonly Fold[] {
  const members = [...rowGroups(groups, column)].sort(
    ([a, one], [b, two]) => two.length - one.length || (a < b ? 1 : -1),
  );
  checkFolds(folds, members.length, 'groups');
  const place = new Int32Array(groups.length);
  const weights = new Float64Array(folds);
  for (const [, rows] of members) {
    const lightest = weights.indexOf(Math.min(...weights));
    weights[lightest] = (weights[lightest] ?? 0) + rows.length;
    for (const row of rows) place[row] = lightest;
  }
  return foldsOf(place, folds);
}

export interface TimeFoldOptions {
  /** Rows left out between training and test. Default 0. */
  readonly gapRows?: number;
  /** Rows in each test part. Default: rows / (folds + 1), rounded down. */
  readonly testRows?: number;
  /** At most so many rows to train on, the latest ones. Default: all before. */
  readonly maxTrainRows?: number;
  readonly column?: string;
}

/**
 * Rounds that train on the past and test on what follows, as scikit-learn's `TimeSeriesSplit` on rows
 * ordered by time.
 *
 * @param times one a row: numbers or ISO 8601 dates; equal times stay in the order of the table
 * @throws DataFaultError when the rows do not suffice (SPLIT005) or a time is missing (SPLIT004).
 */
export function timeFolds(
  times: ArrayLike<GroupValue>,
  folds: number,
  { gapRows = 0, maxTrainRows = Infinity, column = 'time', ...rest }: TimeFoldOptions = {},
): readonly Fold[] {
  checkGap(gapRows);
  checkFolds(folds, times.length - 1, 'rows');
  const { rows } = timeOrder(times, column);
  const testRows = rest.testRows ?? Math.floor(rows.length / (folds + 1));
  const first = rows.length - folds * testRows;
  if (testRows < 1 || first - gapRows < 1) {
    return refuseData({
      ...{ code: 'SPLIT005', column },
      message: `${rows.length} rows are too few for ${folds} rounds with ${testRows} rows to test on each, a gap of ${gapRows}, and a row to train on.`,
      hint: 'Ask for fewer rounds, smaller tests or a smaller gap.',
    });
  }
  return Array.from({ length: folds }, (_, fold) => {
    const start = first + fold * testRows;
    const end = start - gapRows;
    return {
      train: rows.slice(Math.max(0, end - maxTrainRows), end).sort(),
      test: rows.slice(start, start + testRows).sort(),
    };
  });
}

function foldsOf(place: Int32Array, folds: number): readonly Fold[] {
  const rows = range(place.length);
  return Array.from({ length: folds }, (_, fold) => ({
    train: rows.filter((row) => place[row] !== fold),
    test: rows.filter((row) => place[row] === fold),
  }));
}

function checkFolds(folds: number, most: number, what: string): void {
  if (Number.isInteger(folds) && folds >= 2 && folds <= most) return;
  refuseData({
    code: 'SPLIT005',
    message: `${folds} folds were asked for; there are ${most} ${what}, so 2 … ${most} are possible.`,
    hint: 'Ask for fewer folds, or bring more rows.',
  });
}
