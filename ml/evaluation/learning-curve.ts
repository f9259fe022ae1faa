import { seededRandom } from '../random/seeded-random.ts';
import { range, shuffle } from '../random/shuffle.ts';

/** How a model scores that was trained on so many rows. */
export interface LearningPoint {
  readonly rows: number;
  readonly train: number;
  readonly validation: number;
}

/**
 * How scores grow with the training rows. The samples are nested: each holds the smaller ones, so that
 * the curve shows more data and not other data.
 *
 * @param rows how many training rows there are
 * @param sizes shares of them, each above 0 and at most 1
 * @param scoreOn trains on the given rows and scores on them and on the validation part
 * @param seed orders the rows. Default 0.
 * @throws RangeError when a size is out of range or leaves no row.
 */
export async function learningCurve(
  rows: number,
  sizes: readonly number[],
  scoreOn: (rows: Int32Array) => Promise<Omit<LearningPoint, 'rows'>>,
  seed = 0,
): Promise<readonly LearningPoint[]> {
  const order = shuffle(range(rows), seededRandom(seed));
  const counts = sizes.map((size) => {
    const count = Math.round(size * rows);
    if (size > 0 && size <= 1 && count > 0) return count;
    throw new RangeError(
      `${size} of ${rows} rows cannot be trained on; sizes lie above 0, at most 1.`,
    );
  });
  const points: LearningPoint[] = [];
  for (const count of counts) {
    points.push({ rows: count, ...(await scoreOn(order.slice(0, count).sort())) });
  }
  return points;
}
