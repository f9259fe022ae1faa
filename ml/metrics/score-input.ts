/**
 * What every score asks of its columns: as many values in each, at least one, none of them NaN or
 * infinite. A score of nothing or of NaN would look like a number and mean none.
 *
 * @throws RangeError naming the column, and the row where there is one.
 */
export function checkColumns(columns: { readonly [name: string]: ArrayLike<number> }): number {
  const entries = Object.entries(columns);
  const rows = entries[0]?.[1].length ?? 0;
  if (rows === 0) throw new RangeError('There is no row to score.');
  for (const [name, values] of entries) {
    if (values.length !== rows) {
      throw new RangeError(`"${name}" has ${values.length} rows, expected ${rows}.`);
    }
    for (let row = 0; row < rows; row += 1) {
      if (!Number.isFinite(values[row])) {
        throw new RangeError(
          `"${name}" is ${values[row]} in row ${row}, expected a finite number.`,
        );
      }
    }
  }
  return rows;
}

/**
 * Probabilities row by row: `classes` values each.
 *
 * @throws RangeError when the length does not fit, or a value is outside 0 … 1.
 */
export function checkProbabilities(
  probabilities: ArrayLike<number>,
  rows: number,
  classes: number,
): void {
  if (probabilities.length !== rows * classes) {
    throw new RangeError(
      `${probabilities.length} probabilities for ${rows} rows of ${classes} classes.`,
    );
  }
  for (let at = 0; at < probabilities.length; at += 1) {
    const value = probabilities[at] ?? Number.NaN;
    if (!(value >= 0 && value <= 1)) {
      throw new RangeError(`The probability of row ${Math.floor(at / classes)} is ${value}.`);
    }
  }
}

/** Positions of classes: whole numbers from 0 to `classes - 1`. @throws RangeError otherwise. */
export function checkClasses(name: string, values: ArrayLike<number>, classes: number): void {
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row] ?? -1;
    if (!Number.isInteger(value) || value < 0 || value >= classes) {
      throw new RangeError(`"${name}" is ${value} in row ${row}, expected 0 … ${classes - 1}.`);
    }
  }
}
