import { setTimeout as sleep } from 'node:timers/promises';
import type { ChaosCluster } from './cluster.ts';
import { readLedger } from './ledger.ts';
import { seeded } from './random.ts';
import { startPatiently, untilClosed } from './run-batch.ts';

const DAG = 'chaos';
const WORKERS = ['cpu-a', 'engine', 'cpu-b', 'gpu'] as const;
/** The worker's own grace of 10 s, and what it takes to close what it holds. */
const EXIT_LIMIT_MS = 15_000;
const RUN_LIMIT_MS = 120_000;
const START_LIMIT_MS = 120_000;

/**
 * A rolling restart under load: workers get SIGTERM one after the other while runs go on. Each has
 * to end with 0 within its grace, no task may fail for it, and no finished body may run again.
 */
export async function rollingTrial(
  cluster: ChaosCluster,
  {
    count,
    seed,
    ledger,
  }: { readonly count: number; readonly seed: number; readonly ledger: string },
): Promise<string[]> {
  const random = seeded(seed);
  const faults: string[] = [];
  let rolling = true;
  const runs = keepRunning(cluster, ledger, () => rolling);
  for (let index = 0; index < count; index += 1) {
    await sleep(1_000 + random() * 2_000);
    faults.push(...(await restart(cluster, WORKERS[index % WORKERS.length] ?? 'cpu-a')));
  }
  rolling = false;
  const ends = await runs;
  const failed = ends.filter(({ state }) => state !== 'success');
  const redone = twiceEnded(ledger);
  const attempts = await failedAttempts(cluster, ends);
  console.log(
    `rolling restart: ${count} workers ended by SIGTERM under ${ends.length} runs (seed ${seed}): ` +
      `${failed.length} runs and ${attempts.length} tries failed, ${redone.length} bodies ran twice to their end`,
  );
  return [
    ...faults,
    ...failed.map(({ runId, state, note }) => `run ${runId} is ${state}: ${note}`),
    ...attempts.map((what) => `a try failed in a rolling restart: ${what}`),
  ];
}

async function restart({ fleet }: ChaosCluster, name: string): Promise<string[]> {
  await untilRunning(fleet, name);
  const { pid, exited } = fleet.process(name);
  const begin = Date.now();
  process.kill(pid, 'SIGTERM');
  const late = sleep(EXIT_LIMIT_MS, undefined, { ref: false });
  const exit = await Promise.race([exited, late]);
  if (exit === undefined) return [`${name} has not ended ${EXIT_LIMIT_MS} ms after SIGTERM`];
  console.log(`  ${name} ended with ${String(exit.code)} after ${Date.now() - begin} ms`);
  return exit.code === 0 ? [] : [`${name} ended with ${String(exit.code ?? exit.signal)}`];
}

/** One that is still starting has nothing to drain. */
async function untilRunning(fleet: ChaosCluster['fleet'], name: string): Promise<void> {
  const limit = Date.now() + START_LIMIT_MS;
  while (!fleet.process(name).hasLogged('Worker runs')) {
    if (Date.now() > limit) throw new Error(`Worker "${name}" does not come back.`);
    await sleep(200);
  }
}

async function keepRunning(
  cluster: ChaosCluster,
  ledger: string,
  goOn: () => boolean,
): Promise<Awaited<ReturnType<typeof untilClosed>>[]> {
  const plan = await cluster.stores.dags.plan(DAG);
  if (plan === undefined) throw new Error(`The dag "${DAG}" is not published.`);
  const ends: ReturnType<typeof untilClosed>[] = [];
  for (let index = 0; goOn(); index += 1) {
    const runId = `rolling-${index}`;
    await startPatiently(cluster, plan, runId, { ledger, ms: 300 });
    ends.push(untilClosed(cluster, DAG, runId, RUN_LIMIT_MS));
    await sleep(700);
  }
  return Promise.all(ends);
}

/** Tries that ended badly, with what the engine says of them. */
async function failedAttempts(
  { stores }: ChaosCluster,
  ends: readonly { readonly runId: string }[],
): Promise<string[]> {
  const failed: string[] = [];
  for (const { runId } of ends) {
    for (const { path } of await stores.runs.listInstances(DAG, runId)) {
      const tries = await stores.runs.listAttempts({ dagId: DAG, runId, path });
      for (const { state, error } of tries) {
        if (error !== null)
          failed.push(`${runId} ${path} ${state} ${error.type}: ${error.message}`);
      }
    }
  }
  return failed;
}

function twiceEnded(ledger: string): string[] {
  const seen = new Map<string, number>();
  for (const { event, run, label } of readLedger(ledger)) {
    if (event !== 'end' || !run.startsWith('rolling-')) continue;
    seen.set(`${run} ${label}`, (seen.get(`${run} ${label}`) ?? 0) + 1);
  }
  return [...seen].filter(([what, times]) => times > timesOf(what)).map(([what]) => what);
}

function timesOf(what: string): number {
  return what.endsWith(' wide') ? 3 : 1;
}
