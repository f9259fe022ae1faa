import { z } from 'zod';
import { sensor } from '../../dsl/index.ts';

/**
 * Waits until a time has come, to within its poke interval. `waitUntil` does the same to the second
 * and without a worker; this one takes options of a task, such as `softFail` or a trigger rule.
 */
export const timeReached = sensor({
  name: 'time_reached',
  pokeInterval: '30s',
  input: z.object({ time: z.iso.datetime({ offset: true }) }),
  output: z.object({ time: z.string() }),
  poke: ({ time }) => (Date.parse(time) <= Date.now() ? { time } : undefined),
});
