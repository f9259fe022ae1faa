import type { LabelledMatrix } from '../data/matrix.ts';
import { fitSigmoid } from './sigmoid.ts';
import type { Calibration } from './support-vectors.ts';

/**
 * A sigmoid a class over scores of rows that the machine did not see.
 *
 * @param scores [N, k], row-major
 * @param weights of the rows
 */
export function fitCalibration(
  { labels, classes }: Pick<LabelledMatrix, 'labels' | 'classes'>,
  scores: Float64Array,
  weights: Float64Array,
): Calibration {
  const k = classes.length;
  const [slope, offset] = [new Float64Array(k), new Float64Array(k)];
  for (let c = 0; c < k; c += 1) {
    const own = Float64Array.from(labels, (_, row) => scores[row * k + c] ?? 0);
    const positive = Uint8Array.from(labels, (label) => Number(label === c));
    const sigmoid = fitSigmoid(own, positive, weights);
    slope[c] = sigmoid.slope;
    offset[c] = sigmoid.offset;
  }
  return { slope, offset };
}

/** Probabilities [N, k], row-major, each row summing to 1, of scores [N, k]. */
export function calibrate(calibration: Calibration, scores: Float64Array): Float64Array {
  const classes = calibration.slope.length;
  const shares = scores.map((score, at) => {
    const c = at % classes;
    const power = (calibration.slope[c] ?? 0) * score + (calibration.offset[c] ?? 0);
    return 1 / (1 + Math.exp(power));
  });
  for (let at = 0; at < shares.length; at += classes) norm(shares.subarray(at, at + classes));
  return shares;
}

function norm(shares: Float64Array): void {
  const sum = shares.reduce((all, share) => all + share, 0);
  shares.forEach((share, c) => (shares[c] = sum > 0 ? share / sum : 1 / shares.length));
}
