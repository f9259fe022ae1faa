// Sound tasks that the broken dags beside this file use.
import { z } from 'zod';
import { task } from 'perdure';

export const Dataset = z.object({ uri: z.string(), rows: z.number() });
export const ingest = task({
  name: 'ingest',
  input: z.object({ url: z.string() }),
  output: Dataset,
  run: ({ url }) => ({ uri: url, rows: 0 }),
});
export const train = task({
  name: 'train',
  input: z.object({ data: Dataset, lr: z.number(), note: z.string().optional() }),
  output: z.object({ model: z.string(), accuracy: z.number(), verdict: z.enum(['promote', 'reject']) }),
  run: () => ({ model: '', accuracy: 0, verdict: 'reject' as const }),
});
export const notify = task({ name: 'notify', input: z.object({ text: z.string() }), run: () => {} });
