// Hyper-parameter search: propose a batch, train it in parallel, keep the best, until good enough or the budget is spent.
import { z } from 'zod';
import { dag, gte, map, repeat, task } from 'perdure';
import { Dataset, ingestCsv, Scored, train } from './lifecycle-tasks.ts';

const Space = z.object({ low: z.number(), high: z.number() });
const State = z.object({ space: Space, best: z.number(), winner: Scored.optional() });
const propose = task({
  name: 'propose',
  input: z.object({ space: Space, count: z.int() }),
  output: z.array(z.object({ lr: z.number() })),
  run: ({ space, count }) => Array.from({ length: count }, () => ({ lr: space.low })),
});
const narrow = task({
  name: 'narrow',
  input: z.object({ before: State, results: z.array(Scored) }),
  output: State,
  run: ({ before }) => before,
});

export const hpo = dag(
  { id: 'hpo', params: { url: z.string(), target: z.number().default(0.97) } },
  ({ params }) => {
    const data = ingestCsv({ url: params.url });
    const found = repeat(
      {
        state: State,
        initial: { space: { low: 1e-5, high: 1 }, best: 0 },
        until: (state) => gte(state.best, params.target),
        maxIterations: 10,
        atCap: 'accept',
      },
      (state) => {
        const trials = propose({ space: state.space, count: 8 });
        const results = map(trials, (trial) => train({ data, lr: trial.lr }), { maxParallel: 4 });
        return narrow({ before: state, results });
      },
      { id: 'search' },
    );
    return found.winner;
  },
);
void Dataset;
