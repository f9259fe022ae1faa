import { setTimeout as sleep } from 'node:timers/promises';
import { controlRun } from '../../stores/temporal/index.ts';
import type { ChaosCluster } from '../chaos/cluster.ts';
import { startPatiently, untilClosed } from '../chaos/run-batch.ts';
import { executionsOf } from './executions.ts';

const DAG = 'limit_naps';
const RUN_ID = 'cancelled';
const RUN_LIMIT_MS = 10 * 60_000;
const CLOSE_LIMIT_MS = 120_000;
const OPEN_STATES = ['none', 'scheduled', 'queued', 'running', 'up_for_retry', 'deferred'];

/** Cancels a large map when a part of it has run: all that it had going has to come to an end. */
export async function cancelTrial(
  cluster: ChaosCluster,
  n: number,
  shardInstances?: number,
): Promise<string[]> {
  const plan = await cluster.stores.dags.plan(DAG);
  if (plan === undefined) throw new Error(`The dag "${DAG}" is not published.`);
  const cut = shardInstances === undefined ? undefined : { shardInstances };
  await startPatiently(cluster, plan, RUN_ID, { n, ms: 100 }, cut);
  await untilEnded(cluster, Math.floor(n / 20));
  const begin = Date.now();
  await controlRun(
    cluster.client,
    cluster.stores,
    { dagId: DAG, runId: RUN_ID, latest: false },
    { verb: 'cancel', requestId: 'cancel', by: 'test', reason: 'enough' },
  );
  const end = await untilClosed(cluster, DAG, RUN_ID, CLOSE_LIMIT_MS);
  const seconds = (Date.now() - begin) / 1_000;
  const counts = await cluster.stores.runs.countInstances(DAG, RUN_ID);
  await sleep(1_000);
  const open = (await executionsOf(cluster.client, DAG, RUN_ID)).filter(({ isOpen }) => isOpen);
  console.log(
    `map of ${n}, cancelled: closed after ${seconds.toFixed(1)} s with ${JSON.stringify(counts)}`,
  );
  return [
    ...(end.state === 'failed' ? [] : [`a cancelled map is ${end.state}`]),
    ...(open.length === 0 ? [] : [`${open.length} executions of a cancelled map are open`]),
    ...OPEN_STATES.filter((state) => (counts[state] ?? 0) > 0).map(
      (state) => `${counts[state] ?? 0} instances of a cancelled map are ${state}`,
    ),
  ];
}

async function untilEnded(cluster: ChaosCluster, count: number): Promise<void> {
  const limit = Date.now() + RUN_LIMIT_MS;
  while (Date.now() < limit) {
    const { success = 0 } = await cluster.stores.runs.countInstances(DAG, RUN_ID);
    if (success >= count) return;
    await sleep(200);
  }
  throw new Error(`Not even ${count} items of the map have ended.`);
}
