/**
 * Solves A x = b for a symmetric positive definite A by Cholesky's decomposition.
 *
 * @param matrix [n, n], row-major; overwritten by its factor
 * @param right length n; overwritten by the solution
 * @returns false, with both in an undefined state, when A is not positive definite to rounding.
 */
export function solvePositiveDefinite(matrix: Float64Array, right: Float64Array): boolean {
  if (!choleskyFactor(matrix, right.length)) return false;
  solveForwards(matrix, right);
  solveBackwards(matrix, right);
  return true;
}

/**
 * The lower triangular L with A = L Lᵀ (Golub and Van Loan, Matrix Computations, 2013, algorithm
 * 4.2.1), written over the lower triangle of A; what is above the diagonal stays as it was.
 *
 * @param matrix [n, n], row-major
 * @returns false, with the matrix in an undefined state, when A is not positive definite to rounding.
 */
export function choleskyFactor(matrix: Float64Array, n: number): boolean {
  for (let column = 0; column < n; column += 1) {
    const scale = matrix[column * n + column] ?? 0;
    const pivot = scale - squares(matrix, column, n);
    if (!(pivot > scale * 1e-13)) return false;
    const root = Math.sqrt(pivot);
    matrix[column * n + column] = root;
    for (let row = column + 1; row < n; row += 1) {
      let value = matrix[row * n + column] ?? 0;
      for (let k = 0; k < column; k += 1) {
        value -= (matrix[row * n + k] ?? 0) * (matrix[column * n + k] ?? 0);
      }
      matrix[row * n + column] = value / root;
    }
  }
  return true;
}

function squares(matrix: Float64Array, row: number, n: number): number {
  let sum = 0;
  for (let k = 0; k < row; k += 1) sum += (matrix[row * n + k] ?? 0) ** 2;
  return sum;
}

/** Solves L x = b for a factor of `choleskyFactor`; b is overwritten. */
export function solveForwards(factor: Float64Array, right: Float64Array): void {
  const n = right.length;
  for (let row = 0; row < n; row += 1) {
    let value = right[row] ?? 0;
    for (let k = 0; k < row; k += 1) value -= (factor[row * n + k] ?? 0) * (right[k] ?? 0);
    right[row] = value / (factor[row * n + row] ?? 1);
  }
}

/** Solves Lᵀ x = b for a factor of `choleskyFactor`; b is overwritten. */
export function solveBackwards(factor: Float64Array, right: Float64Array): void {
  const n = right.length;
  for (let row = n - 1; row >= 0; row -= 1) {
    let value = right[row] ?? 0;
    for (let k = row + 1; k < n; k += 1) value -= (factor[k * n + row] ?? 0) * (right[k] ?? 0);
    right[row] = value / (factor[row * n + row] ?? 1);
  }
}
