import type { LabelledMatrix } from '../data/matrix.ts';
import { seededRandom } from '../random/seeded-random.ts';

/**
 * Rows for tests: clouds of normal deviates, one a class, around corners that a straight cut
 * separates well but not wholly. Label values are 0, 10, 20, … so that position and value differ.
 */
export function classClouds(
  rows: number,
  columns: number,
  classes: number,
  seed: number,
): LabelledMatrix {
  const random = seededRandom(seed);
  const labels = Int32Array.from({ length: rows }, (_, row) => row % classes);
  const values = Float32Array.from({ length: rows * columns }, (_, i) => {
    const label = labels[Math.floor(i / columns)] ?? 0;
    const centre = (i % columns) % classes === label ? 3 : 0;
    return 5 + 2 * (centre + random.normal());
  });
  return {
    features: { rows, columns, values },
    labels,
    classes: Array.from({ length: classes }, (_, index) => index * 10),
  };
}
