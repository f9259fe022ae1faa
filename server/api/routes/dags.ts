import { z } from 'zod';
import type { JsonObject } from '../../../dsl/plan/json.ts';
import type { CompiledPlan } from '../../../dsl/plan/plan.ts';
import { callerOf } from '../../guard/callers.ts';
import { Problem } from '../../problem/problem.ts';
import { taskCount } from '../../../workflows/graph/index.ts';
import { audited } from '../../runs/audited.ts';
import { graphText } from '../../runs/graph-text.ts';
import { unknownDag } from '../../runs/trigger-run.ts';
import type { Api, ApiContext } from '../context.ts';
import { DagDetails, DagList, DagPatch, DagView, GraphFormat, GraphView } from '../schemas/dag.ts';
import { Flag } from '../schemas/flag.ts';
import { DagId, PlanHash } from '../schemas/id.ts';
import { AnyObject } from '../schemas/json.ts';
import { Page, pageOf } from '../schemas/page.ts';
import { REFUSALS } from '../schemas/problem.ts';
import { dagView } from '../views.ts';

const OfDag = z.strictObject({ dag_id: DagId });
const ListQuery = Page.extend({ paused: Flag.optional(), tag: z.string().max(200).optional() });
const GraphQuery = z.strictObject({
  format: GraphFormat.default('mermaid'),
  plan_hash: PlanHash.optional(),
});

/** Dags as the current workers published them. */
export function dagRoutes(api: Api, { stores, control }: ApiContext): void {
  api.get(
    '/dags',
    {
      schema: {
        operationId: 'listDags',
        querystring: ListQuery,
        response: { 200: DagList, ...REFUSALS },
      },
    },
    async ({ query }) => {
      const rows = (await stores.dags.list()).filter(
        (row) =>
          (query.paused === undefined || row.paused === query.paused) &&
          (query.tag === undefined || row.tags.includes(query.tag)),
      );
      return { dags: pageOf(rows, query).map(dagView), total_entries: rows.length };
    },
  );

  api.get(
    '/dags/:dag_id',
    {
      schema: { operationId: 'getDag', params: OfDag, response: { 200: DagDetails, ...REFUSALS } },
    },
    async ({ params: { dag_id } }) => {
      const [row, plan] = await Promise.all([stores.dags.get(dag_id), stores.dags.plan(dag_id)]);
      if (row === undefined || plan === undefined) throw unknownDag(dag_id);
      return { ...dagView(row), ...detailsOf(plan) };
    },
  );

  api.patch(
    '/dags/:dag_id',
    {
      schema: {
        operationId: 'patchDag',
        params: OfDag,
        body: DagPatch,
        response: { 200: DagView, ...REFUSALS },
      },
    },
    async (request) => {
      const { dag_id } = request.params;
      const { is_paused } = request.body;
      const by = callerOf(request);
      if ((await stores.dags.get(dag_id)) === undefined) throw unknownDag(dag_id);
      // The Schedule first: a dag shown as paused must not start another run.
      await control.pauseSchedule(dag_id, is_paused, by);
      await stores.dags.setPaused(dag_id, is_paused, by);
      const action = is_paused ? 'dag.pause' : 'dag.unpause';
      await audited(stores, request, { action, dagId: dag_id });
      const row = await stores.dags.get(dag_id);
      if (row === undefined) throw unknownDag(dag_id);
      return dagView(row);
    },
  );

  planRoutes(api, { stores, control });
}

function planRoutes(api: Api, { stores }: ApiContext): void {
  const wanted = async (dagId: string, hash: string | undefined): Promise<CompiledPlan> => {
    const plan = await stores.dags.plan(dagId, hash);
    if (plan !== undefined) return plan;
    if (hash === undefined || (await stores.dags.get(dagId)) === undefined) throw unknownDag(dagId);
    throw new Problem('UNKNOWN_PLAN', `Dag "${dagId}" has no plan "${hash}".`);
  };

  api.get(
    '/dags/:dag_id/plan',
    {
      schema: {
        operationId: 'getPlan',
        params: OfDag,
        querystring: z.strictObject({ plan_hash: PlanHash.optional() }),
        response: { 200: AnyObject, ...REFUSALS },
      },
    },
    // A plan is JSON by construction; its interface only lacks the index signature.
    async ({ params, query }) =>
      (await wanted(params.dag_id, query.plan_hash)) as unknown as JsonObject,
  );

  api.get(
    '/dags/:dag_id/graph',
    {
      schema: {
        operationId: 'getDagGraph',
        params: OfDag,
        querystring: GraphQuery,
        response: { 200: GraphView, ...REFUSALS },
      },
    },
    async ({ params, query: { format, plan_hash } }) => {
      const plan = await wanted(params.dag_id, plan_hash);
      return { plan_hash: plan.hash, format, text: graphText(plan, format) };
    },
  );
}

function detailsOf(
  plan: CompiledPlan,
): Omit<z.output<typeof DagDetails>, keyof z.output<typeof DagView>> {
  return {
    doc: plan.settings.doc ?? null,
    params: plan.params,
    // JSON by construction; its interface only lacks the index signature.
    settings: plan.settings as unknown as JsonObject,
    schedule: plan.schedule ?? null,
    task_count: taskCount(plan),
  };
}
