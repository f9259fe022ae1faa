import { setTimeout as sleep } from 'node:timers/promises';
import type { ChaosCluster } from './cluster.ts';
import { readLedger } from './ledger.ts';
import { startPatiently, untilClosed } from './run-batch.ts';

export interface ZombieOutcome {
  readonly runId: string;
  readonly state: string;
  /** Writes of the sleeper that were refused after it woke. */
  readonly fenced: number;
}

/**
 * A worker falls asleep (SIGSTOP) with a task in hand, another one does the task, the sleeper wakes
 * and tries to complete it. Its write has to be refused: a test without a refusal proves nothing.
 */
export async function zombieTrial(
  cluster: ChaosCluster,
  index: number,
  ledger: string,
): Promise<ZombieOutcome> {
  const plan = await cluster.stores.dags.plan('zombie');
  if (plan === undefined) throw new Error('The dag "zombie" is not published.');
  const runId = `zombie-${index}`;
  const before = refusals(cluster);
  await startPatiently(cluster, plan, runId, { ledger });
  const pid = await beginnerOf(ledger, runId);
  process.kill(pid, 'SIGSTOP');
  // The server may hand the next attempt to the sleeper's own open poll, so this takes as many
  // heartbeat timeouts as it takes: it wakes only when somebody else has done the task.
  const end = await untilClosed(cluster, 'zombie', runId, 90_000);
  process.kill(pid, 'SIGCONT');
  const limit = Date.now() + 10_000;
  while (refusals(cluster) === before && Date.now() < limit) await sleep(200);
  return { runId, state: end.state, fenced: refusals(cluster) - before };
}

/** The worker that has the task: inline bodies write their worker's own pid. */
async function beginnerOf(ledger: string, runId: string): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const begin = readLedger(ledger).find((line) => line.run === runId && line.event === 'begin');
    if (begin !== undefined) return begin.pid;
    await sleep(50);
  }
  throw new Error(`No worker began run ${runId}.`);
}

/** Refused writes so far, as the workers logged them. */
function refusals(cluster: ChaosCluster): number {
  return cluster.fleet.logs().split('"Fenced"').length - 1;
}
