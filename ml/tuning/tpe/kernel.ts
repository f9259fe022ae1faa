import type { SeededRandom } from '../../random/seeded-random.ts';
import { normalDensity } from '../../special/mills-ratio.ts';
import { normalBelow } from '../../special/normal.ts';
import { levelAt, type Coordinate } from '../space/coordinates.ts';

/** A distribution over one coordinate, around one observation. */
export interface Kernel {
  logDensity(number: number): number;
  draw(random: SeededRandom): number;
}

/**
 * A normal distribution cut to [0, 1]; for an integer, the part of it over the level's cell.
 *
 * @param mean 0 to 1
 * @param deviation above 0, at most 1
 */
export function normalKernel(coordinate: Coordinate, mean: number, deviation: number): Kernel {
  const below = (position: number): number => normalBelow((position - mean) / deviation);
  const inside = below(1) - below(0);
  const drawPosition = (random: SeededRandom): number => {
    // The mean is inside and the deviation at most 1, so more than a third of the draws are too.
    for (;;) {
      const position = mean + deviation * random.normal();
      if (position >= 0 && position <= 1) return position;
    }
  };
  return {
    logDensity: (number) => {
      if (coordinate.kind === 'real') {
        return Math.log(normalDensity((number - mean) / deviation) / (deviation * inside));
      }
      const [low, high] = coordinate.cell(number);
      return Math.log(Math.max((below(high) - below(low)) / inside, Number.MIN_VALUE));
    },
    draw: (random) => levelAt(coordinate, drawPosition(random)),
  };
}

/** Weights over the levels of a choice; they need not sum to one. */
export function choiceKernel(weights: readonly number[]): Kernel {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return {
    logDensity: (level) => Math.log((weights[level] ?? 0) / total),
    draw: (random) => drawIndex(weights, total, random),
  };
}

/** An index with a chance in proportion to its weight. */
export function drawIndex(weights: readonly number[], total: number, random: SeededRandom): number {
  let left = random.next() * total;
  for (let index = 0; index < weights.length - 1; index += 1) {
    left -= weights[index] ?? 0;
    if (left < 0) return index;
  }
  return weights.length - 1;
}
