import { setTimeout as sleep } from 'node:timers/promises';
import type { CompiledPlan } from '../../dsl/plan/plan.ts';
import type { AliasStep } from '../../stores/registry/model-registry.ts';
import type { ChaosCluster } from './cluster.ts';
import { heldPromotion, type HeldModel } from './held-promotion.ts';
import { patiently } from './patiently.ts';
import { seeded, type Random } from './random.ts';
import { startPatiently, untilClosed, type RunEnd } from './run-batch.ts';

const DAG = 'promotion';
const ALIAS = 'champion';
const RUN_LIMIT_MS = 240_000;
const WORKERS = ['cpu-a', 'cpu-b'] as const;
/** A promotion begins and is over within so much of its start. */
const LIFE_MS = 300;

interface Promotion {
  readonly runId: string;
  readonly version: number;
}

/**
 * Promotions whose workers are killed: each moves the alias once, however often its task is tried.
 * Two by two they race for one alias. In every other round the workers die while the move waits in
 * Postgres for a lock that the trial holds: then it is made by nobody's order, and its answer lost.
 */
export async function promotionTrial(
  cluster: ChaosCluster,
  { rounds, seed }: { readonly rounds: number; readonly seed: number },
): Promise<string[]> {
  const plan = await cluster.stores.dags.plan(DAG);
  if (plan === undefined) throw new Error(`The dag "${DAG}" is not published.`);
  const random = seeded(seed);
  const name = `promoted-${seed}`;
  await registerVersions(cluster, name, 2 * rounds);
  const promotions: Promotion[] = [];
  const ends: RunEnd[] = [];
  let held = 0;
  for (let round = 0; round < rounds; round += 1) {
    const rivals = [1, 2].map((each) => {
      const version = 2 * round + each;
      return { runId: `${name}-v${version}`, version };
    });
    promotions.push(...rivals);
    if (round % 2 === 1) held += await inTheLock(cluster, plan, name, rivals, random);
    else await atAnyMoment(cluster, plan, name, rivals, random);
    for (const { runId } of rivals) ends.push(await untilClosed(cluster, DAG, runId, RUN_LIMIT_MS));
  }
  return judge(cluster, { name, promotions, ends, held });
}

async function registerVersions(
  { stores }: ChaosCluster,
  name: string,
  count: number,
): Promise<void> {
  for (let version = 1; version <= count; version += 1) {
    await stores.models.createVersion({
      name,
      source: { dagId: 'chaos', runId: `made-${version}`, path: 'register' },
      ...{ objectKey: 'none', sha256: 'a'.repeat(64), size: 1 },
      ...{ signature: {}, metrics: {}, lineage: {}, tags: {} },
    });
  }
}

async function atAnyMoment(
  cluster: ChaosCluster,
  plan: CompiledPlan,
  name: string,
  rivals: readonly Promotion[],
  random: Random,
): Promise<void> {
  await start(cluster, plan, name, rivals);
  await sleep(random() * LIFE_MS);
  await killWorkers(cluster);
}

/** @returns how many moves waited when their workers died. */
async function inTheLock(
  cluster: ChaosCluster,
  plan: CompiledPlan,
  name: string,
  rivals: readonly Promotion[],
  random: Random,
): Promise<number> {
  const lock: HeldModel = await heldPromotion(cluster.postgres.databaseUrl, name);
  try {
    await start(cluster, plan, name, rivals);
    const waiting = await lock.untilAwaited();
    await killWorkers(cluster);
    await sleep(random() * 50);
    return waiting;
  } finally {
    await lock.release();
  }
}

async function start(
  cluster: ChaosCluster,
  plan: CompiledPlan,
  name: string,
  rivals: readonly Promotion[],
): Promise<void> {
  await Promise.all(
    rivals.map(({ runId, version }) => startPatiently(cluster, plan, runId, { name, version })),
  );
}

/** Both at once: whichever has the task. */
async function killWorkers({ fleet }: ChaosCluster): Promise<void> {
  await Promise.all(WORKERS.map((worker) => fleet.process(worker).kill9()));
}

interface Trial {
  readonly name: string;
  readonly promotions: readonly Promotion[];
  readonly ends: readonly RunEnd[];
  readonly held: number;
}

async function judge(cluster: ChaosCluster, trial: Trial): Promise<string[]> {
  const { name, promotions, ends, held } = trial;
  const { stores } = cluster;
  const history = [...(await stores.models.aliasHistory(name, ALIAS))].reverse();
  const faults = [
    ...ends
      .filter(({ state }) => state !== 'success')
      .map(({ runId, note }) => `${runId}: ${note}`),
    ...chainFaults(history),
  ];
  let again = 0;
  for (const { runId } of promotions) {
    const moves = history.filter((step) => step.runId === runId).length;
    const run = await patiently(() => stores.runs.getRun(DAG, runId));
    const audited = (await stores.audit.list({ dagId: DAG, runId })).length;
    const attempts = await stores.runs.listAttempts({ dagId: DAG, runId, path: 'promote' });
    if (attempts.some(({ fence }) => fence.attempt > 1)) again += 1;
    const moved = JSON.stringify(run?.result).includes('"moved":true');
    if (moves > 1) faults.push(`${runId} moved the alias ${moves} times`);
    if (moved && moves === 0) faults.push(`${runId} says that it moved the alias, and did not`);
    if (moves !== audited) faults.push(`${runId} has ${moves} moves and ${audited} in the audit`);
  }
  const champion = (await stores.models.getByAlias(name, ALIAS))?.version;
  if (champion !== promotions.length) faults.push(`the alias is at version ${String(champion)}`);
  console.log(
    `promotions ${promotions.length}: ${history.length} moves, ${again} tried again, ${held} killed ` +
      `within their move; champion ${String(champion)}, ${faults.length} faults`,
  );
  if (again === 0) faults.push('no promotion was ever killed: the trial proves nothing');
  return faults;
}

/** Each move leads on from where the one before had led, and never back. */
function chainFaults(history: readonly AliasStep[]): string[] {
  return history.flatMap(({ from, to, runId }, index) => {
    const before = history[index - 1]?.to ?? null;
    if (from !== before) return [`${runId} moved from ${String(from)}, not ${String(before)}`];
    return (to ?? 0) > (before ?? 0) ? [] : [`${runId} moved back to ${String(to)}`];
  });
}
