import { z } from 'zod';
import { dag } from 'perdure';
import { ingestCsv, integer, real, split, trainNeuralNet, tune } from 'perdure/tasks';
import { DIGITS, digitsSchema } from './digits.ts';
import { judge } from './judge.ts';

const space = {
  learningRate: real(1e-4, 1e-1, { log: true }),
  units: integer(8, 64, { log: true }),
};

/** Neural nets that do not promise enough are stopped behind 2, 6 and 18 epochs. */
export const pruning = dag(
  {
    id: 'pruning',
    doc: 'Searches learning rate and width of a neural net; most trials are stopped early.',
    tags: ['example', 'tuning'],
    params: {
      trials: z.int().min(1).default(16),
      epochs: z.int().min(1).default(20),
      seed: z.int().nonnegative().default(1),
      /** Reads only the first rows, for quick trials. */
      sampleRows: z.int().min(100).optional(),
    },
  },
  ({ params: { trials, epochs, seed, sampleRows } }) => {
    const raw = ingestCsv({ url: DIGITS, schema: digitsSchema, sampleRows });
    const { train, validation } = split({ data: raw, validationShare: 0.25 });
    return tune(
      {
        ...{ space, trials, seed, parallel: 4, metric: 'logLoss', direction: 'minimize' },
        pruner: { kind: 'halving', least: 2, factor: 3 },
      },
      ({ params, handle }) => {
        const candidate = trainNeuralNet({
          // Behind each epoch the study hears the loss on the validation part.
          ...{ train, validation, trial: handle, trialMetric: 'loss' },
          network: {
            input: [64],
            layers: [{ kind: 'dense', units: params.units, activation: 'relu' }],
            optimizer: { kind: 'adam', learningRate: params.learningRate },
            ...{ epochs, batchSize: 32, seed },
          },
        });
        return judge({ candidate });
      },
    );
  },
);
