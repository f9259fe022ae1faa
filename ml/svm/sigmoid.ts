/** P(positive) = 1 / (1 + exp(slope * score + offset)). */
export interface Sigmoid {
  readonly slope: number;
  readonly offset: number;
}

const MOST_STEPS = 100;
const LEAST_STEP = 1e-10;
const FLAT = 1e-5;
/** Added to the Hessian's diagonal, so that it can be inverted. */
const RIDGE = 1e-12;

/**
 * Platt's sigmoid (Probabilistic Outputs for Support Vector Machines, 1999): maximum likelihood with
 * targets drawn in from 0 and 1 by the number of rows, by Newton's method with backtracking (Lin,
 * Lin and Weng, A Note on Platt's Probabilistic Outputs, 2007, which mends his pseudocode).
 *
 * @param positive 1 where a row is of the class
 * @param weights of the rows, from 0
 */
export function fitSigmoid(
  scores: Float64Array,
  positive: Uint8Array,
  weights: Float64Array,
): Sigmoid {
  const [yes, no] = countSides(positive, weights);
  const targets = Float64Array.from(positive, (is) => (is ? (yes + 1) / (yes + 2) : 1 / (no + 2)));
  const rows = { scores, targets, weights };
  let at: Sigmoid = { slope: 0, offset: Math.log((no + 1) / (yes + 1)) };
  let value = loss(rows, at);
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const { gradient, direction } = newton(rows, at);
    if (Math.abs(gradient.slope) < FLAT && Math.abs(gradient.offset) < FLAT) break;
    const found = backtrack(rows, at, value, gradient, direction);
    if (found === undefined) break;
    ({ at, value } = found);
  }
  return at;
}

interface Rows {
  readonly scores: Float64Array;
  readonly targets: Float64Array;
  readonly weights: Float64Array;
}

function countSides(positive: Uint8Array, weights: Float64Array): readonly [number, number] {
  let [yes, no] = [0, 0];
  weights.forEach((weight, row) => {
    if (positive[row] === 1) yes += weight;
    else no += weight;
  });
  return [yes, no];
}

/** Cross-entropy in a form that neither overflows nor takes the logarithm of 0. */
function loss({ scores, targets, weights }: Rows, { slope, offset }: Sigmoid): number {
  let sum = 0;
  for (let row = 0; row < scores.length; row += 1) {
    const power = slope * (scores[row] ?? 0) + offset;
    const target = targets[row] ?? 0;
    const part = power >= 0 ? target * power : (target - 1) * power;
    sum += (weights[row] ?? 0) * (part + Math.log1p(Math.exp(-Math.abs(power))));
  }
  return sum;
}

function newton(
  { scores, targets, weights }: Rows,
  { slope, offset }: Sigmoid,
): { gradient: Sigmoid; direction: Sigmoid } {
  let [gSlope, gOffset, h11, h22, h21] = [0, 0, RIDGE, RIDGE, 0];
  for (let row = 0; row < scores.length; row += 1) {
    const score = scores[row] ?? 0;
    const weight = weights[row] ?? 0;
    const small = Math.exp(-Math.abs(slope * score + offset));
    const above = slope * score + offset >= 0;
    const yes = above ? small / (1 + small) : 1 / (1 + small);
    const curvature = weight * yes * (1 - yes);
    h11 += score * score * curvature;
    h22 += curvature;
    h21 += score * curvature;
    const pull = weight * ((targets[row] ?? 0) - yes);
    gSlope += score * pull;
    gOffset += pull;
  }
  const determinant = h11 * h22 - h21 * h21;
  const direction = {
    slope: -(h22 * gSlope - h21 * gOffset) / determinant,
    offset: -(h11 * gOffset - h21 * gSlope) / determinant,
  };
  return { gradient: { slope: gSlope, offset: gOffset }, direction };
}

function backtrack(
  rows: Rows,
  at: Sigmoid,
  value: number,
  gradient: Sigmoid,
  direction: Sigmoid,
): { at: Sigmoid; value: number } | undefined {
  const descent = gradient.slope * direction.slope + gradient.offset * direction.offset;
  for (let length = 1; length >= LEAST_STEP; length /= 2) {
    const next = {
      slope: at.slope + length * direction.slope,
      offset: at.offset + length * direction.offset,
    };
    const nextValue = loss(rows, next);
    if (nextValue < value + 1e-4 * length * descent) return { at: next, value: nextValue };
  }
  return undefined;
}
