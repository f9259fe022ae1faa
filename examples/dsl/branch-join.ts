// Airflow: example_branch_operator. One of four options runs; the join runs after whichever did.
import { z } from 'zod';
import { branch, dag, task } from 'perdure';

const Option = z.enum(['a', 'b', 'c', 'd']);
const pick = task({
  name: 'branching',
  output: Option,
  run: () => Option.options[Math.floor(Math.random() * 4)] ?? 'a',
});
const work = task({
  name: 'work',
  input: z.object({ option: Option }),
  output: z.object({ done: Option }),
  run: ({ option }) => ({ done: option }),
});
const join = task({
  name: 'join',
  input: z.object({ done: Option.optional() }),
  run: ({ done }, ctx) => ctx.log.info(`Ran ${done}`),
});

export const branchJoin = dag({ id: 'example_branch', schedule: '@daily' }, () => {
  const chosen = branch(pick(), {
    a: () => work({ option: 'a' }, { id: 'work_a' }),
    b: () => work({ option: 'b' }, { id: 'work_b' }),
    c: () => work({ option: 'c' }, { id: 'work_c' }),
    d: () => work({ option: 'd' }, { id: 'work_d' }),
  });
  join({ done: chosen.done }); // all_success: the branch has a result
  join({ done: chosen.done }, { id: 'join_anyway', triggerRule: 'none_failed_min_one_success' });
});
