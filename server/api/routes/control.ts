import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { AuditEntry } from '../../../stores/audit/audit-store.ts';
import type { InstanceRow, RunRow } from '../../../stores/runs/run-store.ts';
import type { ControlReply } from '../../../workflows/protocol/control.ts';
import type { Selection } from '../../../workflows/run/selection.ts';
import { requestIdOf } from '../../control/request-id.ts';
import { callerOf } from '../../guard/callers.ts';
import { controlRun, type ControlSender } from '../../runs/control-run.ts';
import { auditedPaths, doneBefore } from '../../runs/done-before.ts';
import { findRun } from '../../runs/find-run.ts';
import { readSelection, type SelectionRequest } from '../../runs/read-selection.ts';
import { runPlan } from '../../runs/run-plan.ts';
import { selectedInstances, type SelectingVerb } from '../../runs/selected-instances.ts';
import type { Api, ApiContext } from '../context.ts';
import {
  ClearBody,
  ClearRunBody,
  ControlView,
  MarkBody,
  MarkInstanceBody,
} from '../schemas/control.ts';
import { DagId, InstancePath, RunId } from '../schemas/id.ts';
import { REFUSALS } from '../schemas/problem.ts';
import { taskInstanceView } from '../views.ts';

const OfDag = z.strictObject({ dag_id: DagId });
const OfRun = OfDag.extend({ dag_run_id: RunId });
const OfInstance = OfRun.extend({ path: InstancePath });
const MAX_SHOWN = 1_000;

/** Clearing and marking: what mends a run. */
export function controlRoutes(api: Api, context: ApiContext): void {
  api.post(
    '/dags/:dag_id/clearTaskInstances',
    {
      schema: {
        operationId: 'clearTaskInstances',
        params: OfDag,
        body: ClearBody,
        response: { 200: ControlView, ...REFUSALS },
      },
    },
    async (request) => {
      const { params, body } = request;
      return clear(context, request, { dagId: params.dag_id, runId: body.dag_run_id }, body, {
        taskIds: body.task_ids,
        upstream: body.include_upstream,
        downstream: body.include_downstream,
        onlyFailed: body.only_failed,
        onlyRunning: body.only_running,
      });
    },
  );

  api.post(
    '/dags/:dag_id/dagRuns/:dag_run_id/clear',
    {
      schema: {
        operationId: 'clearDagRun',
        params: OfRun,
        body: ClearRunBody,
        response: { 200: ControlView, ...REFUSALS },
      },
    },
    async (request) => {
      const { params, body } = request;
      return clear(context, request, { dagId: params.dag_id, runId: params.dag_run_id }, body, {
        taskIds: undefined,
        onlyFailed: body.only_failed,
      });
    },
  );

  markRoutes(api, context);
}

function markRoutes(api: Api, context: ApiContext): void {
  const base = '/dags/:dag_id/dagRuns/:dag_run_id/taskInstances';
  api.patch(
    base,
    {
      schema: {
        operationId: 'patchTaskInstances',
        params: OfRun,
        body: MarkBody,
        response: { 200: ControlView, ...REFUSALS },
      },
    },
    async (request) => mark(context, request, request.params, request.body, request.body.task_ids),
  );

  api.patch(
    `${base}/:path`,
    {
      schema: {
        operationId: 'patchTaskInstance',
        params: OfInstance,
        body: MarkInstanceBody,
        response: { 200: ControlView, ...REFUSALS },
      },
    },
    async (request) => mark(context, request, request.params, request.body, [request.params.path]),
  );
}

interface RunName {
  readonly dagId: string;
  readonly runId: string;
}

async function clear(
  context: ApiContext,
  request: FastifyRequest,
  { dagId, runId }: RunName,
  body: z.output<typeof ClearRunBody>,
  wanted: SelectionRequest,
): Promise<z.output<typeof ControlView>> {
  const run = await findRun(context.stores, dagId, runId);
  const sender = senderOf(request, body.note);
  return perform(context, { run, sender, dryRun: body.dry_run, wanted }, body, (selection) => ({
    verb: 'clear',
    selection,
    keepCheckpoints: body.keep_checkpoints,
  }));
}

async function mark(
  context: ApiContext,
  request: FastifyRequest,
  params: z.output<typeof OfRun>,
  body: z.output<typeof MarkInstanceBody>,
  taskIds: SelectionRequest['taskIds'],
): Promise<z.output<typeof ControlView>> {
  const run = await findRun(context.stores, params.dag_id, params.dag_run_id);
  const wanted = { taskIds, upstream: body.include_upstream, downstream: body.include_downstream };
  const sender = senderOf(request, body.note);
  return perform(context, { run, sender, dryRun: body.dry_run, wanted }, {}, (selection) => ({
    verb: 'mark',
    selection,
    state: body.new_state,
  }));
}

interface Intent {
  readonly run: RunRow;
  readonly sender: ControlSender;
  readonly dryRun: boolean;
  readonly wanted: SelectionRequest;
}

/** The selection, its dry run, and, unless it is one, the verb itself. */
async function perform(
  { stores, control }: ApiContext,
  { run, sender, dryRun, wanted }: Intent,
  { run_on_latest_version: latest = false }: { readonly run_on_latest_version?: boolean },
  verbOf: (selection: Selection) => SelectingVerb,
): Promise<z.output<typeof ControlView>> {
  const done = dryRun ? undefined : await doneBefore(stores, run, sender.requestId);
  if (done !== undefined) return repeated(run, stores, done);
  const plan = await runPlan(stores, run);
  const verb = verbOf(readSelection(plan, wanted));
  const chosen = await selectedInstances(stores, control, run, plan, verb);
  if (dryRun || chosen.length === 0) return controlView(run, chosen, { dryRun });
  const reply = await controlRun(control, run, sender, verb, { latest });
  const touched = await instancesAt(run, stores, reply.paths);
  return controlView(run, touched, { dryRun, reply, requestId: sender.requestId });
}

/** The answer to a request that was done already, as the event log has it. */
async function repeated(
  run: RunRow,
  stores: ApiContext['stores'],
  done: AuditEntry,
): Promise<z.output<typeof ControlView>> {
  const paths = auditedPaths(done);
  const { count } = done.detail;
  const rows = await instancesAt(run, stores, paths);
  const total = typeof count === 'number' ? count : paths.length;
  const reply = { count: total, generation: run.generation };
  return controlView(run, rows, { dryRun: false, reply, requestId: done.id });
}

/** The rows of some paths, in their order, as they are now. */
async function instancesAt(
  { dagId, runId }: RunRow,
  stores: ApiContext['stores'],
  paths: readonly string[],
): Promise<readonly InstanceRow[]> {
  const rows = new Map(
    (await stores.runs.listInstances(dagId, runId)).map((row) => [row.path, row]),
  );
  return paths.flatMap((path) => rows.get(path) ?? []);
}

function controlView(
  run: RunRow,
  rows: readonly InstanceRow[],
  more: {
    readonly dryRun: boolean;
    readonly reply?: Pick<ControlReply, 'count' | 'generation'>;
    readonly requestId?: string;
  },
): z.output<typeof ControlView> {
  return {
    task_instances: rows.slice(0, MAX_SHOWN).map((row) => taskInstanceView(run, row)),
    total_entries: more.reply?.count ?? rows.length,
    dry_run: more.dryRun,
    generation: more.reply?.generation ?? null,
    request_id: more.requestId ?? null,
  };
}

/** Who asks, from the guard, and why, from the body. */
export function senderOf(request: FastifyRequest, note: string | undefined): ControlSender {
  return {
    requestId: requestIdOf(request),
    by: callerOf(request),
    reason: note === undefined || note === '' ? null : note,
  };
}
