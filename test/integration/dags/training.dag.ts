import { z } from 'zod';
import { dag, task } from 'perdure';
import { DatasetRef, split, trainModel, trainNeuralNet, writeDataset } from 'perdure/tasks';

const rows = task({
  name: 'rows',
  output: DatasetRef,
  run: (_, ctx) => {
    const x = Float64Array.from({ length: 90 }, (_value, row) => Math.sin(row * 1.7));
    const label = x.map((value) => (value > 0 ? 1 : 0));
    const columns = [
      { name: 'x', type: 'number' as const, values: x },
      { name: 'label', type: 'integer' as const, values: label },
    ];
    return writeDataset(ctx, { rows: 90, columns });
  },
});

/** Trains on both queues; made again it comes to the same bytes. */
export const training = dag({ id: 'training', params: { seed: z.int() } }, ({ params }) => {
  const { train, validation } = split({ data: rows(), seed: params.seed });
  const boosted = trainModel({ train, validation, estimator: { kind: 'boosting', rounds: 20 } });
  const net = trainNeuralNet({
    ...{ train, validation },
    network: {
      input: [1],
      layers: [{ kind: 'dense', units: 3, activation: 'tanh' }],
      optimizer: { kind: 'adam', learningRate: 0.05 },
      ...{ epochs: 2, batchSize: 32, seed: params.seed },
    },
  });
  return [boosted.model.sha256, net.model.sha256];
});
