import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { cross, dag, map, task, zip, type Dag, type Ref } from 'perdure';

const numbers = task({
  name: 'numbers',
  input: z.object({ n: z.int() }),
  output: z.array(z.int()),
  run: ({ n }) => Array.from({ length: n }, (_, i) => i),
});
const step = task({
  name: 'step',
  input: z.object({ n: z.int() }),
  output: z.int(),
  run: ({ n }) => n + 1,
});
const pair = task({
  name: 'pair',
  input: z.object({ left: z.int(), right: z.int() }),
  output: z.object({ left: z.int(), right: z.int() }),
  run: (given) => given,
});
const nap = task({
  name: 'nap',
  input: z.object({ n: z.int(), ms: z.int() }),
  output: z.int(),
  run: async ({ n, ms }, { signal }) => {
    await sleep(ms, undefined, { signal });
    return n;
  },
});

/** Where `values[i]` is not what it should be; -1 when all of `count` are right. */
const judge = task({
  name: 'judge',
  input: z.object({ values: z.array(z.int()), plus: z.int() }),
  output: z.object({ count: z.int(), firstWrong: z.int() }),
  run: ({ values, plus }) => ({
    count: values.length,
    firstWrong: values.findIndex((value, i) => value !== i + plus),
  }),
});
const judgeZipped = task({
  name: 'judge_zipped',
  input: z.object({ pairs: z.array(z.object({ left: z.int(), right: z.int() })) }),
  output: z.object({ count: z.int(), firstWrong: z.int() }),
  run: ({ pairs }) => ({
    count: pairs.length,
    firstWrong: pairs.findIndex(({ left, right }, i) => left !== i || right !== i),
  }),
});
const join = task({
  name: 'join',
  input: z.object({ values: z.array(z.int()) }),
  output: z.int(),
  run: ({ values }) => values.length,
});
const judgePairs = task({
  name: 'judge_pairs',
  input: z.object({
    pairs: z.array(z.object({ left: z.int(), right: z.int() })),
    /** How often a left stands still while rights go round. */
    rights: z.int(),
  }),
  output: z.object({ count: z.int(), firstWrong: z.int() }),
  run: ({ pairs, rights }) => ({
    count: pairs.length,
    firstWrong: pairs.findIndex(
      ({ left, right }, i) => left !== Math.floor(i / rights) || right !== i % rights,
    ),
  }),
});
const judgeMatrix = task({
  name: 'judge_matrix',
  input: z.object({ rows: z.array(z.array(z.object({ left: z.int(), right: z.int() }))) }),
  output: z.object({ count: z.int(), firstWrong: z.int() }),
  run: ({ rows }) => ({
    count: rows.reduce((sum, row) => sum + row.length, 0),
    firstWrong: rows.findIndex((row, i) =>
      row.some(({ left, right }, j) => left !== i || right !== j),
    ),
  }),
});

export const limitMap = dag({ id: 'limit_map', params: { n: z.int() } }, ({ params }) =>
  judge({ values: map(numbers({ n: params.n }), (n) => step({ n })), plus: 1 }),
);

/** Both lists count up together. */
export const limitZip = dag({ id: 'limit_zip', params: { n: z.int() } }, ({ params }) => {
  const left = numbers({ n: params.n }, { id: 'left' });
  const right = numbers({ n: params.n }, { id: 'right' });
  const sums = map(zip({ left, right }), (row) => pair({ left: row.left, right: row.right }));
  return judgeZipped({ pairs: sums });
});

export const limitCross = dag(
  { id: 'limit_cross', params: { left: z.int(), right: z.int() } },
  ({ params }) => {
    const left = numbers({ n: params.left }, { id: 'left' });
    const right = numbers({ n: params.right }, { id: 'right' });
    const pairs = map(cross({ left, right }), (row) => pair({ left: row.left, right: row.right }));
    return judgePairs({ pairs, rights: params.right });
  },
);

/** Groups of groups: the matrix of what they give. */
export const limitNested = dag(
  { id: 'limit_nested', params: { left: z.int(), right: z.int() } },
  ({ params }) => {
    const rows = map(numbers({ n: params.left }, { id: 'left' }), (left) => {
      const inner = numbers({ n: params.right }, { id: 'right' });
      return map(inner, (right) => pair({ left, right }));
    });
    return judgeMatrix({ rows });
  },
);

/** Naps that are long enough to be cancelled in their midst. */
export const limitNaps = dag(
  { id: 'limit_naps', params: { n: z.int(), ms: z.int() } },
  ({ params }) => {
    const naps = map(numbers({ n: params.n }), (n) => nap({ n, ms: params.ms }));
    return judge({ values: naps, plus: 0 });
  },
);

export const chains = [100, 1_000].map((length) => chainDag(length));

function chainDag(length: number): Dag<Record<string, never>, number> {
  return dag({ id: `limit_chain_${length}` }, () => {
    let value: Ref<number> = step({ n: 0 }, { id: 'step_0' });
    for (let i = 1; i < length; i += 1) value = step({ n: value }, { id: `step_${i}` });
    return value;
  });
}

export const levels = [
  [20, 5],
  [500, 20],
].map(([width = 0, depth = 0]) => levelsDag(width, depth));

/** Tasks of their own, not of a map; each level's first waits for the whole level before. */
function levelsDag(width: number, depth: number): Dag<Record<string, never>, number> {
  return dag({ id: `limit_levels_${width}_${depth}` }, () => {
    let level: readonly Ref<number>[] = [];
    for (let d = 0; d < depth; d += 1) {
      const before = level;
      const gate = d === 0 ? undefined : join({ values: [...before] }, { id: `gate_${d}` });
      level = Array.from({ length: width }, (_, w) =>
        step({ n: gate ?? 0 }, { id: `level_${d}_${w}` }),
      );
    }
    return join({ values: [...level] }, { id: 'gate_last' });
  });
}

const MIB = 1024 * 1024;
const fill = task({
  name: 'fill',
  input: z.object({ mib: z.int() }),
  output: z.object({ uri: z.string(), sha256: z.string() }),
  timeout: '10m',
  run: ({ mib }, { artifacts }) => artifacts.putStream('large.bin', randomParts(mib)),
});
const measure = task({
  name: 'measure',
  input: z.object({ file: z.object({ uri: z.string(), sha256: z.string() }) }),
  output: z.object({ mib: z.number() }),
  timeout: '10m',
  run: async ({ file }, { artifacts }) => {
    let size = 0;
    for await (const part of artifacts.getStream(file.uri)) size += part.byteLength;
    return { mib: size / MIB };
  },
});

async function* randomParts(mib: number): AsyncGenerator<Uint8Array> {
  const part = randomBytes(MIB);
  for (let i = 0; i < mib; i += 1) {
    part.writeUInt32LE(i);
    yield Uint8Array.from(part);
  }
}

export const limitArtifact = dag({ id: 'limit_artifact', params: { mib: z.int() } }, ({ params }) =>
  measure({ file: fill({ mib: params.mib }) }),
);

/** A plan above Temporal's 2 MB for a payload and 4 MB for a message: text in its inputs. */
const texts = task({
  name: 'texts',
  input: z.object({ text: z.string(), n: z.int() }),
  output: z.int(),
  run: ({ text, n }) => text.length + n,
});
export const limitPlan = dag({ id: 'limit_plan' }, () => {
  let value: Ref<number> = texts({ text: '', n: 0 }, { id: 'text_0' });
  for (let i = 1; i <= 120; i += 1) {
    // 50 kB each, below what leaves the plan for the object store.
    value = texts({ text: `${i} `.padEnd(50_000, 'perdure '), n: value }, { id: `text_${i}` });
  }
  return value;
});
