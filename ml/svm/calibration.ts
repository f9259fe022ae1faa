import type { Calibration } from './support-vectors.ts';

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
