import { z } from 'zod';
import { dag } from 'perdure';
import { ingestCsv, split, trainDistributed } from 'perdure/tasks';

const schema = [
  ...Array.from({ length: 8 }, (_, at) => ({ name: `x${at}`, type: 'number' as const })),
  { name: 'label', type: 'integer' as const },
];

/** One network, trained by two ranks, for long enough to be interrupted. */
export const shared = dag({ id: 'shared', params: { url: z.string() } }, ({ params }) => {
  const { train, validation } = split({ data: ingestCsv({ url: params.url, schema }) });
  return trainDistributed({
    ...{ train, validation, ranks: 2, patienceSeconds: 20 },
    network: {
      input: [8],
      layers: [{ kind: 'dense', units: 16, activation: 'relu' }],
      optimizer: { kind: 'adam', learningRate: 0.01 },
      ...{ epochs: 12, batchSize: 32, seed: 3 },
    },
  });
});
