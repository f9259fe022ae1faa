/* eslint-disable -- What the compiler accepts and refuses: compiled, never run; see types.test.ts. */
import { asset, event, type Asset, type Source } from '../index.ts';
import { A, B, Data, ingest } from './fixtures.test-d.ts';

export const named: Asset<{ uri: string; rows: number }> = A;
export const source: Source<{ uri: string; rows: number }> = A;
ingest({ url: 'x' }, { outlets: [A] });

// @ts-expect-error
ingest({ url: 'x' }, { outlets: [B] });
// @ts-expect-error
export const wrong: Asset<{ uri: string; rows: number }> = B;
// @ts-expect-error
asset({ name: 'x', payload: Data });
// @ts-expect-error
event({ name: 'x' });
