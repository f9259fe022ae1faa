import { z } from 'zod';
import { asset, dag, event, map, sensor, task } from '../index.ts';
import type { Given, RunContext } from '../index.ts';

/** Tasks, assets and dags that the type tests wire together. Nothing here is ever run. */
export const Data = z.object({ uri: z.string(), rows: z.number() });
export const Model = z.object({
  uri: z.string(),
  acc: z.number(),
  ok: z.boolean(),
  verdict: z.enum(['promote', 'reject', 'retry']),
  tags: z.array(z.string()),
  data: Data,
  maybe: Data.optional(),
  nul: z.string().nullable(),
  by: z.record(z.string(), z.number()),
});

type Tree = { value: number; children: Tree[] };
const Tree: z.ZodType<Tree, Tree> = z.lazy(() =>
  z.object({ value: z.number(), children: z.array(Tree) }),
);
const Cause = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('data'), column: z.string() }),
  z.object({ kind: z.literal('concept'), since: z.string() }),
]);
export const ModelUri = z.string().brand<'ModelUri', 'inout'>();
const moment = z.codec(z.iso.datetime(), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
});

export const ingest = task({
  name: 'ingest',
  input: z.object({ url: z.string() }),
  output: Data,
  run: () => ({ uri: '', rows: 1 }),
});
export const train = task({
  name: 'train',
  input: z.object({
    data: Data,
    lr: z.number(),
    layers: z.array(z.number()),
    tag: z.string().optional(),
    seed: z.number().default(7),
    mode: z.enum(['fast', 'slow']).default('fast'),
  }),
  output: Model,
  run: () => null as never,
});
export const pick = task({
  name: 'pick',
  input: z.object({ models: z.array(Model) }),
  output: Model,
  run: () => null as never,
});
export const grid = task({
  name: 'grid',
  input: z.object({ m: z.array(z.array(Model)) }),
  output: z.number(),
  run: () => 1,
});
export const soft = task({
  name: 'soft',
  input: z.object({ model: Model.optional(), uri: z.string().optional(), why: z.string() }),
  run: () => {},
});
export const nothing = task({ name: 'nothing', run: () => {} });
export const tree = task({
  name: 'tree',
  input: z.object({ t: Tree }),
  output: Tree,
  run: ({ t }) => t,
});
export const cause = task({
  name: 'cause',
  output: Cause,
  run: () => ({ kind: 'data' as const, column: 'a' }),
});
export const useCause = task({
  name: 'use_cause',
  input: z.object({ c: Cause }),
  run: () => {},
});
export const list = task({
  name: 'list',
  output: z.array(z.object({ lr: z.number() })),
  run: () => [],
});
export const causes = task({
  name: 'causes',
  output: z.array(z.enum(['a', 'b'])),
  run: () => [],
});
export const publish = task({
  name: 'publish',
  input: z.object({ uri: ModelUri }),
  output: ModelUri,
  run: ({ uri }) => uri,
});
export const dated = task({
  name: 'dated',
  input: z.object({ at: moment }),
  run: ({ at }) => void at.getTime(),
});
export const ready = sensor({
  name: 'ready',
  input: z.object({ path: z.string() }),
  output: z.object({ size: z.number() }),
  poke: () => undefined,
});
export const A = asset({ name: 'a', uri: 's3://a', payload: Data });
export const B = asset({
  name: 'b',
  uri: 's3://b',
  payload: z.object({ uri: z.string(), hash: z.string() }),
});
export const E = event({ name: 'e', payload: z.object({ batch: z.string(), n: z.number() }) });
export const child = dag(
  {
    id: 'child',
    params: { model: Data, size: z.number().default(3), mode: z.enum(['x', 'y']).optional() },
  },
  ({ params }) => ingest({ url: params.model.uri }),
);

// What every test of a word starts from.
export const raw = ingest({ url: 'u' });
export const m = train({ data: raw, lr: 1, layers: [] });
export const many = map(list(), () => m);
export declare const params: Given<{ url: string; n: number; mode: 'fast' | 'slow' }>;
export declare const run: Given<RunContext>;
