import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { task } from 'perdure';
import { outcomeOf } from './outcome.ts';

export const Output = z.object({
  key: z.enum(['a', 'b']),
  flag: z.boolean(),
  list: z.array(z.number()),
});

/** Sleeps a little, then does as its script says; its tries outlast any number of kills. */
export const scripted = task({
  name: 'scripted',
  input: z.object({
    seed: z.number(),
    label: z.string(),
    item: z.number().optional(),
    iteration: z.number().optional(),
  }),
  output: Output,
  retries: 20,
  retryDelay: '50ms',
  heartbeatTimeout: '4s',
  run: async (input, context) => {
    const { state, failing, ms, output } = outcomeOf(input);
    await sleep(ms, undefined, { signal: context.signal });
    if (context.attempt <= failing) context.fail('Once more.');
    if (state === 'failed') context.fail('For good.', { retry: false });
    if (state === 'skipped') context.skip('Not needed.');
    return { ...output, list: [...output.list] };
  },
});
