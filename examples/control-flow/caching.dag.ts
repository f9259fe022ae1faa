// cache: the same code with the same input is not run again; local: a tiny task in the engine itself.
import { z } from 'zod';
import { branch, dag, task } from 'perdure';

const embed = task({
  name: 'embed',
  input: z.object({ text: z.string() }),
  // Two named outputs: control flow reads the small one, the large one stays in the object store.
  output: z.object({ vector: z.array(z.number()), empty: z.boolean() }),
  cache: { scope: 'dag', ttl: '7d', version: '1' },
  outputTtl: '30d',
  run: ({ text }, ctx) => {
    ctx.log.info(`Embeds ${text.length} characters.`);
    const vector = Array.from({ length: 20_000 }, (_, i) => Math.sin(i * (1 + text.length)));
    return { vector, empty: text.length === 0 };
  },
});
const norm = task({
  name: 'norm',
  input: z.object({ vector: z.array(z.number()) }),
  output: z.number(),
  run: ({ vector }) => Math.hypot(...vector),
});
const zero = task({ name: 'zero', local: true, output: z.number(), run: () => 0 });

export const caching = dag(
  { id: 'caching', params: { text: z.string().default('to last') } },
  ({ params }) => {
    const { vector, empty } = embed({ text: params.text });
    return branch(empty, { true: () => zero(), false: () => norm({ vector }) });
  },
);
