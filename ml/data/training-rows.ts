import type { LabelledMatrix, Matrix } from './matrix.ts';

/** Thrown when rows cannot be learned from: none, numbers missing or not finite, sizes that differ. */
export class UnlearnableDataError extends RangeError {
  override readonly name = 'UnlearnableDataError';
}

/**
 * Refuses what no model can learn from: no row, no column, a value that is not a finite number.
 *
 * @throws UnlearnableDataError naming the place of the first fault
 */
export function checkFeatures(features: Matrix): void {
  const { rows, columns, values } = features;
  if (rows === 0) throw new UnlearnableDataError('There is no row to learn from.');
  if (columns === 0) throw new UnlearnableDataError('There is no column to learn from.');
  if (values.length !== rows * columns) {
    const wanted = `${rows} x ${columns} features need ${rows * columns} values`;
    throw new UnlearnableDataError(`${wanted}, not ${values.length}.`);
  }
  for (let at = 0; at < values.length; at += 1) {
    if (Number.isFinite(values[at])) continue;
    const place = `Row ${Math.floor(at / columns)}, column ${at % columns} (both from 0)`;
    throw new UnlearnableDataError(
      `${place} is ${values[at]}. Expected a finite number: impute missing ones first.`,
    );
  }
}

/** As `checkFeatures`, and one finite target a row. @throws UnlearnableDataError */
export function checkTargets(features: Matrix, targets: ArrayLike<number>): void {
  checkFeatures(features);
  if (targets.length !== features.rows) {
    throw new UnlearnableDataError(`${targets.length} targets for ${features.rows} rows.`);
  }
  for (let row = 0; row < targets.length; row += 1) {
    if (Number.isFinite(targets[row])) continue;
    throw new UnlearnableDataError(
      `The target of row ${row} (from 0) is ${targets[row]}. Expected a finite number.`,
    );
  }
}

/**
 * As `checkFeatures`, and one class a row.
 *
 * @param leastClasses 2 for models that only tell classes apart
 * @throws UnlearnableDataError
 */
export function checkLabels(data: LabelledMatrix, leastClasses: 1 | 2 = 1): void {
  const { features, labels, classes } = data;
  checkFeatures(features);
  if (labels.length !== features.rows) {
    throw new UnlearnableDataError(`${labels.length} labels for ${features.rows} rows.`);
  }
  if (classes.length < leastClasses) {
    const known = classes.length === 1 ? 'one class alone' : 'no class';
    throw new UnlearnableDataError(`The labels know ${known}. Expected ${leastClasses} or more.`);
  }
  for (let row = 0; row < labels.length; row += 1) {
    const label = labels[row] ?? -1;
    if (label >= 0 && label < classes.length) continue;
    const expected = `0 … ${classes.length - 1}`;
    throw new UnlearnableDataError(`The label of row ${row} is ${label}, expected ${expected}.`);
  }
}
