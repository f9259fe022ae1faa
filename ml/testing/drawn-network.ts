import type { Table } from '../data/table.ts';
import type { Model } from '../model/model.ts';
import type { LayerSpec } from '../neural/layer-spec.ts';
import { planNetwork } from '../neural/network-plan.ts';
import type { NetworkSpec } from '../neural/network-spec.ts';
import type { NeuralNetwork } from '../neural/neural-network.ts';
import { seededRandom } from '../random/seeded-random.ts';

/** A network that nobody trained: every weight is drawn, moving variances are positive. */
export function drawnNetwork(
  input: readonly number[],
  layers: readonly LayerSpec[],
  outputs: number,
): NeuralNetwork {
  const random = seededRandom(7);
  const spec: NetworkSpec = {
    ...{ input, layers, epochs: 1, batchSize: 8, seed: 1 },
    optimizer: { kind: 'adam', learningRate: 0.01 },
    objective: { kind: outputs === 1 ? 'regression' : 'classification' },
  };
  const weights = planNetwork(spec, outputs).flatMap((layer) =>
    layer.weights.map(({ name, shape }) => {
      const length = shape.reduce((all, side) => all * side, 1);
      const positive = name === 'moving_variance';
      return Float32Array.from({ length }, () =>
        positive ? 0.5 + random.next() : random.normal() / 2,
      );
    }),
  );
  const features = input.reduce((all, side) => all * side, 1);
  return { spec, features, outputs, weights };
}

/** Rows that suit a network: normal deviates, or numbers of an embedding and some beyond. */
export function networkRows(network: NeuralNetwork, rows: number): Table {
  const random = seededRandom(3);
  const numbers = network.spec.layers[0]?.kind === 'embedding';
  return {
    rows,
    columns: Array.from({ length: network.features }, (_, c) => ({
      ...{ name: `c${c}`, type: 'number' },
      values: Float64Array.from({ length: rows }, () =>
        numbers ? -3 + 15 * random.next() : 2 * random.normal(),
      ),
    })),
  };
}

/** The network behind a pipeline that changes nothing. */
export function networkModel(network: NeuralNetwork): Model {
  const names = Array.from({ length: network.features }, (_, c) => `c${c}`);
  return {
    task: network.outputs === 1 ? 'regression' : 'classification',
    classes: network.outputs === 1 ? [] : [30, 10, 20],
    pipeline: {
      inputs: names.map((name) => ({
        ...{ type: 'number', name, indicator: false, shift: 0, scale: 1 },
      })),
      features: names,
      fittedRows: 1,
    },
    estimator: { kind: 'neural_net', network },
  };
}
