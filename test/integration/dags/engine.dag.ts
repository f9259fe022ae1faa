import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { branch, cron, dag, group, gt, map, shortCircuit, task } from 'perdure';

const Item = z.object({ id: z.number(), name: z.string() });
const list = task({
  name: 'list',
  doc: 'Makes n items.',
  input: z.object({ n: z.int() }),
  output: z.array(Item),
  run: ({ n }) => Array.from({ length: n }, (_, id) => ({ id, name: `item ${id}` })),
});
const double = task({
  name: 'double',
  input: z.object({ item: Item, by: z.number().default(2) }),
  output: z.number(),
  run: ({ item, by }) => item.id * by,
});
const total = task({
  name: 'total',
  input: z.object({ values: z.array(z.number()) }),
  output: z.object({ sum: z.number(), size: z.enum(['small', 'large']) }),
  run: ({ values }) => {
    const sum = values.reduce((a, b) => a + b, 0);
    return { sum, size: sum > 10 ? ('large' as const) : ('small' as const) };
  },
});
const note = task({
  name: 'note',
  input: z.object({ text: z.string(), sum: z.number().optional() }),
  output: z.string(),
  run: ({ text, sum }) => `${text} ${sum ?? 'none'}`,
});

/** Map, branch, group, short circuit and a lenient rule in one dag. */
export const shapes = dag(
  {
    id: 'shapes',
    doc: 'Every shape once.',
    tags: ['test'],
    params: { n: z.int().max(20).default(4) },
  },
  ({ params }) => {
    const items = list({ n: params.n });
    const doubled = map(items, (item) => double({ item }));
    const sum = group('report', () => total({ values: doubled }));
    const word = branch(sum.size, {
      large: () => note({ text: 'large', sum: sum.sum }, { id: 'say_large' }),
      small: () => note({ text: 'small', sum: sum.sum }, { id: 'say_small' }),
    });
    const go = shortCircuit(gt(sum.sum, 100), { id: 'only_above_100' });
    note({ text: 'above' }, { id: 'above', after: go });
    return { word, sum: sum.sum };
  },
);

const flaky = task({
  name: 'flaky',
  input: z.object({ failures: z.int() }),
  output: z.number(),
  retries: 3,
  retryDelay: '100ms',
  run: ({ failures }, context) => {
    if (context.attempt <= failures) throw new Error(`try ${context.attempt} fails`);
    return context.attempt;
  },
});
export const retrying = dag({ id: 'retrying', params: { failures: z.int() } }, ({ params }) =>
  flaky({ failures: params.failures }),
);

const lying = task({
  name: 'lying',
  output: z.object({ features: z.array(z.object({ age: z.number() })) }),
  retries: 3,
  // The body's type is right; the value is not: what a bad API answer looks like.
  run: () => ({ features: [{ age: 1 }, { age: JSON.parse('"old"') as number }] }),
});
const after = task({ name: 'after', run: () => undefined });
export const badOutput = dag({ id: 'bad_output' }, () => {
  after({}, { after: lying() });
});

const big = task({
  name: 'big',
  input: z.object({ bytes: z.int() }),
  output: z.object({ text: z.string(), count: z.number(), parts: z.array(z.number()) }),
  run: ({ bytes }) => ({ text: 'x'.repeat(bytes), count: bytes, parts: [1, 2, 3] }),
});
const measure = task({
  name: 'measure',
  input: z.object({ text: z.string(), part: z.number() }),
  output: z.number(),
  run: ({ text, part }) => text.length + part,
});
export const largeValues = dag({ id: 'large_values', params: { bytes: z.int() } }, ({ params }) => {
  const value = big({ bytes: params.bytes });
  return map(value.parts, (part) => measure({ text: value.text, part }));
});

const slow = task({
  name: 'slow',
  input: z.object({ ms: z.number() }),
  output: z.string(),
  heartbeatTimeout: '5s',
  run: async ({ ms }, context) => {
    await sleep(ms, undefined, { signal: context.signal });
    return 'slept';
  },
});
export const cancellable = dag({ id: 'cancellable', params: { ms: z.number() } }, ({ params }) => {
  after({}, { after: slow({ ms: params.ms }) });
});

export const oneAtATime = dag(
  { id: 'one_at_a_time', maxActiveRuns: 1, params: { ms: z.number().default(300) } },
  ({ params }) => slow({ ms: params.ms }),
);

/** Far from now, so that it fires only when a test triggers its schedule. */
export const yearly = dag({ id: 'yearly', schedule: cron('0 0 1 1 *') }, ({ run }) =>
  note({ text: run.runType }),
);

const where = task({
  name: 'where',
  input: z.object({}),
  output: z.number(),
  isolation: 'process',
  run: () => process.pid,
});
const loop = task({
  name: 'loop',
  input: z.object({}),
  isolation: 'process',
  timeout: '2s',
  run: () => {
    for (;;);
  },
});
export const isolated = dag({ id: 'isolated' }, () => where());
export const endless = dag({ id: 'endless' }, () => {
  loop();
});
