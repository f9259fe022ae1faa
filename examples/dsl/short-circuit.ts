// Airflow: example_latest_only_with_trigger and example_short_circuit_operator.
import { z } from 'zod';
import { and, chain, dag, gt, shortCircuit, task } from 'perdure';

const Count = z.object({ rows: z.number() });
const count = task({ name: 'count', output: Count, run: () => ({ rows: 3 }) });
const step = task({
  name: 'step',
  input: z.object({ rows: z.number().optional() }),
  run: () => {},
});

export const latestOnly = dag(
  { id: 'example_latest_only', schedule: '@hourly', catchup: true },
  ({ run }) => {
    const counted = count();
    const go = shortCircuit(and(run.isLatest, gt(counted.rows, 0)), { id: 'latest_with_rows' });
    const one = step({ rows: counted.rows }, { id: 'publish', after: go });
    const two = step({}, { id: 'refresh_cache' });
    chain([go, two], step({}, { id: 'announce' }));
    step({}, { id: 'always_report', after: [one, two], triggerRule: 'all_done' });
  },
);
