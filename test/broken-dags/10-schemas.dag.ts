// Schemas of things that JSON cannot carry.
import { z } from 'zod';
import { dag, task } from 'perdure';

const dates = task({ name: 'dates', output: z.object({ at: z.date() }), run: () => ({ at: new Date(0) }) });
const trap = task({ name: 'trap', output: z.object({ then: z.string() }), run: () => ({ then: '' }) });
const sizes = task({ name: 'sizes', output: z.bigint(), run: () => 1n });

export const schemas = dag({ id: 'schemas', params: { when: z.date(), f: z.string().default((() => 1) as never) } }, () => {
  dates();
  trap();
  sizes();
});
