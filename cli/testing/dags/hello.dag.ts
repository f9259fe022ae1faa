import { z } from 'zod';
import { dag, map, task } from 'perdure';

const greet = task({
  name: 'greet',
  input: z.object({ name: z.string() }),
  output: z.string(),
  run: ({ name }, ctx) => {
    ctx.log.info(`Greeting ${name}.`);
    if (name === 'nobody') ctx.fail('There is nobody to greet.', { retry: false });
    return `Hello, ${name}!`;
  },
});

/** The smallest dag with a map, for tests of the command line. */
export const hello = dag(
  {
    id: 'hello',
    doc: 'Greets.',
    params: { names: z.array(z.string()).default(['Ada', 'Grace']) },
  },
  ({ params }) => map(params.names, (name) => greet({ name })),
);
