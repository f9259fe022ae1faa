import { z } from 'zod';
import type {
  AttemptRow,
  InstanceKey,
  InstanceRow,
  RunRow,
} from '../../../stores/runs/run-store.ts';
import { TASK_STATES } from '../../../workflows/run/state.ts';
import { readLog } from '../../../stores/logs/index.ts';
import { Problem } from '../../problem/problem.ts';
import { findRun } from '../../runs/find-run.ts';
import { instancePage } from '../../runs/instance-page.ts';
import { oneInstance } from '../../runs/one-instance.ts';
import { withReasons } from '../../runs/why-waiting.ts';
import type { Api, ApiContext } from '../context.ts';
import { DagId, InstancePath, RunId, VersionNumber } from '../schemas/id.ts';
import { REFUSALS } from '../schemas/problem.ts';
import {
  AttemptList,
  LogView,
  TaskInstanceDetails,
  TaskInstanceList,
} from '../schemas/task-instance.ts';
import { attemptView, taskInstanceView } from '../views.ts';

const OfRun = z.strictObject({ dag_id: DagId, dag_run_id: RunId });
const OfInstance = OfRun.extend({ path: InstancePath });
const OfTry = OfInstance.extend({ try_number: VersionNumber });
const LogQuery = z.strictObject({
  after: z
    .string()
    .regex(/^\d{1,9}$/)
    .optional(),
});
const ListQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(10_000).default(1_000),
  after: InstancePath.optional(),
  task_id: InstancePath.optional(),
  state: z.enum(TASK_STATES).optional(),
});
const SETTLE_MS = 6_000;
const BASE = '/dags/:dag_id/dagRuns/:dag_run_id/taskInstances';

/** Task instances of a run, their attempts and their logs. */
export function taskInstanceRoutes(api: Api, context: ApiContext): void {
  const { stores, control } = context;

  api.get(
    BASE,
    {
      schema: {
        operationId: 'listTaskInstances',
        params: OfRun,
        querystring: ListQuery,
        response: { 200: TaskInstanceList, ...REFUSALS },
      },
    },
    async ({ params, query }) => {
      const run = await findRun(stores, params.dag_id, params.dag_run_id);
      const { task_id: taskId, state, after, limit } = query;
      const page = await instancePage(stores, control, run, {
        limit,
        ...(after !== undefined && { after }),
        ...(taskId !== undefined && { taskId }),
        ...(state !== undefined && { state }),
      });
      const rows = await withReasons(stores, control, run, page.instances, page);
      return {
        task_instances: rows.map((row) => taskInstanceView(run, row)),
        total_entries: page.total,
        counts: { ...page.counts },
        next_after: page.nextAfter,
        live: page.live,
      };
    },
  );

  api.get(
    `${BASE}/:path`,
    {
      schema: {
        operationId: 'getTaskInstance',
        params: OfInstance,
        response: { 200: TaskInstanceDetails, ...REFUSALS },
      },
    },
    async ({ params }) => {
      const run = await findRun(stores, params.dag_id, params.dag_run_id);
      const row = await oneInstance(stores, control, run, params.path);
      if (row === undefined) throw unknownInstance(keyOf(params));
      return { ...taskInstanceView(run, row), output: row.output };
    },
  );

  attemptRoutes(api, context);
}

function attemptRoutes(api: Api, context: ApiContext): void {
  const { stores } = context;

  api.get(
    `${BASE}/:path/attempts`,
    {
      schema: {
        operationId: 'listAttempts',
        params: OfInstance,
        response: { 200: AttemptList, ...REFUSALS },
      },
    },
    async ({ params }) => {
      await findInstance(context, keyOf(params));
      const rows = await stores.runs.listAttempts(keyOf(params));
      return { attempts: rows.map(attemptView), total_entries: rows.length };
    },
  );

  api.get(
    `${BASE}/:path/logs/:try_number`,
    {
      schema: {
        operationId: 'getLog',
        params: OfTry,
        querystring: LogQuery,
        response: { 200: LogView, ...REFUSALS },
      },
    },
    async ({ params, query: { after } }) => {
      const run = await findRun(stores, params.dag_id, params.dag_run_id);
      const attempt = await findAttempt(context, keyOf(params), params.try_number);
      const { lines, next } = await readLog(
        stores.objects,
        attempt.logKey,
        after === undefined ? {} : { after },
      );
      return {
        try_number: params.try_number,
        lines: [...lines],
        next,
        finished: lines.length === 0 && isWritten(run, attempt),
      };
    },
  );
}

/**
 * A worker writes the end of an attempt and the rest of its log side by side, and gives the log no
 * more than five seconds; the run ends after both. States are read before the log is.
 */
function isWritten(run: RunRow, { endedAt }: AttemptRow): boolean {
  return run.endedAt !== null || (endedAt !== null && Date.now() - endedAt.getTime() > SETTLE_MS);
}

function keyOf(params: z.output<typeof OfInstance>): InstanceKey {
  return { dagId: params.dag_id, runId: params.dag_run_id, path: params.path };
}

async function findInstance({ stores }: ApiContext, key: InstanceKey): Promise<InstanceRow> {
  await findRun(stores, key.dagId, key.runId);
  const row = await stores.runs.getInstance(key);
  if (row === undefined) throw unknownInstance(key);
  return row;
}

function unknownInstance({ dagId, runId, path }: InstanceKey): Problem {
  return new Problem(
    'UNKNOWN_TASK_INSTANCE',
    `Run "${dagId}/${runId}" has no task instance "${path}", or has not come to it yet.`,
  );
}

async function findAttempt(
  context: ApiContext,
  key: InstanceKey,
  tryNumber: number,
): Promise<AttemptRow> {
  await findInstance(context, key);
  const attempts = await context.stores.runs.listAttempts(key);
  const attempt = attempts.find((row) => row.tryNumber === tryNumber);
  if (attempt === undefined) {
    throw new Problem(
      'UNKNOWN_TASK_INSTANCE',
      `Task instance "${key.path}" has no try ${tryNumber}; it has ${attempts.length}.`,
    );
  }
  return attempt;
}
