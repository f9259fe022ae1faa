import type { SeededRandom } from '../../random/seeded-random.ts';
import type { Coordinate, Point } from '../space/coordinates.ts';
import { parzenEstimator } from './parzen-estimator.ts';

/** What a model-based sampler learns from: points by how good they are, and those without a value. */
export interface Observations {
  /** Best first; `age` counts from the oldest. */
  readonly ranked: readonly { readonly point: Point; readonly age: number }[];
  /** Points that are being tried, or were suggested a moment ago. */
  readonly pending: readonly Point[];
}

/** How the tree-structured Parzen estimator works. */
export interface TpeOptions {
  /** Each coordinate is estimated by itself, as in the paper of 2011. */
  readonly independent?: boolean | undefined;
  /** How many draws compete for a suggestion. */
  readonly candidates?: number | undefined;
}

const CANDIDATES = 24;
/** The share of trials that counts as good, and the most of them (Bergstra et al. 2013). */
const GOOD_SHARE = 0.1;
const MOST_GOOD = 25;

/**
 * The tree-structured Parzen estimator (Bergstra et al. 2011): a density over the good trials and
 * one over the others; of some draws from the first, those come first that are likely under it and
 * unlikely under the second, which is the order of expected improvement. Points that are pending
 * count among the others, so that a batch does not go where it already is (constant liar).
 *
 * @returns candidates, the most promising first
 */
export function tpeCandidates(
  coordinates: readonly Coordinate[],
  { ranked, pending }: Observations,
  random: SeededRandom,
  options: TpeOptions = {},
): readonly Point[] {
  const good = Math.min(MOST_GOOD, Math.ceil(GOOD_SHARE * ranked.length));
  const oldestFirst = (part: Observations['ranked']): readonly Point[] =>
    [...part].sort((a, b) => a.age - b.age).map(({ point }) => point);
  const below = oldestFirst(ranked.slice(0, good));
  const above = [...oldestFirst(ranked.slice(good)), ...pending];
  const count = options.candidates ?? CANDIDATES;
  if (options.independent !== true) return drawn(coordinates, below, above, count, random);
  return [oneByOne(coordinates, below, above, count, random)];
}

function drawn(
  coordinates: readonly Coordinate[],
  below: readonly Point[],
  above: readonly Point[],
  count: number,
  random: SeededRandom,
): readonly Point[] {
  const good = parzenEstimator(coordinates, below);
  const others = parzenEstimator(coordinates, above);
  const draws = Array.from({ length: count }, () => good.draw(random));
  const gain = draws.map((point) => good.logDensity(point) - others.logDensity(point));
  return draws
    .map((point, i) => ({ point, gain: gain[i] ?? 0 }))
    .sort((a, b) => b.gain - a.gain)
    .map(({ point }) => point);
}

function oneByOne(
  coordinates: readonly Coordinate[],
  below: readonly Point[],
  above: readonly Point[],
  count: number,
  random: SeededRandom,
): Point {
  const point = new Float64Array(coordinates.length);
  coordinates.forEach(({ when: _, ...coordinate }, i) => {
    const only = (points: readonly Point[]): readonly Point[] =>
      points.map((each) => each.slice(i, i + 1));
    const [best] = drawn([coordinate], only(below), only(above), count, random);
    point[i] = best?.[0] ?? NaN;
  });
  coordinates.forEach(({ when }, i) => {
    if (when !== undefined && point[when.coordinate] !== when.level) point[i] = NaN;
  });
  return point;
}
