import { z } from 'zod';
import type { ApprovalRow } from '../../../stores/approvals/approval-store.ts';
import { checkAnswer, findApproval } from '../../runs/answer-approval.ts';
import { controlRun } from '../../runs/control-run.ts';
import { doneBefore } from '../../runs/done-before.ts';
import { findRun } from '../../runs/find-run.ts';
import type { Api, ApiContext } from '../context.ts';
import { AnswerBody, ApprovalList, ApprovalView } from '../schemas/approval.ts';
import { Flag } from '../schemas/flag.ts';
import { DagId, InstancePath, RunId } from '../schemas/id.ts';
import { REFUSALS } from '../schemas/problem.ts';
import { approvalView } from '../views.ts';
import { senderOf } from './control.ts';

const OfInstance = z.strictObject({ dag_id: DagId, dag_run_id: RunId, path: InstancePath });
const ListQuery = z.strictObject({
  dag_id: DagId.optional(),
  dag_run_id: RunId.optional(),
  open: Flag.optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});
/** Airflow's name for what belongs to a human in the loop. */
const ONE = '/dags/:dag_id/dagRuns/:dag_run_id/taskInstances/:path/hitlDetails';

/** Questions of runs to people. */
export function approvalRoutes(api: Api, context: ApiContext): void {
  const { stores, control } = context;

  api.get(
    '/approvals',
    {
      schema: {
        operationId: 'listApprovals',
        querystring: ListQuery,
        response: { 200: ApprovalList, ...REFUSALS },
      },
    },
    async ({ query: { dag_id, dag_run_id, open, limit } }) => {
      const rows = await stores.approvals.list({
        limit,
        ...(dag_id !== undefined && { dagId: dag_id }),
        ...(dag_run_id !== undefined && { runId: dag_run_id }),
        ...(open !== undefined && { open }),
      });
      return { approvals: rows.map(approvalView), total_entries: rows.length };
    },
  );

  api.get(
    ONE,
    {
      schema: {
        operationId: 'getApproval',
        params: OfInstance,
        response: { 200: ApprovalView, ...REFUSALS },
      },
    },
    async ({ params: { dag_id, dag_run_id, path } }) => {
      await findRun(stores, dag_id, dag_run_id);
      return approvalView(await findApproval(stores, dag_id, dag_run_id, path));
    },
  );

  api.patch(
    ONE,
    {
      schema: {
        operationId: 'answerApproval',
        params: OfInstance,
        body: AnswerBody,
        response: { 200: ApprovalView, ...REFUSALS },
      },
    },
    async (request) => {
      const { params, body } = request;
      const run = await findRun(stores, params.dag_id, params.dag_run_id);
      const approval = await findApproval(stores, run.dagId, run.runId, params.path);
      const sender = senderOf(request, body.note);
      if ((await doneBefore(stores, run, sender.requestId)) === undefined) {
        const answer = checkAnswer(approval, sender.by, body.decision, body.answer);
        const { path } = params;
        const verb = { verb: 'answer', path, decision: body.decision, answer } as const;
        await controlRun(control, run, sender, verb);
      }
      return approvalView((await stores.approvals.get(keyOf(approval))) ?? approval);
    },
  );
}

function keyOf({
  dagId,
  runId,
  path,
  generation,
}: ApprovalRow): Parameters<ApiContext['stores']['approvals']['get']>[0] {
  return { dagId, runId, path, generation };
}
