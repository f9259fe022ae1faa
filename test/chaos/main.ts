import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cancelTrial } from './cancel.ts';
import { startCluster, type ChaosCluster } from './cluster.ts';
import { killTrial } from './kills.ts';
import { KEPT_SEEDS, mappedTrial } from './mapped.ts';
import { promotionTrial } from './promotion.ts';
import { seeded } from './random.ts';
import { randomTrial } from './random-dags/random-trial.ts';
import { rollingTrial } from './rolling.ts';
import { trainInPeace, trainingTrial } from './training.ts';
import { zombieTrial } from './zombie.ts';

/**
 * `npm run test:chaos`: kill -9 at random moments while runs go on, sleepers that wake too late,
 * trainings killed within an epoch, mapped children under kills, promotions whose workers die,
 * cancels at random moments, a rolling restart, and random dags whose ends are compared with the
 * reference model's.
 * `--short` is the form that CI runs; `--only cancels` plays one trial, `--count 1000` of it.
 */
const SHORT = {
  ...{ kills: 6, sleepers: 1, trainings: 1, mapped: 200, promotion: 4 },
  ...{ cancels: 40, restarts: 5, random: 5 },
} as const;
const FULL = {
  ...{
    kills: 20,
    sleepers: 5,
    trainings: 3,
    mapped: 1_000,
    promotion: 20,
    cancels: 400,
    restarts: 20,
    random: 20,
  },
} as const;
type Trial = keyof typeof FULL;

const scale = scaleOf(process.argv);
const seed = Number(process.env['PERDURE_CHAOS_SEED'] ?? Date.now() % 1_000_000);
const home = mkdtempSync(join(tmpdir(), 'perdure-chaos-'));
const ledger = join(home, 'ledger.jsonl');
writeFileSync(ledger, '');

const TRIALS: {
  readonly [name in Trial]: (cluster: ChaosCluster, n: number) => Promise<string[]>;
} = {
  kills: (cluster, kills) => killTrial(cluster, { kills, runs: 2.5 * kills, seed, ledger }),
  sleepers,
  trainings,
  mapped,
  promotion: (cluster, rounds) => promotionTrial(cluster, { rounds, seed }),
  cancels: (cluster, count) => cancelTrial(cluster, { count, seed, ledger }),
  restarts: (cluster, count) => rollingTrial(cluster, { count, seed, ledger }),
  random: (cluster, runs) => randomTrial(cluster, runs, seed),
};

console.log(`chaos: ${JSON.stringify(scale)}, seed ${seed}`);
const cluster = await startCluster(home);
try {
  const faults: string[] = [];
  for (const [name, n] of Object.entries(scale)) {
    // The keys of a scale are names of trials.
    faults.push(...(await TRIALS[name as Trial](cluster, n)));
  }
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

function scaleOf(args: readonly string[]): { readonly [name: string]: number } {
  const scale = args.includes('--short') ? SHORT : FULL;
  const only = after(args, '--only');
  if (only === undefined) return scale;
  if (!Object.hasOwn(FULL, only)) {
    throw new Error(`--only takes one of ${Object.keys(FULL).join(', ')}.`);
  }
  // Checked just now.
  return { [only]: Number(after(args, '--count') ?? scale[only as Trial]) };
}

function after(args: readonly string[], flag: string): string | undefined {
  const at = args.indexOf(flag);
  return at < 0 ? undefined : args[at + 1];
}

async function sleepers(target: ChaosCluster, count: number): Promise<string[]> {
  const faults: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const { runId, state, fenced } = await zombieTrial(target, index, ledger);
    console.log(`sleeper ${runId}: ${state}, ${fenced} writes refused`);
    if (state !== 'success') faults.push(`run ${runId} of a sleeper is ${state}`);
    if (fenced < 1) faults.push(`run ${runId}: no write of the sleeper was refused`);
  }
  return faults;
}

async function trainings(target: ChaosCluster, count: number): Promise<string[]> {
  const random = seeded(seed);
  const faults = await trainInPeace(target);
  for (let index = 0; index < count; index += 1) {
    const outcome = await trainingTrial(target, index, random);
    console.log(
      `training: killed in epoch ${outcome.killedAtEpoch}, resumed at ${outcome.resumedAtEpoch}, weights ${outcome.equal ? 'equal' : 'DIFFER'}`,
    );
    faults.push(...outcome.faults);
  }
  return faults;
}

/** Whole and cut into parts, with the seeds that were kept and a new one. */
async function mapped(target: ChaosCluster, n: number): Promise<string[]> {
  const kills = Math.max(3, Math.round(n / 100));
  const faults: string[] = [];
  for (const each of [...KEPT_SEEDS, seed]) {
    for (const shardInstances of [n + 1, Math.ceil(n / 4)]) {
      faults.push(...(await mappedTrial(target, { n, kills, seed: each, shardInstances })));
    }
  }
  return faults;
}
