import { readFileSync } from 'node:fs';
import { dag } from 'perdure';
import { ingestCsv, split, trainNeuralNet } from 'perdure/tasks';

const csv = new URL('../../../examples/digits-lifecycle/data/digits.csv', import.meta.url);
const header = readFileSync(csv, 'utf8').split('\n', 1)[0] ?? '';
const columns = header
  .trim()
  .split(',')
  .map((name) => ({ name, type: name === 'label' ? ('integer' as const) : ('number' as const) }));

/** A net whose training takes some seconds, so that it can be killed within an epoch. */
export const training = dag({ id: 'training' }, () => {
  const data = ingestCsv({ url: csv.href, schema: columns });
  const parts = split({ data });
  return trainNeuralNet(
    {
      train: parts.train,
      validation: parts.validation,
      network: {
        input: [64],
        layers: [
          { kind: 'dense', units: 128, activation: 'relu' },
          { kind: 'dropout', rate: 0.2 },
          { kind: 'dense', units: 64, activation: 'relu' },
        ],
        optimizer: { kind: 'adam', learningRate: 0.001 },
        epochs: 60,
        batchSize: 32,
        seed: 11,
      },
    },
    { id: 'train', retries: 5, retryDelay: '100ms', heartbeatTimeout: '6s' },
  );
});
