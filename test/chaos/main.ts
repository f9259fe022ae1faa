import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startCluster, type ChaosCluster } from './cluster.ts';
import { readLedger } from './ledger.ts';
import { nemesis, type Kill } from './nemesis.ts';
import { seeded } from './random.ts';
import { randomTrial } from './random-dags/random-trial.ts';
import { startPatiently, untilClosed, type RunEnd } from './run-batch.ts';
import { trainingTrial } from './training.ts';
import { judgeRun } from './verdict.ts';
import { zombieTrial } from './zombie.ts';

/**
 * `npm run test:chaos`: kill -9 at random moments while runs go on, sleepers that wake too late,
 * a training killed within an epoch, and random dags whose ends are compared with the reference
 * model's. `--short` is the form that CI runs; `--random 200` runs random dags alone.
 */
const short = process.argv.includes('--short');
const sleepersOnly = process.argv.includes('--sleepers');
const random = process.argv.indexOf('--random');
const randomOnly = random >= 0;
const scale = randomOnly
  ? { kills: 0, runs: 0, zombies: 0, random: Number(process.argv[random + 1] ?? 200) }
  : sleepersOnly
    ? { kills: 0, runs: 0, zombies: 5, random: 0 }
    : short
      ? { kills: 6, runs: 12, zombies: 1, random: 5 }
      : { kills: 20, runs: 50, zombies: 5, random: 20 };
const RUN_LIMIT_MS = 240_000;
const seed = Number(process.env['PERDURE_CHAOS_SEED'] ?? Date.now() % 1_000_000);
const home = mkdtempSync(join(tmpdir(), 'perdure-chaos-'));
const ledger = join(home, 'ledger.jsonl');
writeFileSync(ledger, '');

console.log(
  `chaos: ${scale.kills} kills, ${scale.runs} runs, ${scale.zombies} sleepers, ${scale.random} random dags, seed ${seed}`,
);
const cluster = await startCluster(home);
try {
  const faults = [
    ...(randomOnly
      ? []
      : [
          ...(await killTrial(cluster)),
          ...(await sleepers(cluster)),
          ...(await training(cluster)),
        ]),
    ...(scale.random > 0 ? await randomTrial(cluster, scale.random, seed) : []),
  ];
  for (const fault of faults) console.log(`FAULT ${fault}`);
  process.exitCode = faults.length === 0 ? 0 : 1;
  console.log(
    faults.length === 0 ? 'chaos: passed' : `chaos: ${faults.length} faults (seed ${seed})`,
  );
} finally {
  await cluster.stop();
  if (process.exitCode === 0) rmSync(home, { recursive: true, force: true });
  else console.log(`Logs and data are kept in ${home}`);
}
process.exit();

async function killTrial(target: ChaosCluster): Promise<string[]> {
  const kills: Kill[] = [];
  const random = seeded(seed);
  const done = nemesis(target, scale.kills, random, (kill) => {
    kills.push(kill);
    console.log(`  ${(kill.atMs / 1000).toFixed(1)} s  kill -9 ${kill.target}`);
  });
  const runs = startRuns(target, done, random);
  const ends = await runs;
  await done;
  const count = (state: RunEnd['state']): number =>
    ends.filter((end) => end.state === state).length;
  const lines = readLedger(ledger);
  let missing = 0;
  let repeated = 0;
  let redone = 0;
  for (const { runId } of ends) {
    const faults = await judgeRun(target.stores, 'chaos', runId, lines);
    missing += faults.missing;
    repeated += faults.repeated;
    redone += faults.redone;
  }
  console.log(
    `kills ${kills.length}: ${count('success')} of ${ends.length} runs succeeded, ${count('lost')} lost, ${count('stuck')} stuck, ` +
      `${repeated} finished bodies repeated, ${missing} bodies missing; ${redone} redone because they were killed between their end and its record`,
  );
  return [
    ...ends
      .filter(({ state }) => state !== 'success')
      .map(({ runId, state, note }) => `run ${runId} is ${state}: ${note}`),
    ...(repeated > 0 ? [`${repeated} finished bodies were repeated`] : []),
    ...(missing > 0 ? [`${missing} bodies of successful runs never ended`] : []),
  ];
}

/** Keeps runs coming for as long as the killing goes on, at least as many as promised. */
async function startRuns(
  target: ChaosCluster,
  killing: Promise<void>,
  random: () => number,
): Promise<RunEnd[]> {
  const plan = await target.stores.dags.plan('chaos');
  if (plan === undefined) throw new Error('The dag "chaos" is not published.');
  let killed = false;
  void killing.then(() => (killed = true));
  const ends: Promise<RunEnd>[] = [];
  for (let index = 0; index < scale.runs || !killed; index += 1) {
    const runId = `chaos-${index}`;
    await startPatiently(target, plan, runId, { ledger, ms: 50 + Math.floor(random() * 400) });
    ends.push(untilClosed(target, 'chaos', runId, RUN_LIMIT_MS));
    await sleep(300 + random() * 900);
  }
  return Promise.all(ends);
}

async function sleepers(target: ChaosCluster): Promise<string[]> {
  const faults: string[] = [];
  for (let index = 0; index < scale.zombies; index += 1) {
    const { runId, state, fenced } = await zombieTrial(target, index, ledger);
    console.log(`sleeper ${runId}: ${state}, ${fenced} writes refused`);
    if (state !== 'success') faults.push(`run ${runId} of a sleeper is ${state}`);
    if (fenced < 1) faults.push(`run ${runId}: no write of the sleeper was refused`);
  }
  return faults;
}

async function training(target: ChaosCluster): Promise<string[]> {
  const outcome = await trainingTrial(target);
  console.log(
    `training: killed in epoch ${outcome.killedAtEpoch}, resumed at ${outcome.resumedAtEpoch}, weights ${outcome.equal ? 'equal' : 'DIFFER'}`,
  );
  return [...outcome.faults];
}
