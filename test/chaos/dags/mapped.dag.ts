import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { dag, map, task } from 'perdure';

/** What an item gives: its own number in three ways, none of which another item's could pass for. */
const Mark = z.object({ item: z.int(), square: z.int(), run: z.string() });

const items = task({
  name: 'items',
  input: z.object({ n: z.int() }),
  output: z.array(z.int()),
  heartbeatTimeout: '4s',
  run: ({ n }) => Array.from({ length: n }, (_, item) => item),
});
const mark = task({
  name: 'mark',
  input: z.object({ item: z.int(), seed: z.int() }),
  output: Mark,
  retries: 20,
  retryDelay: '100ms',
  heartbeatTimeout: '4s',
  run: async ({ item, seed }, { attempt, run, signal }) => {
    // Scattered, so that items end in another order than they began.
    const dice = Math.imul(item + 1, 2_654_435_761 ^ seed) >>> 0;
    await sleep(dice % 40, undefined, { signal });
    if (dice % 9 === 0 && attempt === 1) throw new Error(`Item ${item} fails once.`);
    return { item, square: item * item, run: run.runId };
  },
});
/** The items whose place holds another item's result, or another run's. */
const misplaced = task({
  name: 'misplaced',
  input: z.object({ marks: z.array(Mark) }),
  output: z.object({ count: z.int(), wrong: z.array(z.int()) }),
  heartbeatTimeout: '4s',
  retries: 5,
  retryDelay: '100ms',
  run: ({ marks }, { run }) => ({
    count: marks.length,
    wrong: marks.flatMap((each, i) =>
      each.item === i && each.square === i * i && each.run === run.runId ? [] : [i],
    ),
  }),
});

/** Mapped children in any number, some of which fail once, beside kills from outside. */
export const mapped = dag(
  { id: 'mapped', params: { n: z.int(), seed: z.int() } },
  ({ params: { n, seed } }) => {
    const marks = map(items({ n }), (item) => mark({ item, seed }));
    return misplaced({ marks });
  },
);
