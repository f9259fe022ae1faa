import { z } from 'zod';
import type { RunRow } from '../../../stores/runs/run-store.ts';
import { tallyByTask } from '../../../workflows/graph/index.ts';
import { graphText } from '../../runs/graph-text.ts';
import { audited } from '../../runs/audited.ts';
import { findRun } from '../../runs/find-run.ts';
import { runPlan } from '../../runs/run-plan.ts';
import { runInstances } from '../../runs/run-instances.ts';
import { triggerRun, unknownDag } from '../../runs/trigger-run.ts';
import type { Api, ApiContext } from '../context.ts';
import { GraphFormat, GraphView } from '../schemas/dag.ts';
import { DagRunList, DagRunView, RunStateWord, TriggerBody } from '../schemas/dag-run.ts';
import { DagId, RunId } from '../schemas/id.ts';
import { REFUSALS } from '../schemas/problem.ts';
import { dagRunView } from '../views.ts';

const OfRun = z.strictObject({ dag_id: DagId, dag_run_id: RunId });
/** `~` stands for all dags, as in Airflow. */
const OfDagOrAll = z.strictObject({ dag_id: z.union([z.literal('~'), DagId]) });
const ListQuery = z.strictObject({
  state: RunStateWord.optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  before: z.iso.datetime({ offset: true }).optional(),
});

/** Runs of dags: start, list, look. */
export function dagRunRoutes(api: Api, context: ApiContext): void {
  const { stores, control } = context;

  api.post(
    '/dags/:dag_id/dagRuns',
    {
      schema: {
        operationId: 'triggerDagRun',
        params: z.strictObject({ dag_id: DagId }),
        body: TriggerBody,
        response: { 200: DagRunView, ...REFUSALS },
      },
    },
    async (request) => {
      const { params, body } = request;
      const run = await triggerRun(stores, control, {
        dagId: params.dag_id,
        conf: body.conf ?? {},
        ...(body.logical_date !== undefined && { logicalDate: body.logical_date }),
        ...(body.dag_run_id !== undefined && { runId: body.dag_run_id }),
      });
      const { dagId, runId } = run;
      await audited(stores, request, { action: 'run.trigger', dagId, runId });
      return dagRunView(run);
    },
  );

  api.get(
    '/dags/:dag_id/dagRuns',
    {
      schema: {
        operationId: 'listDagRuns',
        params: OfDagOrAll,
        querystring: ListQuery,
        response: { 200: DagRunList, ...REFUSALS },
      },
    },
    async ({ params: { dag_id }, query }) => {
      if (dag_id !== '~' && (await stores.dags.get(dag_id)) === undefined) throw unknownDag(dag_id);
      const rows = await stores.runs.listRuns({
        limit: query.limit,
        ...(dag_id === '~' ? {} : { dagId: dag_id }),
        ...(query.state === undefined ? {} : { state: query.state }),
        ...(query.before === undefined ? {} : { before: new Date(query.before) }),
      });
      return { dag_runs: rows.map(dagRunView), next_before: nextBefore(rows, query.limit) };
    },
  );

  oneRunRoutes(api, context);
}

function oneRunRoutes(api: Api, { stores, control }: ApiContext): void {
  api.get(
    '/dags/:dag_id/dagRuns/:dag_run_id',
    {
      schema: {
        operationId: 'getDagRun',
        params: OfRun,
        response: { 200: DagRunView, ...REFUSALS },
      },
    },
    async ({ params }) => dagRunView(await findRun(stores, params.dag_id, params.dag_run_id)),
  );

  api.get(
    '/dags/:dag_id/dagRuns/:dag_run_id/graph',
    {
      schema: {
        operationId: 'getDagRunGraph',
        params: OfRun,
        querystring: z.strictObject({ format: GraphFormat.default('mermaid') }),
        response: { 200: GraphView, ...REFUSALS },
      },
    },
    async ({ params: { dag_id, dag_run_id }, query: { format } }) => {
      const run = await findRun(stores, dag_id, dag_run_id);
      // The run's own plan: the dag may have been edited since.
      const plan = await runPlan(stores, run);
      const { instances } = await runInstances(stores, control, run);
      return {
        plan_hash: plan.hash,
        format,
        text: graphText(plan, format, tallyByTask(instances)),
      };
    },
  );
}

function nextBefore(rows: readonly RunRow[], limit: number): string | null {
  const last = rows.at(-1);
  return last === undefined || rows.length < limit ? null : last.createdAt.toISOString();
}
