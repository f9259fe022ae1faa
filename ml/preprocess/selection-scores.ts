import type { Matrix } from '../data/matrix.ts';

/**
 * F of a one-way analysis of variance for each column (Fisher 1925), as scikit-learn's `f_classif`:
 * spread between the classes over spread within them. NaN for a constant column.
 *
 * @param labels positions of the classes, one a row
 */
export function anovaF(features: Matrix, labels: ArrayLike<number>, classes: number): Float64Array {
  const { rows, columns } = features;
  const counts = new Float64Array(classes);
  for (let row = 0; row < rows; row += 1)
    counts[labels[row] ?? 0] = (counts[labels[row] ?? 0] ?? 0) + 1;
  const present = counts.filter((count) => count > 0).length;
  return Float64Array.from({ length: columns }, (_, column) => {
    const values = columnOfMatrix(features, column);
    const sums = new Float64Array(classes);
    values.forEach(
      (value, row) => (sums[labels[row] ?? 0] = (sums[labels[row] ?? 0] ?? 0) + value),
    );
    const mean = sums.reduce((sum, each) => sum + each, 0) / rows;
    let between = 0;
    sums.forEach((sum, at) => {
      const count = counts[at] ?? 0;
      if (count > 0) between += count * (sum / count - mean) ** 2;
    });
    let within = 0;
    values.forEach((value, row) => {
      const label = labels[row] ?? 0;
      within += (value - (sums[label] ?? 0) / (counts[label] ?? 1)) ** 2;
    });
    if (values.every((value) => value === values[0])) return NaN;
    return between / (present - 1) / (within / (rows - present));
  });
}

/**
 * F of a straight line on one column each, as scikit-learn's `f_regression`: r² / (1 - r²) times
 * N - 2. 0 for a constant column or target, the largest number for a perfect line.
 *
 * @param target one number a row
 */
export function regressionF(features: Matrix, target: Float64Array): Float64Array {
  const { rows, columns } = features;
  const mean = target.reduce((sum, value) => sum + value, 0) / rows;
  const ofTarget = target.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Float64Array.from({ length: columns }, (_, column) => {
    const values = columnOfMatrix(features, column);
    const centre = values.reduce((sum, value) => sum + value, 0) / rows;
    let both = 0;
    let own = 0;
    values.forEach((value, row) => {
      both += (value - centre) * ((target[row] ?? 0) - mean);
      own += (value - centre) ** 2;
    });
    if (own === 0 || ofTarget === 0 || values.every((value) => value === values[0])) return 0;
    const squared = (both / own) * (both / ofTarget);
    return squared >= 1 ? Number.MAX_VALUE : (squared / (1 - squared)) * (rows - 2);
  });
}

/** One column of a matrix, in double precision. */
export function columnOfMatrix({ rows, columns, values }: Matrix, column: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => values[row * columns + column] ?? 0);
}
