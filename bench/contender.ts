import { Client, Connection } from '@temporalio/client';
import { startRun, type TemporalClient } from '../stores/temporal/index.ts';
import type { Stores } from '../stores/stores.ts';
import type { BenchCase } from './cases.ts';

/** Does one case once, checks its result, and says how long trigger to result took, in ms. */
export type Contender = (work: BenchCase) => Promise<number>;

let serial = 0;

/** The hand-written workflow on the raw SDK. */
export async function rawContender(address: string, taskQueue: string): Promise<Contender> {
  const client = new Client({ connection: await Connection.connect({ address }) });
  return async ({ raw, expected }) => {
    const workflowId = `raw-${process.pid}-${(serial += 1)}`;
    const begin = performance.now();
    const result: unknown = await client.workflow.execute(raw.workflow, {
      taskQueue,
      workflowId,
      args: raw.apart === true ? [raw.size, 0, `${taskQueue}-tasks`] : [raw.size],
    });
    const elapsed = performance.now() - begin;
    check(result, expected, workflowId);
    return elapsed;
  };
}

/** A dag run of ours: row, plan, workflow, task rows, finished row. */
export function perdureContender(temporal: TemporalClient, stores: Stores): Contender {
  return async ({ dagId, expected }) => {
    const plan = await stores.dags.plan(dagId);
    if (plan === undefined) throw new Error(`The dag "${dagId}" is not published.`);
    const runId = `bench-${process.pid}-${(serial += 1)}`;
    const begin = performance.now();
    const now = new Date().toISOString();
    const run = {
      dagId,
      runId,
      runType: 'manual',
      isLatest: true,
      logicalDate: now,
      dataInterval: { start: now, end: now },
    } as const;
    const { workflowId } = await startRun(temporal, stores, { plan, run, params: {} });
    const outcome: unknown = await temporal.client.workflow.getHandle(workflowId).result();
    const elapsed = performance.now() - begin;
    check(resultOf(outcome), expected, workflowId);
    return elapsed;
  };
}

function resultOf(outcome: unknown): unknown {
  return typeof outcome === 'object' && outcome !== null && 'result' in outcome
    ? outcome.result
    : undefined;
}

function check(result: unknown, expected: number, workflowId: string): void {
  if (result === expected) return;
  throw new Error(`${workflowId} returned ${JSON.stringify(result)}; expected ${expected}.`);
}
