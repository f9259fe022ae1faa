import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '../../dsl/plan/json.ts';
import type { CompiledPlan } from '../../dsl/plan/plan.ts';
import type { RunRow } from '../../stores/runs/run-store.ts';
import type { Stores } from '../../stores/stores.ts';
import type { RunControl } from '../control/run-control.ts';
import { Problem } from '../problem/problem.ts';
import { paramsOf } from './conf.ts';

export interface TriggerRequest {
  readonly dagId: string;
  readonly conf: JsonObject;
  readonly logicalDate?: string;
  readonly runId?: string;
}

/**
 * Starts a manual run. Nothing is started or stored unless the conf fits. A paused dag may be
 * triggered: pausing stops its schedule, not its owner.
 * @throws Problem UNKNOWN_DAG, INVALID_PARAMS, RUN_EXISTS.
 */
export async function triggerRun(
  stores: Stores,
  control: RunControl,
  request: TriggerRequest,
): Promise<RunRow> {
  const { dagId } = request;
  const plan = await stores.dags.plan(dagId);
  if (plan === undefined) throw unknownDag(dagId);
  const params = paramsOf(plan, request.conf);
  const now = new Date();
  const runId = request.runId ?? `manual__${now.toISOString()}`;
  const existing = await stores.runs.getRun(dagId, runId);
  if (existing !== undefined) {
    await mendHalfStarted(stores, control, existing, params);
    throw runExists(dagId, runId);
  }
  const logicalDate = new Date(request.logicalDate ?? now);
  const { created } = await control.start(startRequest(plan, runId, logicalDate, params));
  if (!created) throw runExists(dagId, runId);
  const run = await stores.runs.getRun(dagId, runId);
  if (run === undefined) throw new Error(`Run "${dagId}/${runId}" was started and has no row.`);
  return run;
}

/** For a dag that no worker has published. */
export function unknownDag(dagId: string): Problem {
  return new Problem('UNKNOWN_DAG', `There is no dag "${dagId}".`);
}

/**
 * A row without a workflow is what a crash between the two leaves. Asking again with the same conf
 * starts the workflow; starting one that runs already changes nothing.
 */
async function mendHalfStarted(
  stores: Stores,
  control: RunControl,
  run: RunRow,
  params: JsonObject,
): Promise<void> {
  const open = run.state === 'queued' || run.state === 'running';
  if (!open || !isDeepStrictEqual(run.params, params)) return;
  const plan = await stores.dags.plan(run.dagId, run.planHash);
  if (plan === undefined) return;
  await control.start(startRequest(plan, run.runId, run.logicalDate, params));
}

function startRequest(
  plan: CompiledPlan,
  runId: string,
  date: Date,
  params: JsonObject,
): Parameters<RunControl['start']>[0] {
  const logicalDate = date.toISOString();
  return {
    plan,
    params,
    run: {
      dagId: plan.id,
      runId,
      runType: 'manual',
      isLatest: true,
      logicalDate,
      dataInterval: { start: logicalDate, end: logicalDate },
    },
  };
}

function runExists(dagId: string, runId: string): Problem {
  return new Problem('RUN_EXISTS', `Dag "${dagId}" has a run "${runId}" already.`);
}
