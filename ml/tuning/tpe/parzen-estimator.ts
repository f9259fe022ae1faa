import type { SeededRandom } from '../../random/seeded-random.ts';
import { isActive, type Coordinate, type Point } from '../space/coordinates.ts';
import { choiceKernel, drawIndex, normalKernel, type Kernel } from './kernel.ts';

/** A density over the space, estimated from observed points. */
export interface ParzenEstimator {
  logDensity(point: Point): number;
  draw(random: SeededRandom): Point;
}

const NEWEST_WITHOUT_RAMP = 25;

/**
 * A mixture with one part for each observation and one for the prior; each part is a product over
 * the coordinates, so dependences between them are kept (Falkner et al. 2018, BOHB).
 *
 * Z1 A coordinate that an observation lacks has the prior in its part.
 * Z2 Old observations weigh less than the newest 25 (Bergstra et al. 2013, linear forgetting).
 *
 * @param points oldest first
 */
export function parzenEstimator(
  coordinates: readonly Coordinate[],
  points: readonly Point[],
): ParzenEstimator {
  const weights = [...ageWeights(points.length), 1];
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const kernels = coordinates.map((coordinate, i) =>
    coordinate.kind === 'choice'
      ? choiceKernels(coordinate, points, i)
      : numberKernels(coordinate, points, i),
  );
  return {
    logDensity: (point) => {
      const logs = weights.map((weight, part) =>
        kernels.reduce(
          (sum, parts, i) => {
            const number = point[i] ?? NaN;
            return Number.isNaN(number) ? sum : sum + (parts[part]?.logDensity(number) ?? 0);
          },
          Math.log(weight / total),
        ),
      );
      return logSumExp(logs);
    },
    draw: (random) => {
      const part = drawIndex(weights, total, random);
      const point = new Float64Array(coordinates.length);
      coordinates.forEach((coordinate, i) => {
        point[i] = isActive(coordinate, point) ? (kernels[i]?.[part]?.draw(random) ?? NaN) : NaN;
      });
      return point;
    },
  };
}

function ageWeights(count: number): readonly number[] {
  const old = count - NEWEST_WITHOUT_RAMP;
  return Array.from({ length: count }, (_, i) => {
    if (i >= old) return 1;
    return old === 1 ? 1 / count : 1 / count + ((1 - 1 / count) * i) / (old - 1);
  });
}

/**
 * Normal parts whose deviation is the larger distance to a neighbour on either side (Bergstra et
 * al. 2011, section 4.2), within limits that keep few observations from being taken too seriously.
 */
function numberKernels(
  coordinate: Coordinate,
  points: readonly Point[],
  index: number,
): readonly Kernel[] {
  const means = points.map((point) => coordinate.position(point[index] ?? NaN));
  const sorted = means.filter((mean) => !Number.isNaN(mean)).sort((a, b) => a - b);
  const least = 1 / Math.min(100, 2 + points.length);
  const prior = normalKernel(coordinate, 0.5, 1);
  const parts = means.map((mean) => {
    if (Number.isNaN(mean)) return prior;
    const deviation = Math.min(1, Math.max(least, widestGap(sorted, mean)));
    return normalKernel(coordinate, mean, deviation);
  });
  return [...parts, prior];
}

/** The ends of the scale count as neighbours only of an observation that is alone. */
function widestGap(sorted: readonly number[], mean: number): number {
  const at = sorted.indexOf(mean);
  const [before, after] = [sorted[at - 1], sorted[at + 1]];
  if (before === undefined && after === undefined) return Math.max(mean, 1 - mean);
  return Math.max(before === undefined ? 0 : mean - before, after === undefined ? 0 : after - mean);
}

function choiceKernels(
  { levels }: Coordinate,
  points: readonly Point[],
  index: number,
): readonly Kernel[] {
  const even = 1 / (points.length + 1);
  const weights = (level: number): readonly number[] =>
    Array.from({ length: levels }, (_, each) => even + (each === level ? 1 : 0));
  const all = Array.from({ length: levels }, (_, level) => choiceKernel(weights(level)));
  const prior = choiceKernel(new Array<number>(levels).fill(1));
  return [...points.map((point) => all[point[index] ?? NaN] ?? prior), prior];
}

function logSumExp(logs: readonly number[]): number {
  const most = Math.max(...logs);
  if (most === -Infinity) return most;
  return most + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - most), 0));
}
