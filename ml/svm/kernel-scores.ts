import type { Matrix } from '../data/matrix.ts';
import { squaredDistance } from '../data/squared-distance.ts';
import type { KernelMachine } from './support-vectors.ts';

/** All of a machine but its calibration. */
export type KernelScorer = Omit<KernelMachine, 'calibration'>;

/** Scores [N, k], row-major, before calibration; `KernelMachine` says what they are. */
export function kernelScores(machine: KernelScorer, features: Matrix): Float64Array {
  const { classes, vectors, vectorsOfClass, gamma } = machine;
  const { columns, values } = features;
  const count = vectorsOfClass.reduce((sum, of) => sum + of, 0);
  const kernel = new Float64Array(count);
  const scores = new Float64Array(features.rows * classes);
  for (let row = 0; row < features.rows; row += 1) {
    for (let at = 0; at < count; at += 1) {
      const distance = squaredDistance(values, row * columns, vectors, at * columns, columns);
      kernel[at] = Math.exp(-gamma * distance);
    }
    countVotes(machine, kernel, scores.subarray(row * classes, (row + 1) * classes));
  }
  return scores;
}

function countVotes(machine: KernelScorer, kernel: Float64Array, scores: Float64Array): void {
  const { classes, vectorsOfClass, rho } = machine;
  const sums = new Float64Array(classes);
  const starts = startsOf(vectorsOfClass);
  let pair = 0;
  for (let i = 0; i < classes; i += 1) {
    for (let j = i + 1; j < classes; j += 1) {
      const ofFirst = product(machine, kernel, j - 1, starts[i] ?? 0, starts[i + 1] ?? 0);
      const ofSecond = product(machine, kernel, i, starts[j] ?? 0, starts[j + 1] ?? 0);
      const decision = (rho[pair] ?? 0) + ofFirst + ofSecond;
      sums[i] = (sums[i] ?? 0) + decision;
      sums[j] = (sums[j] ?? 0) - decision;
      const winner = decision > 0 ? i : j;
      scores[winner] = (scores[winner] ?? 0) + 1;
      pair += 1;
    }
  }
  sums.forEach((sum, c) => {
    scores[c] = classes === 2 ? sum : (scores[c] ?? 0) + sum / (3 * (Math.abs(sum) + 1));
  });
}

/** Where the vectors of each class begin, and behind the last where they end. */
function startsOf(vectorsOfClass: Int32Array): Int32Array {
  const starts = new Int32Array(vectorsOfClass.length + 1);
  vectorsOfClass.forEach((count, c) => (starts[c + 1] = (starts[c] ?? 0) + count));
  return starts;
}

function product(
  { coefficients }: KernelScorer,
  kernel: Float64Array,
  line: number,
  from: number,
  to: number,
): number {
  const base = line * kernel.length;
  let sum = 0;
  for (let at = from; at < to; at += 1) sum += (coefficients[base + at] ?? 0) * (kernel[at] ?? 0);
  return sum;
}
