import { asset, task } from 'perdure';
import { z } from 'zod';

const Data = z.object({ uri: z.string(), rows: z.number() });
const Model = z.object({
  uri: z.string(),
  acc: z.number(),
  ok: z.boolean(),
  tags: z.array(z.string()),
  verdict: z.enum(['promote', 'reject', 'retry']),
  maybe: Data.optional(),
});
export const ingest = task({ name: 'ingest', input: z.object({ url: z.string() }), output: Data, run: () => ({ uri: '', rows: 1 }) });
export const train = task({ name: 'train', input: z.object({ data: Data, lr: z.number() }), output: Model, run: () => null as never });
export const pick = task({ name: 'pick', input: z.object({ models: z.array(Model) }), run: () => {} });
export const nothing = task({ name: 'nothing', run: () => {} });
export const raw = ingest({ url: 'u' });
export const m = train({ data: raw, lr: 1 });
export const orders = asset({ name: 'orders', uri: 's3://orders', payload: Data });
export const hashes = asset({ name: 'hashes', uri: 's3://hashes', payload: z.object({ uri: z.string(), hash: z.string() }) });
