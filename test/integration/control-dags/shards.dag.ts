import { z } from 'zod';
import { approval, dag, map, runDag, task } from 'perdure';

const numbers = task({
  name: 'numbers',
  input: z.object({ n: z.int() }),
  output: z.array(z.int()),
  run: ({ n }) => Array.from({ length: n }, (_, i) => i),
});

/** A question of every item: with small limits, questions inside shards. */
export const askedMap = dag({ id: 'asked_map', params: { n: z.int() } }, ({ params }) =>
  map(numbers({ n: params.n }), (item) => {
    const answer = approval({ subject: 'Is it right?', detail: { item } }, { id: 'ask' });
    return { item, decision: answer.decision };
  }),
);

const square = task({
  name: 'work',
  input: z.object({ item: z.int() }),
  output: z.int(),
  run: ({ item }) => item * item,
});

/** Some work and then a question of every item: its shards run until they are all answered. */
export const workedMap = dag({ id: 'worked_map', params: { n: z.int() } }, ({ params }) =>
  map(numbers({ n: params.n }), (item) => {
    const squared = square({ item });
    const answer = approval({ subject: 'Is it right?', detail: { squared } }, { id: 'agree' });
    return { squared, decision: answer.decision };
  }),
);

const quiet = (): void => undefined;
const echo = task({ name: 'echo', output: z.string(), run: () => 'done' });
const never = task({
  name: 'never',
  output: z.string(),
  run: () => {
    throw new Error('Never.');
  },
});
export const wellChild = dag({ id: 'well_child' }, () => echo());
export const illChild = dag({ id: 'ill_child' }, () => never());
/** Runs of other dags with all callbacks that they may have. */
export const toldParent = dag({ id: 'told_parent' }, () => {
  const callbacks = { onExecute: quiet, onSuccess: quiet, onFailure: quiet, onRetry: quiet };
  runDag(wellChild, {}, { id: 'well', ...callbacks });
  runDag(illChild, {}, { id: 'ill', retries: 1, retryDelay: '100ms', ...callbacks });
});

/** No worker of ours polls its queue. */
const hung = task({
  name: 'hung',
  queue: 'hung',
  retries: 0,
  heartbeatTimeout: '1s',
  run: () => undefined,
});
export const hungDag = dag({ id: 'hung_dag' }, () => {
  hung();
});
