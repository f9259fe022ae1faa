import { integer, real, type SearchSpace } from '../space/search-space.ts';

/** A function with a known minimum, to measure samplers with. */
export interface Benchmark {
  readonly name: string;
  readonly space: SearchSpace;
  readonly minimum: number;
  readonly at: (params: Readonly<Record<string, number>>) => number;
}

/** Branin's function (Dixon and Szegő 1978) on [-5, 10] × [0, 15]; three minima of 0.397887. */
export const branin: Benchmark = {
  name: 'branin',
  space: { x: real(-5, 10), y: real(0, 15) },
  minimum: 0.39788735772973816,
  at: ({ x = 0, y = 0 }) => {
    const bend = y - (5.1 / (4 * Math.PI ** 2)) * x * x + (5 / Math.PI) * x - 6;
    return bend * bend + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
  },
};

const WEIGHT = [1, 1.2, 3, 3.2];
const SHARPNESS = [
  [10, 3, 17, 3.5, 1.7, 8],
  [0.05, 10, 17, 0.1, 8, 14],
  [3, 3.5, 1.7, 10, 17, 8],
  [17, 8, 0.05, 10, 0.1, 14],
];
const CENTRE = [
  [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
  [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
  [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
  [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
];
const SIX = ['a', 'b', 'c', 'd', 'e', 'f'];

/** Hartmann's function of six variables (Dixon and Szegő 1978) on [0, 1]⁶; minimum -3.32237. */
export const hartmann6: Benchmark = {
  name: 'hartmann6',
  space: Object.fromEntries(SIX.map((name) => [name, real(0, 1)])),
  minimum: -3.3223680114155147,
  at: (params) =>
    -WEIGHT.reduce((sum, weight, hill) => {
      const distance = SIX.reduce((total, name, i) => {
        const away = (params[name] ?? 0) - (CENTRE[hill]?.[i] ?? 0);
        return total + (SHARPNESS[hill]?.[i] ?? 0) * away * away;
      }, 0);
      return sum + weight * Math.exp(-distance);
    }, 0),
};

/** A bowl over whole numbers on a logarithmic scale, for what is not real. */
export const wholeBowl: Benchmark = {
  name: 'whole bowl',
  space: { units: integer(1, 1024, { log: true }), depth: integer(1, 9) },
  minimum: 0,
  at: ({ units = 1, depth = 1 }) => Math.log2(units / 64) ** 2 + (depth - 3) ** 2,
};
