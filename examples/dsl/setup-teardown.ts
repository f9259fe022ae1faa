// Airflow: example_setup_teardown. The teardown runs if its setup succeeded, whatever happened between.
import { z } from 'zod';
import { dag, group, task, withResource } from 'perdure';

const Cluster = z.object({ id: z.string(), nodes: z.number() });
const create = task({
  name: 'create_cluster',
  input: z.object({ nodes: z.number() }),
  output: Cluster,
  run: ({ nodes }) => ({ id: 'c1', nodes }),
});
const destroy = task({
  name: 'delete_cluster',
  input: z.object({ id: z.string() }),
  run: () => {},
});
const query = task({
  name: 'query',
  input: z.object({ cluster: z.string(), sql: z.string() }),
  output: z.object({ rows: z.number() }),
  run: () => ({ rows: 1 }),
});
const notify = task({
  name: 'notify',
  input: z.object({ rows: z.number().optional(), run: z.string() }),
  run: () => {},
});

export const setupTeardown = dag({ id: 'example_setup_teardown', schedule: '@once' }, ({ run }) => {
  const rows = group('section_1', () =>
    withResource(
      {
        setup: () => create({ nodes: 3 }),
        teardown: (cluster) => destroy({ id: cluster.id }, { retries: 5 }),
      },
      (cluster) => {
        const loaded = query({ cluster: cluster.id, sql: 'copy …' }, { id: 'load' });
        return query({ cluster: cluster.id, sql: 'select …' }, { after: loaded }).rows;
      },
    ),
  );
  notify({ rows, run: run.runId }, { triggerRule: 'all_done' });
});
