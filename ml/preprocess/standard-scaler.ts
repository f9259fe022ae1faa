import type { Matrix } from '../data/matrix.ts';

/** Shifts and scales each column to mean 0 and standard deviation 1. */
export interface StandardScaler {
  /** One mean for each column, in the column's own unit. */
  readonly mean: readonly number[];
  /** One standard deviation for each column (divisor N), or 1 for a constant column. */
  readonly scale: readonly number[];
}

/**
 * Learns means and deviations in double precision: two passes, so that large means cost no digits.
 * As scikit-learn's `StandardScaler`, a column without spread keeps scale 1.
 *
 * @param features [N, n], the training rows only; fitting on others leaks them
 */
export function fitStandardScaler(features: Matrix): StandardScaler {
  const { rows, columns, values } = features;
  if (rows === 0) throw new RangeError('A scaler needs at least one row.');
  const mean = new Float64Array(columns);
  for (let i = 0; i < values.length; i += 1) {
    mean[i % columns] = (mean[i % columns] ?? 0) + (values[i] ?? 0) / rows;
  }
  const variance = new Float64Array(columns);
  for (let i = 0; i < values.length; i += 1) {
    const column = i % columns;
    const distance = (values[i] ?? 0) - (mean[column] ?? 0);
    variance[column] = (variance[column] ?? 0) + (distance * distance) / rows;
  }
  const scale = Array.from(variance, (value, column) => {
    const rounding = rows * Number.EPSILON * value + (rows * (mean[column] ?? 0) * 2 ** -52) ** 2;
    return value <= rounding ? 1 : Math.sqrt(value);
  });
  return { mean: [...mean], scale };
}

/** `(x - mean) / scale` in single precision, step by step as the exported graph computes it. */
export function standardize(features: Matrix, scaler: StandardScaler): Matrix {
  const { rows, columns } = features;
  if (columns !== scaler.mean.length) {
    throw new RangeError(
      `The scaler knows ${scaler.mean.length} columns, the matrix has ${columns}.`,
    );
  }
  const mean = Float32Array.from(scaler.mean);
  const scale = Float32Array.from(scaler.scale);
  const values = Float32Array.from(features.values, (value, i) => {
    const column = i % columns;
    return Math.fround(value - (mean[column] ?? 0)) / (scale[column] ?? 1);
  });
  return { rows, columns, values };
}
