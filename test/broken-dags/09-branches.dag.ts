// Branches whose cases do not match, and a body that is async.
import { branch, dag, map } from 'perdure';
import { ingest, notify, train } from './tasks.ts';

export const cases = dag({ id: 'cases' }, () => {
  const raw = ingest({ url: 'x' });
  const model = train({ data: raw, lr: 1 });
  branch(model.verdict, { promote: () => notify({ text: 'a' }, { id: 'a' }) } as never);
  branch(model.verdict, { promote: () => {}, reject: () => {}, retry: () => {} } as never, { id: 'more' });
  branch(model.model as never, { x: () => {} } as never, { id: 'string' });
  map(raw.uri as never, () => notify({ text: 'b' }, { id: 'b' }));
});

export const asyncBody = dag({ id: 'async_body' }, (async () => {
  ingest({ url: 'x' });
}) as never);
