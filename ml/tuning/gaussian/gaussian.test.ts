import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../random/seeded-random.ts';
import { millsRatio, normalDensity } from '../../special/mills-ratio.ts';
import { normalBelow } from '../../special/normal.ts';
import { fitProcess } from './fit-process.ts';
import { logExpectedImprovement, logGain } from './log-expected-improvement.ts';
import { conditionProcess, predict } from './matern-process.ts';

const difference = (a: Float64Array, b: Float64Array, i: number): number =>
  ((a[i] ?? 0) - (b[i] ?? 0)) ** 2;
const points = [0.1, 0.3, 0.5, 0.7, 0.9].map((x) => Float64Array.of(x, 1 - x * x));
const values = Float64Array.of(1, -0.5, -1, 0.2, 0.8);
const parameters = { sharpness: Float64Array.of(4, 2), scale: 1.3, noise: 1e-6 };

describe('a Gaussian process', () => {
  it('passes through what it saw, knows it there, and knows nothing far away', () => {
    const process = conditionProcess(points, values, difference, parameters);
    if (process === undefined) throw new Error('Not positive definite.');
    points.forEach((point, i) => {
      const { mean, variance } = predict(process, point);
      expect(mean).toBeCloseTo(values[i] ?? NaN, 3);
      expect(variance).toBeLessThan(1e-4);
    });
    const far = predict(process, Float64Array.of(50, 50));
    expect(far.mean).toBeCloseTo(0, 6);
    expect(far.variance).toBeCloseTo(1.3, 6);
  });

  it('has the gradients of its improvement', () => {
    const process = fitProcess(points, values, difference);
    for (const at of [Float64Array.of(0.42, 0.6), Float64Array.of(0.95, 0.05)]) {
      const gradient = new Float64Array(2);
      logExpectedImprovement(process, -1, at, gradient);
      for (let i = 0; i < 2; i += 1) {
        const step = (by: number): number => {
          const moved = Float64Array.from(at);
          moved[i] = (moved[i] ?? 0) + by;
          return logExpectedImprovement(process, -1, moved);
        };
        const slope = (step(1e-6) - step(-1e-6)) / 2e-6;
        expect(Math.abs((gradient[i] ?? 0) - slope)).toBeLessThan(
          1e-3 * Math.max(1, Math.abs(slope)),
        );
      }
    }
  });

  it('finds which coordinate matters', () => {
    const grid = Array.from({ length: 24 }, (_, i) =>
      Float64Array.of((i % 6) / 5, Math.floor(i / 6) / 3),
    );
    const seen = Float64Array.from(grid, (point) => Math.sin(6 * (point[0] ?? 0)));
    const { sharpness } = fitProcess(grid, seen, difference).parameters;
    expect(sharpness[0]).toBeGreaterThan(5 * (sharpness[1] ?? Infinity));
  });
});

describe('the noise of a Gaussian process', () => {
  const line = Array.from({ length: 30 }, (_, i) => Float64Array.of(i / 29));
  const wave = line.map((point) => Math.sin(5 * (point[0] ?? 0)));
  const noiseOf = (seen: readonly number[]): number =>
    fitProcess(line, Float64Array.from(seen), difference).parameters.noise;

  it('is next to nothing where the objective is exact', () => {
    expect(noiseOf(wave)).toBeLessThan(1e-6);
  });
  it('is found where there is some', () => {
    const random = seededRandom(3);
    const noise = noiseOf(wave.map((value) => value + 0.6 * (random.next() - 0.5)));
    // The variance of what was added is 0.03.
    expect(noise).toBeGreaterThan(0.01);
    expect(noise).toBeLessThan(0.1);
  });
});

describe('the logarithm of the gain', () => {
  it('is that of φ(z) + z Φ(z) where this can be computed', () => {
    for (const z of [-5, -2, -1.001, -0.999, 0, 3]) {
      const gain = normalDensity(z) + z * normalBelow(z);
      expect(logGain(z).value).toBeCloseTo(Math.log(gain), 6);
      expect(logGain(z).slope).toBeCloseTo(normalBelow(z) / gain, 4);
    }
  });
  it('neither ends nor jumps where it cannot', () => {
    for (const z of [-30, -1e3, -1e5]) {
      const { value, slope } = logGain(z);
      expect(Number.isFinite(value)).toBe(true);
      expect(slope / -z).toBeCloseTo(1, 2);
    }
    expect(logGain(-1e4 - 1).value).toBeLessThan(logGain(-1e4 + 1).value);
  });
  it('rests on Mills’ ratio', () => {
    for (const x of [1, 2, 5])
      expect(millsRatio(x)).toBeCloseTo(normalBelow(-x) / normalDensity(x), 10);
  });
});
