import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { controlRun } from '../../stores/temporal/index.ts';
import type { ChaosCluster } from '../chaos/cluster.ts';
import { startPatiently, untilClosed } from '../chaos/run-batch.ts';
import { executionsOf, mostPending, type Execution } from './executions.ts';
import type { LimitCase } from './limit-case.ts';

const MOST_EVENTS = 10_240;
const MOST_PENDING = 500;
/** Shards alike are looked into by sample: reading a hundred histories takes minutes. */
const SAMPLED_SHARDS = 3;
const RUN_LIMIT_MS = 120 * 60_000;
const RUN_ID = 'limit';

/** Plays one case. @returns what is not as it should be. */
export async function playCase(cluster: ChaosCluster, limit: LimitCase): Promise<string[]> {
  const { dagId, params, shardInstances, thenClear } = limit;
  const plan = await cluster.stores.dags.plan(dagId);
  if (plan === undefined) throw new Error(`The dag "${dagId}" is not published.`);
  const begin = Date.now();
  const cut = shardInstances === undefined ? undefined : { shardInstances };
  await startPatiently(cluster, plan, RUN_ID, params, cut);
  const end = await untilClosed(cluster, dagId, RUN_ID, RUN_LIMIT_MS);
  const seconds = (Date.now() - begin) / 1_000;
  const executions = await untilListed(cluster, dagId);
  const faults = [
    ...(end.state === 'success' ? [] : [`it is ${end.state}: ${end.note}`]),
    ...(await resultFaults(cluster, limit)),
    ...(await executionFaults(cluster, limit, executions)),
    ...(await listingFaults(cluster, dagId, executions)),
    ...(thenClear === undefined ? [] : await clearFaults(cluster, limit, thenClear)),
  ];
  const own = executions.filter(({ isShard }) => !isShard);
  console.log(
    `${limit.name}: ${seconds.toFixed(1)} s; ${own.length} executions of its own and ` +
      `${executions.length - own.length} shards, at most ${most(executions, 'events')} events, ` +
      `own history ${Math.round(most(own, 'bytes') / 1_000)} kB at most`,
  );
  return faults.map((fault) => `${limit.name}: ${fault}`);
}

/** The listing is a moment late. */
async function untilListed(cluster: ChaosCluster, dagId: string): Promise<readonly Execution[]> {
  for (let left = 60; ; left -= 1) {
    const executions = await executionsOf(cluster.client, dagId, RUN_ID);
    if (left === 0 || executions.every(({ isOpen }) => !isOpen)) return executions;
    await sleep(500);
  }
}

async function resultFaults(
  { stores }: ChaosCluster,
  { dagId, result, instances }: LimitCase,
): Promise<string[]> {
  const run = await stores.runs.getRun(dagId, RUN_ID);
  const counts = await stores.runs.countInstances(dagId, RUN_ID);
  const wanted = { success: instances };
  const { success: started = 0 } = counts;
  return [
    ...(isDeepStrictEqual(run?.result, result)
      ? []
      : [`its result is ${JSON.stringify(run?.result)}, not ${JSON.stringify(result)}`]),
    ...(started >= instances && Object.keys(counts).length === 1
      ? []
      : [`its instances are ${JSON.stringify(counts)}, not ${JSON.stringify(wanted)}`]),
  ];
}

async function executionFaults(
  cluster: ChaosCluster,
  { historyBytes }: LimitCase,
  executions: readonly Execution[],
): Promise<string[]> {
  const own = executions.filter(({ isShard }) => !isShard);
  const shards = executions.filter(({ isShard }) => isShard).slice(0, SAMPLED_SHARDS);
  let pending = 0;
  for (const execution of [...own, ...shards]) {
    pending = Math.max(pending, await mostPending(cluster.client, execution));
  }
  const events = most(executions, 'events');
  const bytes = most(own, 'bytes');
  return [
    ...(executions.some(({ isOpen }) => isOpen) ? ['an execution is open still'] : []),
    ...(events > MOST_EVENTS ? [`an execution has ${events} events`] : []),
    ...(pending > MOST_PENDING ? [`an execution had ${pending} pending at once`] : []),
    ...(historyBytes !== undefined && bytes > historyBytes ? [`its history has ${bytes} B`] : []),
  ];
}

/** However many executions it took, people see one run. */
async function listingFaults(
  { stores, client }: ChaosCluster,
  dagId: string,
  executions: readonly Execution[],
): Promise<string[]> {
  const rows = await stores.runs.listRuns({ dagId });
  const query = `WorkflowType = '${dagId}'`;
  const ids = new Set<string>();
  for await (const { workflowId } of client.client.workflow.list({ query })) ids.add(workflowId);
  const own = new Set(executions.filter(({ isShard }) => !isShard).map((each) => each.workflowId));
  return [
    ...(rows.length === 1 ? [] : [`${rows.length} runs are listed`]),
    ...(ids.size === 1 && own.size === 1 ? [] : [`Temporal lists ${[...ids].join(', ')}`]),
  ];
}

async function clearFaults(
  cluster: ChaosCluster,
  { dagId }: LimitCase,
  { task, reruns }: NonNullable<LimitCase['thenClear']>,
): Promise<string[]> {
  const before = new Date();
  const selection = { tasks: [task], downstream: true };
  const reply = await controlRun(
    cluster.client,
    cluster.stores,
    { dagId, runId: RUN_ID, latest: false },
    {
      ...{ verb: 'clear', selection, keepCheckpoints: false },
      ...{ requestId: `clear ${dagId}`, by: 'test', reason: null },
    },
  );
  const end = await untilClosed(cluster, dagId, RUN_ID, RUN_LIMIT_MS);
  const rows = await cluster.stores.runs.listInstances(dagId, RUN_ID);
  const again = rows.filter(({ startedAt }) => startedAt !== null && startedAt > before).length;
  console.log(`  cleared ${reply.count}: ${again} of ${rows.length} ran again`);
  return [
    ...(end.state === 'success' ? [] : [`after a clear it is ${end.state}: ${end.note}`]),
    ...(again === reruns ? [] : [`after a clear ${again} ran again, not ${reruns}`]),
  ];
}

function most(executions: readonly Execution[], what: 'events' | 'bytes'): number {
  return executions.reduce((so, each) => Math.max(so, each[what]), 0);
}
