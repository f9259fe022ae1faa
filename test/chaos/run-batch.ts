import { setTimeout as sleep } from 'node:timers/promises';
import type { CompiledPlan } from '../../dsl/plan/plan.ts';
import type { JsonObject } from '../../dsl/plan/json.ts';
import { startRun } from '../../stores/temporal/index.ts';
import type { ExecutionLimits } from '../../workflows/protocol/index.ts';
import type { ChaosCluster } from './cluster.ts';

/** How one run ended, as Temporal and the database tell it. */
export interface RunEnd {
  readonly runId: string;
  readonly state: 'success' | 'failed' | 'stuck' | 'lost';
  readonly note: string;
}

const START_LIMIT_MS = 120_000;

/** Starts a run, for as long as it takes: the run id makes repeating it safe. */
export async function startPatiently(
  cluster: ChaosCluster,
  plan: CompiledPlan,
  runId: string,
  params: JsonObject,
  limits?: ExecutionLimits,
): Promise<void> {
  const now = new Date().toISOString();
  const run = {
    dagId: plan.id,
    runId,
    runType: 'manual',
    isLatest: true,
    logicalDate: now,
    dataInterval: { start: now, end: now },
  } as const;
  const request = { plan, run, params, ...(limits === undefined ? {} : { limits }) };
  const limit = Date.now() + START_LIMIT_MS;
  for (;;) {
    try {
      await startRun(cluster.client, cluster.stores, request);
      return;
    } catch (error) {
      if (Date.now() > limit) throw error;
      await sleep(300);
    }
  }
}

/** Waits until the database says the run is closed, or `limitMs` is over. */
export async function untilClosed(
  cluster: ChaosCluster,
  dagId: string,
  runId: string,
  limitMs: number,
): Promise<RunEnd> {
  const limit = Date.now() + limitMs;
  let seen = false;
  while (Date.now() < limit) {
    const row = await cluster.stores.runs.getRun(dagId, runId).catch(() => null);
    if (row !== undefined && row !== null) {
      seen = true;
      if (row.state === 'success' || row.state === 'failed') {
        return { runId, state: row.state, note: row.note ?? '' };
      }
    }
    await sleep(250);
  }
  return { runId, state: seen ? 'stuck' : 'lost', note: `not closed after ${limitMs} ms` };
}
