import type { WeightedRows } from './held-out-scores.ts';
import { SquaredHinge } from './squared-hinge.ts';

/** Share of the first gradient's length at which the search stops. */
const FLAT = 1e-6;

/**
 * The plane between a class and the rest, by Newton steps from conjugate gradients with a line
 * search (Lin, Weng and Keerthi, Trust Region Newton Method for Logistic Regression, 2008; with a
 * line search Galli and Lin 2021): the weights and then the bias.
 */
export function separateClass(
  rows: WeightedRows,
  positive: number,
  c: number,
  maxIterations: number,
): Float64Array {
  const hinge = new SquaredHinge(rows, positive, c);
  let gradient = hinge.gradient();
  const first = Math.sqrt(dot(gradient, gradient));
  for (let step = 0; step < maxIterations; step += 1) {
    const length = Math.sqrt(dot(gradient, gradient));
    if (length <= FLAT * first) break;
    const direction = newtonDirection(hinge, gradient, Math.min(0.1, length / first) * length);
    if (!hinge.advance(direction, dot(gradient, direction))) break;
    gradient = hinge.gradient();
  }
  return hinge.point;
}

/** Solves `H d = -gradient` until the residual is at most `enough`, scaled by H's diagonal. */
function newtonDirection(
  hinge: SquaredHinge,
  gradient: Float64Array,
  enough: number,
): Float64Array {
  const diagonal = hinge.curvatures();
  const direction = new Float64Array(gradient.length);
  const residual = gradient.map((value) => -value);
  let scaled = residual.map((value, j) => value / (diagonal[j] ?? 1));
  const search = Float64Array.from(scaled);
  let product = dot(residual, scaled);
  for (let step = 0; step < 10 * gradient.length; step += 1) {
    if (Math.sqrt(dot(residual, residual)) <= enough) break;
    const curved = hinge.curvatureTimes(search);
    const length = product / dot(search, curved);
    addScaled(direction, search, length);
    addScaled(residual, curved, -length);
    scaled = residual.map((value, j) => value / (diagonal[j] ?? 1));
    const next = dot(residual, scaled);
    search.forEach((value, j) => (search[j] = (scaled[j] ?? 0) + (next / product) * value));
    product = next;
  }
  return direction;
}

function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < left.length; j += 1) sum += (left[j] ?? 0) * (right[j] ?? 0);
  return sum;
}

function addScaled(target: Float64Array, other: Float64Array, by: number): void {
  for (let j = 0; j < target.length; j += 1) target[j] = (target[j] ?? 0) + by * (other[j] ?? 0);
}
