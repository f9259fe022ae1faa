// References outside the place they live in.
import { dag, map, type Ref } from 'perdure';
import { ingest, notify } from './tasks.ts';

let stolen: Ref<{ uri: string; rows: number }> | undefined;
let inner: Ref<{ uri: string; rows: number }> | undefined;

export const lender = dag({ id: 'lender' }, () => {
  stolen = ingest({ url: 'x' });
});

export const borrower = dag({ id: 'borrower' }, () => {
  notify({ text: stolen?.uri ?? '' });
  map(['a', 'b'], (url) => {
    inner = ingest({ url });
  });
  notify({ text: inner?.uri ?? '' }, { id: 'outside' });
});

notify({ text: 'outside of any dag' });
