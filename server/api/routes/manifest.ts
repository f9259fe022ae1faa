import { z } from 'zod';
import { findRun } from '../../runs/find-run.ts';
import { manifestTasks } from '../../runs/run-manifest.ts';
import { ENGINE_VERSION } from '../engine-version.ts';
import type { Api, ApiContext } from '../context.ts';
import { DagId, RunId } from '../schemas/id.ts';
import { ManifestView } from '../schemas/manifest.ts';
import { REFUSALS } from '../schemas/problem.ts';
import { dagRunView, taskInstanceView } from '../views.ts';

/** What a run was made from and what it made. */
export function manifestRoutes(api: Api, { stores }: ApiContext): void {
  api.get(
    '/dags/:dag_id/dagRuns/:dag_run_id/manifest',
    {
      schema: {
        operationId: 'getDagRunManifest',
        params: z.strictObject({ dag_id: DagId, dag_run_id: RunId }),
        response: { 200: ManifestView, ...REFUSALS },
      },
    },
    async ({ params }) => {
      const run = await findRun(stores, params.dag_id, params.dag_run_id);
      const current = await stores.dags.get(run.dagId);
      const tasks = await manifestTasks(stores, run);
      const view = dagRunView(run);
      return {
        ...{ dag_id: view.dag_id, dag_run_id: view.dag_run_id, state: view.state },
        logical_date: view.logical_date,
        data_interval_start: view.data_interval_start,
        data_interval_end: view.data_interval_end,
        ...{ conf: view.conf, plan_hash: view.plan_hash, build: view.build },
        current_plan_hash: current?.planHash ?? null,
        current_build: current?.build ?? null,
        engine_version: ENGINE_VERSION,
        tasks: tasks.map(({ row, contents, metrics }) => {
          const { path, state, try_number, worker } = taskInstanceView(run, row);
          const made = { contents: [...contents], metrics: [...metrics] };
          return { path, state, try_number, worker, ...made };
        }),
      };
    },
  );
}
