import { setTimeout as sleep } from 'node:timers/promises';
import type { ChaosCluster } from './cluster.ts';
import { readLedger } from './ledger.ts';
import { nemesis, type Kill } from './nemesis.ts';
import { seeded } from './random.ts';
import { startPatiently, untilClosed, type RunEnd } from './run-batch.ts';
import { judgeRun } from './verdict.ts';

const DAG = 'chaos';
const RUN_LIMIT_MS = 240_000;

interface KillTrial {
  readonly kills: number;
  /** At least as many; they keep coming for as long as the killing goes on. */
  readonly runs: number;
  readonly seed: number;
  readonly ledger: string;
}

/** Everything is killed in turn while runs go on: none is lost or stuck, no finished body repeated. */
export async function killTrial(cluster: ChaosCluster, trial: KillTrial): Promise<string[]> {
  const kills: Kill[] = [];
  const random = seeded(trial.seed);
  const done = nemesis(cluster, trial.kills, random, (kill) => {
    kills.push(kill);
    console.log(`  ${(kill.atMs / 1000).toFixed(1)} s  kill -9 ${kill.target}`);
  });
  const ends = await startRuns(cluster, trial, done, random);
  await done;
  const sum = await judge(cluster, trial, ends);
  const count = (state: RunEnd['state']): number =>
    ends.filter((end) => end.state === state).length;
  console.log(
    `kills ${kills.length}: ${count('success')} of ${ends.length} runs succeeded, ${count('lost')} lost, ${count('stuck')} stuck, ` +
      `${sum.repeated} finished bodies repeated, ${sum.missing} bodies missing; ${sum.redone} redone because they were killed between their end and its record`,
  );
  return [
    ...ends
      .filter(({ state }) => state !== 'success')
      .map(({ runId, state, note }) => `run ${runId} is ${state}: ${note}`),
    ...(sum.repeated > 0 ? [`${sum.repeated} finished bodies were repeated`] : []),
    ...(sum.missing > 0 ? [`${sum.missing} bodies of successful runs never ended`] : []),
  ];
}

async function judge(
  cluster: ChaosCluster,
  { ledger }: KillTrial,
  ends: readonly RunEnd[],
): Promise<{ missing: number; repeated: number; redone: number }> {
  const lines = readLedger(ledger);
  const sum = { missing: 0, repeated: 0, redone: 0 };
  for (const { runId } of ends) {
    const faults = await judgeRun(cluster.stores, DAG, runId, lines);
    sum.missing += faults.missing;
    sum.repeated += faults.repeated;
    sum.redone += faults.redone;
  }
  return sum;
}

async function startRuns(
  cluster: ChaosCluster,
  { runs, ledger }: KillTrial,
  killing: Promise<void>,
  random: () => number,
): Promise<RunEnd[]> {
  const plan = await cluster.stores.dags.plan(DAG);
  if (plan === undefined) throw new Error(`The dag "${DAG}" is not published.`);
  let killed = false;
  void killing.then(() => (killed = true));
  const ends: Promise<RunEnd>[] = [];
  for (let index = 0; index < runs || !killed; index += 1) {
    const runId = `chaos-${index}`;
    await startPatiently(cluster, plan, runId, { ledger, ms: 50 + Math.floor(random() * 400) });
    ends.push(untilClosed(cluster, DAG, runId, RUN_LIMIT_MS));
    await sleep(300 + random() * 900);
  }
  return Promise.all(ends);
}
