import type { Matrix } from '../data/matrix.ts';

/**
 * Variance (divisor N) of each column in double precision; 0 for a column of one value whatever
 * rounding makes of it, as scikit-learn's `VarianceThreshold` sees to.
 */
export function columnVariances({ rows, columns, values }: Matrix): Float64Array {
  return Float64Array.from({ length: columns }, (_, column) => {
    const first = values[column] ?? 0;
    let sum = 0;
    let constant = true;
    for (let row = 0; row < rows; row += 1) {
      const value = values[row * columns + column] ?? 0;
      if (value !== first) constant = false;
      sum += value;
    }
    if (constant) return 0;
    const mean = sum / rows;
    let squares = 0;
    for (let row = 0; row < rows; row += 1) {
      squares += ((values[row * columns + column] ?? 0) - mean) ** 2;
    }
    return squares / rows;
  });
}
