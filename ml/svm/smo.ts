import type { KernelRows } from './kernel-rows.ts';

/** Two classes apart: `Σ coefficients[i] · K(x_i, x) + offset` is positive for the first. */
export interface Separation {
  /** α y of each row; 0 for rows that support nothing. */
  readonly coefficients: Float64Array;
  readonly offset: number;
}

/** Violation of the optimality conditions at which to stop; scikit-learn's `tol`. */
const TOLERANCE = 1e-3;
/** Stands in for a curvature that is not positive. */
const TAU = 1e-12;

/**
 * Solves the dual of the C-support vector classifier by sequential minimal optimisation (Platt 1998)
 * with the pair chosen by second-order information (Fan, Chen and Lin 2005, WSS 2), as libsvm
 * (Chang and Lin 2011) does: minimise ½ αᵀQα - Σα with yᵀα = 0 and 0 ≤ α_i ≤ limits[i].
 *
 * @param sides 1 or -1 a row
 * @param limits C times the weight of each row
 */
export function separatePair(
  kernel: KernelRows,
  sides: Int8Array,
  limits: Float64Array,
): Separation {
  const count = sides.length;
  const state: State = {
    ...{ kernel, sides, limits },
    alpha: new Float64Array(count),
    gradient: new Float64Array(count).fill(-1),
  };
  // libsvm's own limit: far above what any solvable problem takes.
  const most = Math.max(10_000_000, 100 * count);
  for (let step = 0; step < most; step += 1) {
    const pair = violatingPair(state);
    if (pair === undefined) break;
    improve(state, pair[0], pair[1]);
  }
  const coefficients = state.alpha.map((alpha, row) => alpha * (sides[row] ?? 0));
  return { coefficients, offset: offsetOf(state) };
}

interface State {
  readonly kernel: KernelRows;
  readonly sides: Int8Array;
  readonly limits: Float64Array;
  readonly alpha: Float64Array;
  /** Of the dual objective: `(Qα)_i - 1`. */
  readonly gradient: Float64Array;
}

/** Whether α may still move so that y α grows (`up`), or shrinks. */
function mayMove(state: State, row: number, up: boolean): boolean {
  const alpha = state.alpha[row] ?? 0;
  return (state.sides[row] === 1) === up ? alpha < (state.limits[row] ?? 0) : alpha > 0;
}

/** The first row is the worst violator, the second promises the largest decrease with it. */
function violatingPair(state: State): readonly [number, number] | undefined {
  const { sides, gradient } = state;
  let [first, most] = [-1, Number.NEGATIVE_INFINITY];
  for (let row = 0; row < sides.length; row += 1) {
    const pull = -(sides[row] ?? 0) * (gradient[row] ?? 0);
    if (pull > most && mayMove(state, row, true)) [first, most] = [row, pull];
  }
  if (first < 0) return undefined;
  const kernel = state.kernel.row(first);
  let [second, least, steepest] = [-1, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let row = 0; row < sides.length; row += 1) {
    if (!mayMove(state, row, false)) continue;
    const pull = -(sides[row] ?? 0) * (gradient[row] ?? 0);
    if (pull < least) least = pull;
    const gap = most - pull;
    if (gap <= 0) continue;
    // K(x, x) = 1 for this kernel.
    const decrease = -(gap * gap) / Math.max(2 - 2 * (kernel[row] ?? 0), TAU);
    if (decrease < steepest) [second, steepest] = [row, decrease];
  }
  return second < 0 || most - least < TOLERANCE ? undefined : [first, second];
}

/** Moves the pair along yᵀα = 0 to the minimum, or to the edge of its box before it. */
function improve({ kernel, sides, limits, alpha, gradient }: State, i: number, j: number): void {
  const [rowI, rowJ] = [kernel.row(i), kernel.row(j)];
  const [sideI, sideJ] = [sides[i] ?? 0, sides[j] ?? 0];
  const [oldI, oldJ] = [alpha[i] ?? 0, alpha[j] ?? 0];
  const curvature = Math.max(2 - 2 * (rowI[j] ?? 0), TAU);
  const gap = -sideI * (gradient[i] ?? 0) + sideJ * (gradient[j] ?? 0);
  const roomI = sideI === 1 ? (limits[i] ?? 0) - oldI : oldI;
  const roomJ = sideJ === 1 ? oldJ : (limits[j] ?? 0) - oldJ;
  const step = Math.min(gap / curvature, roomI, roomJ);
  // At an edge exactly, so that a row counts as bounded and not as almost so.
  const moved = (old: number, side: number, limit: number, room: number): number =>
    step < room ? old + side * step : side === 1 ? limit : 0;
  alpha[i] = moved(oldI, sideI, limits[i] ?? 0, roomI);
  alpha[j] = moved(oldJ, -sideJ, limits[j] ?? 0, roomJ);
  const changeI = ((alpha[i] ?? 0) - oldI) * sideI;
  const changeJ = ((alpha[j] ?? 0) - oldJ) * sideJ;
  for (let row = 0; row < gradient.length; row += 1) {
    const change = changeI * (rowI[row] ?? 0) + changeJ * (rowJ[row] ?? 0);
    gradient[row] = (gradient[row] ?? 0) + (sides[row] ?? 0) * change;
  }
}

/** The mean over free rows; half-way between the bounds where no row is free (libsvm). */
function offsetOf({ sides, limits, alpha, gradient }: State): number {
  let [upper, lower] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let [free, sum] = [0, 0];
  for (let row = 0; row < sides.length; row += 1) {
    const side = sides[row] ?? 0;
    const pull = side * (gradient[row] ?? 0);
    const limit = limits[row] ?? 0;
    if (limit === 0) continue;
    const [atTop, atZero] = [(alpha[row] ?? 0) >= limit, (alpha[row] ?? 0) <= 0];
    if (!atTop && !atZero) {
      free += 1;
      sum += pull;
    } else if ((side === 1) === atZero) upper = Math.min(upper, pull);
    else lower = Math.max(lower, pull);
  }
  if (free > 0) return -sum / free;
  if (upper === Number.POSITIVE_INFINITY) return -lower || 0;
  return lower === Number.NEGATIVE_INFINITY ? -upper : -(upper + lower) / 2;
}
