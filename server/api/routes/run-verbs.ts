import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { RunRow } from '../../../stores/runs/run-store.ts';
import type { ControlVerb } from '../../../workflows/protocol/control.ts';
import { controlRun, requireOpen } from '../../runs/control-run.ts';
import { doneBefore } from '../../runs/done-before.ts';
import { findRun } from '../../runs/find-run.ts';
import type { Api, ApiContext } from '../context.ts';
import { DagRunPatch } from '../schemas/control.ts';
import { ChildList, DagRunView } from '../schemas/dag-run.ts';
import { DagId, RunId } from '../schemas/id.ts';
import { REFUSALS } from '../schemas/problem.ts';
import { dagRunView } from '../views.ts';
import { senderOf } from './control.ts';

const OfRun = z.strictObject({ dag_id: DagId, dag_run_id: RunId });
const ONE = '/dags/:dag_id/dagRuns/:dag_run_id';

/** What is done to a run as a whole, and the runs it started. */
export function runVerbRoutes(api: Api, context: ApiContext): void {
  const { stores } = context;

  api.patch(
    ONE,
    {
      schema: {
        operationId: 'patchDagRun',
        params: OfRun,
        body: DagRunPatch,
        response: { 200: DagRunView, ...REFUSALS },
      },
    },
    async (request) => {
      const { params, body } = request;
      const run = await findRun(stores, params.dag_id, params.dag_run_id);
      await once(context, request, run, verbOf(body), body.note);
      return dagRunView(await findRun(stores, run.dagId, run.runId));
    },
  );

  api.post(
    `${ONE}/cancel`,
    {
      schema: {
        operationId: 'cancelDagRun',
        params: OfRun,
        response: { 202: DagRunView, ...REFUSALS },
      },
    },
    async (request, reply) => {
      const { params } = request;
      const run = await findRun(stores, params.dag_id, params.dag_run_id);
      await once(context, request, run, { verb: 'cancel' }, undefined);
      return reply.code(202).send(dagRunView(await findRun(stores, run.dagId, run.runId)));
    },
  );

  api.get(
    `${ONE}/children`,
    {
      schema: {
        operationId: 'listChildren',
        params: OfRun,
        response: { 200: ChildList, ...REFUSALS },
      },
    },
    async ({ params }) => {
      const run = await findRun(stores, params.dag_id, params.dag_run_id);
      const rows = await stores.runs.listChildren(run.dagId, run.runId);
      return { dag_runs: rows.map(dagRunView), total_entries: rows.length };
    },
  );
}

function verbOf({ state, paused }: z.output<typeof DagRunPatch>): ControlVerb {
  if (paused !== undefined) return { verb: paused ? 'pause' : 'resume' };
  switch (state) {
    case 'queued':
      return { verb: 'clear', selection: {}, keepCheckpoints: false };
    case 'success':
      return { verb: 'mark', selection: { onlyRunning: true }, state: 'success' };
    default:
      return { verb: 'cancel' };
  }
}

/** A request that was done already is answered again; the run may have ended since. */
async function once(
  { stores, control }: ApiContext,
  request: FastifyRequest,
  run: RunRow,
  verb: ControlVerb,
  note: string | undefined,
): Promise<void> {
  const sender = senderOf(request, note);
  if ((await doneBefore(stores, run, sender.requestId)) !== undefined) return;
  // Only a clear opens a run that has ended.
  if (verb.verb !== 'clear') requireOpen(run);
  await controlRun(control, run, sender, verb);
}
