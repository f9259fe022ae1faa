import type { LabelledMatrix } from './matrix.ts';
import { UnlearnableDataError } from './training-rows.ts';

/**
 * A weight a row that gives every class the same total: `rows / (classes present * rows of the
 * class)`, as scikit-learn's `class_weight='balanced'` (King and Zeng, 2001).
 */
export function balancedRowWeights({ labels, classes }: LabelledMatrix): Float64Array {
  const counts = new Float64Array(classes.length);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  const present = counts.filter((count) => count > 0).length;
  return Float64Array.from(labels, (label) => labels.length / (present * (counts[label] ?? 1)));
}

/** A weight a row by its class, in the order of the classes. */
export function rowWeightsOf(
  { labels, classes }: LabelledMatrix,
  ofClass: ArrayLike<number>,
): Float64Array {
  if (ofClass.length !== classes.length) {
    throw new UnlearnableDataError(`${ofClass.length} weights for ${classes.length} classes.`);
  }
  return Float64Array.from(labels, (label) => ofClass[label] ?? 0);
}

/** The weights as given, checked; 1 for every row when there are none. */
export function checkedWeights(rows: number, weights: ArrayLike<number> | undefined): Float64Array {
  if (weights === undefined) return new Float64Array(rows).fill(1);
  if (weights.length !== rows) {
    throw new UnlearnableDataError(`${weights.length} row weights for ${rows} rows.`);
  }
  let total = 0;
  const checked = Float64Array.from(weights, (weight, row) => {
    if (!(weight >= 0) || !Number.isFinite(weight)) {
      throw new UnlearnableDataError(
        `The weight of row ${row} (from 0) is ${weight}. Expected a finite number from 0.`,
      );
    }
    total += weight;
    return weight;
  });
  if (!(total > 0)) throw new UnlearnableDataError('All row weights are 0.');
  return checked;
}
