/** Value of a function at a point; the gradient is written into the array given. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number;

export interface Minimum {
  readonly point: Float64Array;
  readonly value: number;
  readonly iterations: number;
  /** True when the largest entry of the gradient fell below the tolerance. */
  readonly converged: boolean;
}
export interface LbfgsOptions {
  readonly maxIterations?: number;
  /** Largest absolute entry of the gradient at which to stop. */
  readonly tolerance?: number;
  /** How many past steps approximate the curvature. */
  readonly memory?: number;
  readonly onIteration?: (iteration: number, value: number) => void;
}

interface Step {
  readonly s: Float64Array;
  readonly y: Float64Array;
  readonly rho: number;
}

/**
 * Minimises a smooth function with limited-memory BFGS (Nocedal 1980; the two-loop recursion is
 * algorithm 7.4 of Nocedal and Wright, Numerical Optimization, 2006).
 *
 * L1 A pair (s, y) enters the memory only if s·y > 0, so the approximated Hessian stays positive
 *    definite and every direction descends.
 * L2 Step lengths satisfy the weak Wolfe conditions, found by bisection.
 */
export function minimize(
  objective: Objective,
  start: Float64Array,
  options: LbfgsOptions = {},
): Minimum {
  const { maxIterations = 200, tolerance = 1e-5, memory = 10 } = options;
  let point: Float64Array = Float64Array.from(start);
  let gradient: Float64Array = new Float64Array(point.length);
  let value = objective(point, gradient);
  const steps: Step[] = [];
  for (let iteration = 0; iteration < maxIterations; iteration += 1) {
    if (largest(gradient) <= tolerance) {
      return { point, value, iterations: iteration, converged: true };
    }
    const direction = descentDirection(gradient, steps);
    const first = steps.length === 0 ? 1 / Math.max(1, Math.sqrt(dot(gradient, gradient))) : 1;
    const found = lineSearch(objective, { point, gradient, value, direction, first });
    if (found === undefined) return { point, value, iterations: iteration, converged: false };
    remember(steps, memory, difference(found.point, point), difference(found.gradient, gradient));
    ({ point, gradient, value } = found);
    options.onIteration?.(iteration + 1, value);
  }
  return { point, value, iterations: maxIterations, converged: largest(gradient) <= tolerance };
}

function descentDirection(gradient: Float64Array, steps: readonly Step[]): Float64Array {
  const direction = gradient.map((entry) => -entry);
  const weights = new Float64Array(steps.length);
  for (let i = steps.length - 1; i >= 0; i -= 1) {
    const step = steps[i];
    if (step === undefined) continue;
    weights[i] = step.rho * dot(step.s, direction);
    addScaled(direction, step.y, -(weights[i] ?? 0));
  }
  const newest = steps.at(-1);
  if (newest !== undefined) {
    const scale = 1 / (newest.rho * dot(newest.y, newest.y));
    for (let i = 0; i < direction.length; i += 1) direction[i] = (direction[i] ?? 0) * scale;
  }
  steps.forEach((step, i) => {
    addScaled(direction, step.s, (weights[i] ?? 0) - step.rho * dot(step.y, direction));
  });
  return direction;
}

interface SearchStart {
  readonly point: Float64Array;
  readonly gradient: Float64Array;
  readonly value: number;
  readonly direction: Float64Array;
  readonly first: number;
}

function lineSearch(
  objective: Objective,
  { point, gradient, value, direction, first }: SearchStart,
): Omit<SearchStart, 'direction' | 'first'> | undefined {
  const slope = dot(gradient, direction);
  if (slope >= 0) return undefined;
  let [low, high, length] = [0, Infinity, first];
  for (let tries = 0; tries < 40; tries += 1) {
    const next = Float64Array.from(point);
    addScaled(next, direction, length);
    const nextGradient = new Float64Array(point.length);
    const nextValue = objective(next, nextGradient);
    if (!(nextValue <= value + 1e-4 * length * slope)) high = length;
    else if (dot(nextGradient, direction) < 0.9 * slope) low = length;
    else return { point: next, gradient: nextGradient, value: nextValue };
    length = high === Infinity ? low * 2 : (low + high) / 2;
  }
  return undefined;
}

function remember(steps: Step[], memory: number, s: Float64Array, y: Float64Array): void {
  const curvature = dot(s, y);
  if (curvature <= 1e-12 * dot(y, y)) return;
  steps.push({ s, y, rho: 1 / curvature });
  if (steps.length > memory) steps.shift();
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
function addScaled(target: Float64Array, other: Float64Array, by: number): void {
  for (let i = 0; i < target.length; i += 1) target[i] = (target[i] ?? 0) + by * (other[i] ?? 0);
}
const difference = (a: Float64Array, b: Float64Array): Float64Array =>
  a.map((entry, i) => entry - (b[i] ?? 0));
const largest = (values: Float64Array): number =>
  values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
