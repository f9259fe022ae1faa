import { selectRows, type LabelledMatrix, type Matrix } from '../data/matrix.ts';
import { checkedWeights } from '../data/row-weights.ts';
import { stratifiedSplit } from '../data/stratified-split.ts';
import { checkLabels } from '../data/training-rows.ts';
import { fitCalibration } from './calibration.ts';
import type { Calibration } from './support-vectors.ts';
import type { SvmOptions } from './svm-options.ts';

export interface WeightedRows extends LabelledMatrix {
  readonly weights: Float64Array;
}

/**
 * The rows with their weights, and C, checked.
 *
 * @throws UnlearnableDataError for data that tells no classes apart
 * @throws RangeError for a C or a number of folds that makes no sense
 */
export function checkedProblem(
  data: LabelledMatrix,
  { c = 1, folds = 5, rowWeights }: SvmOptions,
): { readonly data: WeightedRows; readonly c: number } {
  checkLabels(data, 2);
  if (!(c > 0) || !Number.isFinite(c)) throw new RangeError(`c is ${c}, expected above 0.`);
  if (!Number.isInteger(folds) || folds < 2) {
    throw new RangeError(`folds is ${folds}, expected a whole number from 2.`);
  }
  const weights = checkedWeights(data.features.rows, rowWeights);
  return { data: { ...data, weights }, c };
}

/**
 * The machine of all rows with its sigmoids.
 *
 * @param scoresOf scores of rows by a machine: [N, k], row-major
 */
export function calibrated<M extends object>(
  data: WeightedRows,
  options: SvmOptions,
  learn: (rows: WeightedRows) => M,
  scoresOf: (machine: M, features: Matrix) => Float64Array,
): M & { readonly calibration: Calibration } {
  const machine = learn(data);
  const heldOut = (rows: WeightedRows, held: Matrix): Float64Array => scoresOf(learn(rows), held);
  const inSample = (): Float64Array => scoresOf(machine, data.features);
  return { ...machine, calibration: calibrateHeldOut(data, options, heldOut, inSample) };
}

/**
 * Calibrates by cross-validation: every row is scored by a machine that did not see it, so that the
 * sigmoids do not learn how well the machine knows its own rows (Platt 1999, section 2.2).
 *
 * @param inSample scores of all rows by the machine of all rows, for data too small to fold
 */
function calibrateHeldOut(
  data: WeightedRows,
  { folds = 5, seed = 0, signal }: SvmOptions,
  heldOut: (rows: WeightedRows, held: Matrix) => Float64Array,
  inSample: () => Float64Array,
): Calibration {
  const k = data.classes.length;
  const scores = new Float64Array(data.labels.length * k);
  for (const held of foldsOf(data.labels, folds, seed)) {
    signal?.throwIfAborted();
    if (held.length === data.labels.length) return fitCalibration(data, inSample(), data.weights);
    const out = new Set(held);
    const rest = Array.from(data.labels, (_, row) => row).filter((row) => !out.has(row));
    const own = heldOut(weightedRows(data, rest), selectRows(data.features, held));
    held.forEach((row, at) => scores.set(own.subarray(at * k, (at + 1) * k), row * k));
  }
  return fitCalibration(data, scores, data.weights);
}

function foldsOf(labels: Int32Array, folds: number, seed: number): Int32Array[] {
  const shares = Array.from({ length: folds }, (_, fold) => [`${fold}`, 1 / folds]);
  // Entries of text and number, made in the line before.
  const parts = stratifiedSplit(labels, Object.fromEntries(shares) as Record<string, number>, seed);
  return Object.values(parts).filter((rows) => rows.length > 0);
}

function weightedRows(data: WeightedRows, rows: readonly number[]): WeightedRows {
  return {
    features: selectRows(data.features, rows),
    classes: data.classes,
    labels: Int32Array.from(rows, (row) => data.labels[row] ?? 0),
    weights: Float64Array.from(rows, (row) => data.weights[row] ?? 0),
  };
}
