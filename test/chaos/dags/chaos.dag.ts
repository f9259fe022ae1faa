import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { branch, dag, map, task, type TaskContext } from 'perdure';

/**
 * Bodies that leave a trace outside the engine: one line at the begin and one at the end of each,
 * appended in one write, so that lines of different processes never mix.
 */
const Work = z.object({ ledger: z.string(), label: z.string(), ms: z.number(), value: z.number() });

async function work(input: z.infer<typeof Work>, context: TaskContext): Promise<number> {
  const write = (event: 'begin' | 'end'): void => {
    const line = { event, run: context.run.runId, label: input.label, attempt: context.attempt };
    appendFileSync(
      input.ledger,
      `${JSON.stringify({ ...line, at: Date.now(), pid: process.pid })}\n`,
    );
  };
  write('begin');
  await sleep(input.ms, undefined, { signal: context.signal });
  write('end');
  return input.value + 1;
}

const inline = task({
  name: 'inline',
  input: Work,
  output: z.number(),
  retries: 20,
  retryDelay: '100ms',
  heartbeatTimeout: '4s',
  run: work,
});
const child = task({
  name: 'child',
  input: Work,
  output: z.number(),
  isolation: 'process',
  retries: 20,
  retryDelay: '100ms',
  heartbeatTimeout: '4s',
  run: work,
});
const gpu = task({
  name: 'gpu',
  input: Work,
  output: z.number(),
  queue: 'gpu',
  retries: 20,
  retryDelay: '100ms',
  heartbeatTimeout: '4s',
  run: work,
});
const choose = task({
  name: 'choose',
  input: z.object({ values: z.array(z.number()) }),
  output: z.enum(['small', 'large']),
  heartbeatTimeout: '4s',
  run: ({ values }) => (values.reduce((a, b) => a + b, 0) > 5 ? 'large' : 'small'),
});

/** Inline, child-process and gpu tasks, a map and a branch; the result is known beforehand: 6. */
export const chaos = dag(
  { id: 'chaos', params: { ledger: z.string(), ms: z.number().default(150) } },
  ({ params }) => {
    const { ledger, ms } = params;
    const first = inline({ ledger, ms, label: 'first', value: 0 }, { id: 'first' });
    const wide = map([1, 2, 3], (value) =>
      inline({ ledger, ms, label: 'wide', value }, { id: 'wide', after: first }),
    );
    const heavy = child({ ledger, ms, label: 'heavy', value: first }, { id: 'heavy' });
    const device = gpu({ ledger, ms, label: 'device', value: heavy }, { id: 'device' });
    const size = choose({ values: wide });
    return branch(size, {
      large: () => inline({ ledger, ms, label: 'large', value: device }, { id: 'large' }),
      small: () => inline({ ledger, ms, label: 'small', value: device }, { id: 'small' }),
    });
  },
);

/**
 * Computes without a pause, deaf to its signal: when its worker wakes from a stop, the first thing
 * that happens is the attempt to complete it.
 */
const deaf = task({
  name: 'deaf',
  input: z.object({ ledger: z.string(), ms: z.number() }),
  output: z.number(),
  heartbeatTimeout: '4s',
  run: ({ ledger, ms }, context) => {
    const until = Date.now() + ms;
    const line = {
      event: 'begin',
      run: context.run.runId,
      label: 'long',
      attempt: context.attempt,
    };
    appendFileSync(ledger, `${JSON.stringify({ ...line, at: Date.now(), pid: process.pid })}\n`);
    while (Date.now() < until);
    return 1;
  },
});

/** For a worker that is stopped with a task in hand and wakes up when another one has done it. */
export const zombie = dag({ id: 'zombie', params: { ledger: z.string() } }, ({ params }) =>
  deaf({ ledger: params.ledger, ms: 2_500 }, { id: 'long' }),
);
