// References used as if they were values.
import { dag, map } from 'perdure';
import { ingest, notify, train } from './tasks.ts';

export const references = dag({ id: 'references' }, () => {
  const raw = ingest({ url: 'x' });
  const model = train({ data: raw, lr: 0.1 });
  notify({ text: `Rows: ${raw.rows}` }, { id: 'template' });
  notify({ text: String(model) }, { id: 'string' });
  notify({ text: JSON.stringify(raw) }, { id: 'json' });
  notify({ text: ((raw.rows as never as number) * 2) as never }, { id: 'times' });
  notify({ text: (model as never as { name: string }).name }, { id: 'field' });
  for (const row of raw as never as string[]) notify({ text: row });
  map([1, 2], (lr) => {
    if (!lr) notify({ text: 'never' }, { id: 'never' });
    return train({ data: raw, lr }, { id: 'each' });
  });
  const best = model.verdict || 'promote';
  while (model.accuracy === (1 as never)) break;
  return best;
});
