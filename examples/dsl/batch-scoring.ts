// Batch scoring: one child run for each partition, results merged. Params and results are typed across dags.
import { z } from 'zod';
import { dag, map, runDag, task } from 'perdure';
import { Dataset, ModelVersion } from './lifecycle-tasks.ts';

const Part = z.object({ uri: z.string(), rows: z.number(), correct: z.number() });
const scoreOne = task({
  name: 'score',
  queue: 'gpu',
  input: z.object({ model: ModelVersion, partition: z.string() }),
  output: Part,
  run: ({ partition }) => ({ uri: partition, rows: 10, correct: 9 }),
});
const partitions = task({
  name: 'partitions',
  input: z.object({ data: Dataset, size: z.int() }),
  output: z.array(z.string()),
  run: ({ data }) => [data.uri],
});
const merge = task({
  name: 'merge',
  input: z.object({ parts: z.array(Part) }),
  output: z.object({ uri: z.string(), accuracy: z.number() }),
  run: () => ({ uri: '', accuracy: 1 }),
});

export const scorePartition = dag(
  { id: 'score_partition', params: { model: ModelVersion, partition: z.string() } },
  ({ params }) => scoreOne({ model: params.model, partition: params.partition }),
);

export const scoreAll = dag(
  {
    id: 'score_all',
    params: { model: ModelVersion, data: Dataset, size: z.int().default(10_000) },
  },
  ({ params }) => {
    const parts = map(
      partitions({ data: params.data, size: params.size }),
      (partition) => runDag(scorePartition, { model: params.model, partition }, { retries: 2 }),
      { maxParallel: 20 },
    );
    return merge({ parts });
  },
);
