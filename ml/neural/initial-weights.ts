import type { SeededRandom } from '../random/seeded-random.ts';
import type { PlannedLayer, PlannedWeight } from './planned-layer.ts';

/**
 * Weights to begin with: kernels uniform after Glorot and Bengio (2010), recurrent kernels
 * orthogonal after Saxe et al. (2014), tables uniform within 0.05, biases and moving means 0, scales
 * and moving variances 1, an LSTM's forget gate 1 (Jozefowicz et al. 2015).
 */
export function initialWeights(
  layers: readonly PlannedLayer[],
  random: SeededRandom,
): Float32Array[] {
  return layers.flatMap((layer) => layer.weights.map((weight) => initial(layer, weight, random)));
}

function initial(
  layer: PlannedLayer,
  { name, shape }: PlannedWeight,
  random: SeededRandom,
): Float32Array {
  const values = new Float32Array(shape.reduce((all, side) => all * side, 1));
  switch (name) {
    case 'kernel':
      return uniform(values, glorotLimit(layer, shape), random);
    case 'table':
      return uniform(values, 0.05, random);
    case 'recurrent_kernel':
      return orthogonal(values, shape, random);
    case 'gamma':
    case 'moving_variance':
      return values.fill(1);
    case 'bias':
      if (layer.kind === 'lstm') values.fill(1, layer.units, 2 * layer.units);
      return values;
    default:
      return values;
  }
}

function uniform(values: Float32Array, limit: number, random: SeededRandom): Float32Array {
  for (let i = 0; i < values.length; i += 1) values[i] = (2 * random.next() - 1) * limit;
  return values;
}

function glorotLimit(layer: PlannedLayer, shape: readonly number[]): number {
  const reach = shape.slice(0, -2).reduce((all, side) => all * side, 1);
  const [inputs, outputs] = [shape.at(-2) ?? 1, shape.at(-1) ?? 1];
  // A depthwise filter sees one channel.
  if (layer.kind === 'depthwise_conv2d') return Math.sqrt(6 / (reach * (1 + outputs)));
  return Math.sqrt(6 / (reach * (inputs + outputs)));
}

/** A random orthogonal square for each gate: normal columns, made orthonormal by Gram and Schmidt. */
function orthogonal(
  values: Float32Array,
  [units = 0, width = 0]: readonly number[],
  random: SeededRandom,
): Float32Array {
  for (let gate = 0; gate < width; gate += units) {
    const rows: Float64Array[] = [];
    while (rows.length < units) {
      const row = Float64Array.from({ length: units }, () => random.normal());
      // Twice is enough (Giraud et al. 2005).
      for (const other of [...rows, ...rows]) subtractAlong(row, other);
      const length = Math.sqrt(dot(row, row));
      rows.push(row.map((value) => value / length));
    }
    rows.forEach((row, r) => row.forEach((value, c) => (values[r * width + gate + c] = value)));
  }
  return values;
}

function subtractAlong(row: Float64Array, unit: Float64Array): void {
  const share = dot(row, unit);
  for (let i = 0; i < row.length; i += 1) row[i] = (row[i] ?? 0) - share * (unit[i] ?? 0);
}

const dot = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
