import { appendFileSync, existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import {
  approval,
  branch,
  chain,
  dag,
  event,
  lt,
  map,
  repeat,
  runDag,
  sensor,
  shift,
  task,
  triggerDag,
  waitForEvent,
  waitUntil,
  withResource,
} from 'perdure';

/** Who ran how often: each body adds a line of its own before it does anything. */
const Ledger = z.object({ ledger: z.string() });
function sign(ledger: string, line: string): void {
  appendFileSync(ledger, `${line}\n`);
}

const step = task({
  name: 'step',
  input: Ledger.extend({
    name: z.string(),
    /** Fails while this file is there. */
    blockedBy: z.string().default(''),
    ms: z.number().default(0),
    value: z.string().default(''),
  }),
  output: z.object({ text: z.string(), filler: z.string() }),
  heartbeatTimeout: '4s',
  run: async ({ ledger, name, blockedBy, ms, value }, context) => {
    sign(ledger, name);
    if (blockedBy !== '' && existsSync(blockedBy)) throw new Error(`${name} is blocked`);
    await sleep(ms, undefined, { signal: context.signal });
    return { text: `${value}${name}`, filler: name.repeat(200) };
  },
});

/** Ten in a row; the sixth fails while a file is there. */
export const ten = dag(
  { id: 'ten', params: { ledger: z.string(), block: z.string().default('') } },
  ({ params: { ledger, block } }) => {
    let last = step({ ledger, name: 's1' }, { id: 's1' });
    for (let i = 2; i <= 10; i += 1) {
      const blockedBy = i === 6 ? { blockedBy: block } : {};
      last = step({ ledger, name: `s${i}`, value: last.text, ...blockedBy }, { id: `s${i}` });
    }
    return last.text;
  },
);

/** Three slow ones side by side, then one. */
export const wide = dag(
  { id: 'wide', params: { ledger: z.string(), ms: z.number() } },
  ({ params: { ledger, ms } }) => {
    const many = map([1, 2, 3], (_each) => step({ ledger, name: 'many', ms }, { id: 'many' }));
    return step({ ledger, name: 'last' }, { id: 'last', after: many }).text;
  },
);

const fail = task({
  name: 'fail',
  input: Ledger,
  run: ({ ledger }) => {
    sign(ledger, 'fail');
    throw new Error('always');
  },
});

export const resource = dag(
  { id: 'resource', params: { ledger: z.string(), ms: z.number() } },
  ({ params: { ledger, ms } }) =>
    withResource(
      {
        setup: () => step({ ledger, name: 'up' }, { id: 'up' }),
        teardown: () => step({ ledger, name: 'down' }, { id: 'down' }),
      },
      () => step({ ledger, name: 'body', ms }, { id: 'body' }).text,
      { id: 'machine' },
    ),
);

const grow = task({
  name: 'grow',
  input: z.object({ size: z.int() }),
  output: z.string(),
  run: ({ size }) => 'y'.repeat(size),
});
const count = task({
  name: 'count',
  input: z.object({ text: z.string() }),
  output: z.number(),
  run: ({ text }) => text.length,
});

export const child = dag(
  {
    id: 'child',
    params: { ledger: z.string(), ms: z.number().default(0), size: z.int().default(1) },
  },
  ({ params: { ledger, ms, size } }) => {
    const text = step({ ledger, name: 'inner', ms }, { id: 'inner' }).text;
    return { text, big: grow({ size }, { id: 'grow' }) };
  },
);

export const parent = dag(
  {
    id: 'parent',
    params: { ledger: z.string(), ms: z.number().default(0), size: z.int().default(1) },
  },
  ({ params: { ledger, ms, size } }) => {
    const ran = runDag(child, { ledger, ms, size }, { id: 'run_child' });
    const started = triggerDag(child, { ledger }, { id: 'start_child' });
    return { length: count({ text: ran.big }), text: ran.text, started: started.runId };
  },
);

export const failingChild = dag(
  { id: 'failing_child', params: { ledger: z.string() } },
  ({ params }) => {
    fail({ ledger: params.ledger });
  },
);
export const stubbornParent = dag(
  { id: 'stubborn_parent', params: { ledger: z.string() } },
  ({ params }) => {
    runDag(failingChild, { ledger: params.ledger }, { retries: 1, retryDelay: '100ms' });
  },
);

const fileThere = sensor({
  name: 'file_there',
  input: Ledger.extend({ path: z.string() }),
  output: z.object({ path: z.string() }),
  pokeInterval: '300ms',
  timeout: '60s',
  poke: ({ ledger, path }) => {
    sign(ledger, 'poke');
    return existsSync(path) ? { path } : undefined;
  },
});
const shortSensor = sensor({
  name: 'short_sensor',
  pokeInterval: '200ms',
  timeout: '1s',
  poke: () => undefined,
});
const softSensor = sensor({
  name: 'soft_sensor',
  pokeInterval: '200ms',
  timeout: '1s',
  softFail: true,
  poke: () => undefined,
});

const labels = event({
  name: 'labels.ready',
  payload: z.object({ batch: z.string(), n: z.number() }),
});

/** One of each that waits. */
export const waits = dag(
  {
    id: 'waits',
    params: { ledger: z.string(), path: z.string(), batch: z.string() },
  },
  ({ params: { ledger, path, batch }, run }) => {
    const there = fileThere({ ledger, path });
    const told = waitForEvent(labels, { id: 'told', where: { batch }, timeout: '1h' });
    const answer = approval({
      subject: 'Go on?',
      form: z.object({ note: z.string(), score: z.int().optional() }),
      assignees: ['ann', 'bob'],
      approvers: 2,
    });
    const later = waitUntil(shift(run.logicalDate, '2s'), { id: 'later' });
    return { path: there.path, n: told.n, decision: answer.decision, by: answer.by, later };
  },
);

export const lateWaits = dag({ id: 'late_waits' }, () => {
  shortSensor();
  softSensor();
  waitForEvent(labels, { id: 'never', timeout: '500ms' });
  waitForEvent(labels, { id: 'never_mind', timeout: '500ms', softFail: true });
  approval({ subject: 'Anybody?', timeout: '500ms' }, { id: 'asked' });
  const yes = approval({ subject: 'Yes?', timeout: '500ms', onTimeout: 'approved' }, { id: 'yes' });
  branch(yes.decision, {
    approved: () => step({ ledger: '/dev/null', name: 'said_yes' }, { id: 'said_yes' }),
    rejected: () => step({ ledger: '/dev/null', name: 'said_no' }, { id: 'said_no' }),
  });
});

const add = task({
  name: 'add',
  input: z.object({ n: z.number() }),
  output: z.object({ n: z.number() }),
  local: true,
  run: ({ n }) => ({ n: n + 1 }),
});
const flakyLocal = task({
  name: 'flaky_local',
  input: z.object({}),
  output: z.number(),
  local: true,
  retries: 3,
  retryDelay: '50ms',
  run: (_input, context) => {
    if (context.attempt < 3) throw new Error('not yet');
    return context.attempt;
  },
});

export const locals = dag({ id: 'locals' }, () => {
  const a = add({ n: 0 }, { id: 'a' });
  const b = add({ n: a.n }, { id: 'b' });
  const rounds = repeat(
    {
      state: z.object({ n: z.number() }),
      initial: { n: b.n },
      until: (state) => lt(4, state.n),
      maxIterations: 10,
    },
    (state) => add({ n: state.n }, { id: 'again' }),
    { id: 'loop' },
  );
  return { n: rounds.n, attempts: flakyLocal() };
});

const sleeper = task({
  name: 'sleeper',
  input: z.object({ ms: z.number() }),
  heartbeatTimeout: '4s',
  run: async ({ ms }, context) => {
    await sleep(ms, undefined, { signal: context.signal });
  },
});
const stumbling = task({
  name: 'stumbling',
  input: z.object({}),
  retries: 50,
  retryDelay: '400ms',
  totalTimeout: '1500ms',
  run: () => {
    throw new Error('again');
  },
});

/** Each of the timeouts once. */
export const timeouts = dag({ id: 'timeouts' }, () => {
  sleeper({ ms: 60_000 }, { id: 'attempt', timeout: '500ms' });
  sleeper({ ms: 60_000 }, { id: 'total', totalTimeout: '1s' });
  stumbling({}, { id: 'tries' });
  sleeper({ ms: 0 }, { id: 'queue', queue: 'nobody', queueTimeout: '1s' });
});
export const slowRun = dag({ id: 'slow_run', timeout: '1500ms' }, () => {
  const slow = sleeper({ ms: 60_000 }, { id: 'slow' });
  chain(slow, sleeper({ ms: 0 }, { id: 'after' }));
});

const wide100 = task({
  name: 'wide100',
  input: z.object({ n: z.int(), text: z.string() }),
  output: z.string(),
  run: ({ n, text }) => `${text.length} ${n}`,
});

const next = task({
  name: 'next',
  input: z.object({ n: z.int() }),
  output: z.int(),
  run: ({ n }) => n + 1,
});

/** Inputs of 100 kB each, one after the other: the history soon weighs four megabytes. */
export const heavy = dag({ id: 'heavy', params: { text: z.string() } }, ({ params }) => {
  const all = repeat(
    {
      state: z.object({ n: z.int(), said: z.string() }),
      initial: { n: 0, said: '' },
      until: (state) => lt(58, state.n),
      maxIterations: 100,
    },
    (state) => ({
      n: next({ n: state.n }),
      said: wide100({ n: state.n, text: params.text }, { id: 'weigh' }),
    }),
    { id: 'rounds' },
  );
  return all;
});

const items = task({
  name: 'items',
  input: z.object({ n: z.int() }),
  output: z.array(z.int()),
  run: ({ n }) => Array.from({ length: n }, (_, i) => i),
});
const square = task({
  name: 'square',
  input: z.object({ n: z.int() }),
  output: z.object({ n: z.int(), square: z.int() }),
  run: ({ n }) => ({ n, square: n * n }),
});
const sumUp = task({
  name: 'sum_up',
  input: z.object({ squares: z.array(z.object({ n: z.int(), square: z.int() })) }),
  output: z.object({ inOrder: z.boolean(), count: z.int() }),
  run: ({ squares }) => ({
    inOrder: squares.every(({ n, square: s }, i) => n === i && s === i * i),
    count: squares.length,
  }),
});
export const bigMap = dag({ id: 'big_map', params: { n: z.int() } }, ({ params }) => {
  const all = map(items({ n: params.n }), (n) => square({ n }));
  return sumUp({ squares: all });
});
