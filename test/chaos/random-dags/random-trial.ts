import type { CompiledPlan } from '../../../dsl/plan/plan.ts';
import { isStartedNode } from '../../../dsl/plan/node-regions.ts';
import { parseInstancePath } from '../../../workflows/run/index.ts';
import { allNodes } from '../../../workflows/run/testing/model/plan-edges.ts';
import type { ChaosCluster } from '../cluster.ts';
import { nemesis } from '../nemesis.ts';
import { patiently } from '../patiently.ts';
import { seeded, type Random } from '../random.ts';
import { startPatiently, untilClosed } from '../run-batch.ts';
import { asText, expectedEnds } from './expected-ends.ts';

const SHAPES = 200;
const AT_ONCE = 6;
const RUN_LIMIT_MS = 240_000;

/**
 * Random dags through the whole stack while workers and servers are killed: the final state of
 * every task instance has to be one that the reference model allows.
 *
 * @returns what was different, a line for each run.
 */
export async function randomTrial(
  cluster: ChaosCluster,
  runs: number,
  seed: number,
): Promise<string[]> {
  const random = seeded(seed);
  const kills: string[] = [];
  const killing = nemesis(
    cluster,
    Math.max(2, Math.round(runs / 5)),
    random,
    ({ target }) => kills.push(target),
    ['cpu', 'engine', 'temporal', 'cpu', 'engine', 'postgres'],
  );
  const queue = Array.from({ length: runs }, (_, index) => index);
  const faults: string[] = [];
  const work = async (): Promise<void> => {
    for (let index = queue.shift(); index !== undefined; index = queue.shift()) {
      const fault = await oneRun(cluster, index, seed + index, seeded(seed + index));
      if (fault !== undefined) faults.push(fault);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  await killing;
  console.log(
    `random dags: ${runs - faults.length} of ${runs} ended as the reference model says, under ${kills.length} kills`,
  );
  return faults;
}

async function oneRun(
  cluster: ChaosCluster,
  index: number,
  seed: number,
  random: Random,
): Promise<string | undefined> {
  const dagId = `random${index % SHAPES}`;
  const runId = `random-${index}`;
  const plan = await planOf(cluster, dagId);
  // Every other run has its maps cut, down to two instances a shard: its end is the same.
  const limits = index % 2 === 1 ? { shardInstances: 2 } : undefined;
  await startPatiently(cluster, plan, runId, { seed }, limits);
  const end = await untilClosed(cluster, dagId, runId, RUN_LIMIT_MS);
  const allowed = expectedEnds(plan, seed, random);
  const instances = asText(await startedRows(cluster, plan, runId));
  if (allowed.some((each) => each.state === end.state && each.instances === instances)) {
    return undefined;
  }
  const [first] = allowed;
  return (
    `random dag ${dagId} with seed ${seed} is ${end.state} (${end.note}): ${instances}\n` +
    `  expected ${first?.state ?? ''}: ${first?.instances ?? ''} (or ${allowed.length - 1} others)`
  );
}

async function startedRows(
  cluster: ChaosCluster,
  plan: CompiledPlan,
  runId: string,
): Promise<readonly { readonly path: string; readonly state: string }[]> {
  const nodes = allNodes(plan.root).filter(isStartedNode);
  const started = new Set(nodes.map(({ id }) => id));
  const rows = await patiently(() => cluster.stores.runs.listInstances(plan.id, runId));
  return rows.filter(({ path }) => started.has(parseInstancePath(path).taskId));
}

async function planOf(cluster: ChaosCluster, dagId: string): Promise<CompiledPlan> {
  return patiently(async () => {
    const plan = await cluster.stores.dags.plan(dagId);
    if (plan === undefined) throw new Error(`The dag "${dagId}" is not published.`);
    return plan;
  });
}
