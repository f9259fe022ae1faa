import { millsRatio, normalDensity } from '../../special/mills-ratio.ts';
import { normalBelow } from '../../special/normal.ts';
import { predict, type FittedProcess } from './matern-process.ts';

/** Keeps the logarithm finite where a point was seen already. */
const LEAST_VARIANCE = 1e-12;

/**
 * The logarithm of the expected improvement below the best value (Jones et al. 1998), computed so
 * that it neither underflows nor loses its gradient far from where improvement is likely (Ament et
 * al. 2023). With an array given, the gradient is written into it.
 */
export function logExpectedImprovement(
  process: FittedProcess,
  best: number,
  at: Float64Array,
  gradient?: Float64Array,
): number {
  const gradients =
    gradient === undefined
      ? undefined
      : { mean: new Float64Array(at.length), variance: new Float64Array(at.length) };
  const { mean, variance } = predict(process, at, gradients);
  const deviation = Math.sqrt(variance + LEAST_VARIANCE);
  const z = (best - mean) / deviation;
  const { value, slope } = logGain(z);
  if (gradient !== undefined && gradients !== undefined) {
    for (let i = 0; i < at.length; i += 1) {
      const deviationSlope = (gradients.variance[i] ?? 0) / (2 * deviation);
      const zSlope = (-(gradients.mean[i] ?? 0) - z * deviationSlope) / deviation;
      gradient[i] = deviationSlope / deviation + slope * zSlope;
    }
  }
  return Math.log(deviation) + value;
}

/** Logarithm of h(z) = φ(z) + z Φ(z), and its derivative Φ(z) / h(z). */
export function logGain(z: number): { readonly value: number; readonly slope: number } {
  if (z > -1) {
    const gain = normalDensity(z) + z * normalBelow(z);
    return { value: Math.log(gain), slope: normalBelow(z) / gain };
  }
  const x = -z;
  const ratio = millsRatio(x);
  // 1 - x R(x) by its own series where the difference would lose its digits.
  const rest = x > 1e4 ? 1 / (x * x) : 1 - x * ratio;
  return {
    value: -0.5 * z * z - 0.5 * Math.log(2 * Math.PI) + Math.log(rest),
    slope: ratio / rest,
  };
}
