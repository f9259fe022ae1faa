import { isDeepStrictEqual } from 'node:util';
import type { InstanceRow } from '../../stores/runs/run-store.ts';
import type { ChaosCluster } from './cluster.ts';
import { nemesis, type Target } from './nemesis.ts';
import { patiently } from './patiently.ts';
import { seeded } from './random.ts';
import { startPatiently, untilClosed } from './run-batch.ts';

/** Runs that once went wrong are played again, each time. */
export const KEPT_SEEDS: readonly number[] = [11];
const RUN_LIMIT_MS = 400_000;
const DAG = 'mapped';
const TARGETS: readonly Target[] = ['cpu', 'engine', 'cpu', 'temporal', 'cpu', 'postgres'];

/**
 * Mapped children while workers and servers are killed: the result at place `i` is item `i`'s, in
 * the list that a later task reads and in the row of each instance.
 *
 * @param shardInstances cuts the map, so that the shards' lists are joined; else it stays whole.
 */
export async function mappedTrial(
  cluster: ChaosCluster,
  {
    n,
    kills,
    seed,
    shardInstances,
  }: {
    readonly n: number;
    readonly kills: number;
    readonly seed: number;
    readonly shardInstances: number;
  },
): Promise<string[]> {
  const plan = await cluster.stores.dags.plan(DAG);
  if (plan === undefined) throw new Error(`The dag "${DAG}" is not published.`);
  const runId = `mapped-${n}-${seed}`;
  await startPatiently(cluster, plan, runId, { n, seed }, { shardInstances });
  const killed: string[] = [];
  await nemesis(cluster, kills, seeded(seed), ({ target }) => killed.push(target), TARGETS);
  const end = await untilClosed(cluster, DAG, runId, RUN_LIMIT_MS);
  const run = await patiently(() => cluster.stores.runs.getRun(DAG, runId));
  const rows = await patiently(() => cluster.stores.runs.listInstances(DAG, runId));
  const wrong = wrongRows(rows, runId);
  const marks = rows.filter(({ taskId }) => taskId === 'mark');
  const again = marks.filter(({ tryNumber }) => tryNumber > 1).length;
  console.log(
    `map of ${n}, in parts of ${shardInstances}, under ${killed.length} kills (seed ${seed}): ${end.state}; ` +
      `${again} items were tried again, ${wrong.length} results are another item's`,
  );
  return [
    ...(end.state === 'success' ? [] : [`map ${runId} is ${end.state}: ${end.note}`]),
    ...(isDeepStrictEqual(run?.result, { count: n, wrong: [] })
      ? []
      : [`map ${runId} gave ${JSON.stringify(run?.result).slice(0, 200)}`]),
    ...(marks.length === n ? [] : [`map ${runId} has ${marks.length} items, not ${n}`]),
    ...wrong.slice(0, 5).map((path) => `map ${runId}: ${path} holds another item's result`),
  ];
}

function wrongRows(rows: readonly InstanceRow[], runId: string): string[] {
  return rows.flatMap(({ path, taskId, mapIndex: [item = -1], output }) => {
    if (taskId !== 'mark') return [];
    const right = { kind: 'inline', value: { item, square: item * item, run: runId } };
    return isDeepStrictEqual(output, right) ? [] : [path];
  });
}
