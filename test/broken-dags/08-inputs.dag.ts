// Inputs left out, misspelt, of no kind.
import { dag } from 'perdure';
import { ingest, train } from './tasks.ts';

export const inputs = dag({ id: 'inputs' }, () => {
  const raw = ingest({} as never);
  train({ data: raw, lr: 1, learningRate: 2 } as never, { id: 'misspelt' });
  train('raw' as never, { id: 'text' });
});
