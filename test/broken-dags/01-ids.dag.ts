// Ids: illegal, used twice, a dag without tasks.
import { dag, group } from 'perdure';
import { ingest, notify, train } from './tasks.ts';

export const illegal = dag({ id: '../escape' }, () => {
  ingest({ url: 'x' }, { id: 'bad id\n' });
  ingest({ url: 'x' }, { id: '__proto__' });
});

export const twice = dag({ id: 'twice' }, () => {
  const data = ingest({ url: 'x' });
  train({ data, lr: 1 });
  train({ data, lr: 2 });
  group('g', () => {
    notify({ text: 'a' });
    notify({ text: 'b' });
  });
});

export const nothing = dag({ id: 'nothing' }, () => {});
