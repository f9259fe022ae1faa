import { setTimeout as sleep } from 'node:timers/promises';
import { controlRun } from '../../stores/temporal/index.ts';
import type { ChaosCluster } from './cluster.ts';
import { readLedger } from './ledger.ts';
import { seeded } from './random.ts';
import { startPatiently, untilClosed } from './run-batch.ts';
import { quantile } from './quantile.ts';

const DAG = 'chaos';
const AT_ONCE = 8;
const CLOSE_LIMIT_MS = 60_000;
/** Runs of this dag take some two seconds: a cancel meets them anywhere, also after their end. */
const LATEST_MS = 2_500;
/** A body that hears of its cancel with the next heartbeat: throttle and a little. */
const QUIET_MS = 6_000;

/**
 * Cancels runs at random moments, every other one in Temporal itself. All of them have to close,
 * no body may go on behind the end of its run, and no process may be left that nobody owns.
 */
export async function cancelTrial(
  cluster: ChaosCluster,
  {
    count,
    seed,
    ledger,
  }: { readonly count: number; readonly seed: number; readonly ledger: string },
): Promise<string[]> {
  const random = seeded(seed);
  const moments = Array.from({ length: count }, () => random() * LATEST_MS);
  const faults: string[] = [];
  const waits: number[] = [];
  const queue = moments.map((afterMs, index) => ({ afterMs, index }));
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const end = await cancelOne(cluster, next, ledger);
      waits.push(end.ms);
      if (end.fault !== undefined) faults.push(end.fault);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  await sleep(QUIET_MS);
  const late = lateEnds(ledger);
  const orphans = cluster.fleet.orphans();
  console.log(
    `cancelled ${count} runs at random moments (seed ${seed}): ${count - faults.length} closed, ` +
      `half of them within ${quantile(waits, 0.5)} ms, 95 of 100 within ${quantile(waits, 0.95)} ms; ` +
      `${late.length} bodies went on, ${orphans.length} processes are left over`,
  );
  return [
    ...faults,
    ...late.map((what) => `a body went on after its run was closed: ${what}`),
    ...orphans.map((pid) => `process ${pid} is left over`),
  ];
}

async function cancelOne(
  cluster: ChaosCluster,
  { afterMs, index }: { readonly afterMs: number; readonly index: number },
  ledger: string,
): Promise<{ readonly ms: number; readonly fault?: string }> {
  const plan = await cluster.stores.dags.plan(DAG);
  if (plan === undefined) throw new Error(`The dag "${DAG}" is not published.`);
  const runId = `cancelled-${index}`;
  await startPatiently(cluster, plan, runId, { ledger, ms: 400 });
  await sleep(afterMs);
  const begin = Date.now();
  await (index % 2 === 0 ? cancel(cluster, runId) : cancelInTemporal(cluster, runId));
  const end = await untilClosed(cluster, DAG, runId, CLOSE_LIMIT_MS);
  const ms = Date.now() - begin;
  const isClosed = end.state === 'failed' || end.state === 'success';
  return isClosed ? { ms } : { ms, fault: `run ${runId} is ${end.state} after its cancel` };
}

/** One that has ended in the meantime refuses it, which is as good. */
async function cancel({ client, stores }: ChaosCluster, runId: string): Promise<void> {
  const target = { dagId: DAG, runId, latest: false };
  const request = { requestId: `cancel ${runId}`, by: 'test', reason: null } as const;
  await controlRun(client, stores, target, { verb: 'cancel', ...request }).catch(() => undefined);
}

async function cancelInTemporal({ client }: ChaosCluster, runId: string): Promise<void> {
  await client.client.workflow
    .getHandle(`${DAG}/${runId}`)
    .cancel()
    .catch(() => undefined);
}

/** Bodies of the last seconds: nothing may have begun or ended when all had to be quiet. */
function lateEnds(ledger: string): string[] {
  const since = Date.now() - QUIET_MS / 3;
  return readLedger(ledger)
    .filter(({ run, at }) => run.startsWith('cancelled-') && at > since)
    .map(({ run, label, event }) => `${run} ${label} ${event}`);
}
