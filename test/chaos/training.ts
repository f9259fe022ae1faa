import { setTimeout as sleep } from 'node:timers/promises';
import { readLog, type LogLine } from '../../stores/logs/index.ts';
import type { ChaosCluster } from './cluster.ts';
import { startPatiently, untilClosed } from './run-batch.ts';

export interface TrainingOutcome {
  readonly killedAtEpoch: number;
  readonly resumedAtEpoch: number;
  readonly equal: boolean;
  readonly faults: readonly string[];
}

const LIMIT_MS = 180_000;
const DAG = 'training';

/**
 * The same training twice: once in peace, once with its process killed within an epoch. The
 * second has to go on from a checkpoint, not from the beginning, and end with the same weights.
 */
export async function trainingTrial(cluster: ChaosCluster): Promise<TrainingOutcome> {
  const plan = await cluster.stores.dags.plan(DAG);
  if (plan === undefined) throw new Error(`The dag "${DAG}" is not published.`);
  await startPatiently(cluster, plan, 'unbroken', {});
  const peace = await untilClosed(cluster, DAG, 'unbroken', LIMIT_MS);
  await startPatiently(cluster, plan, 'killed', {});
  const killedAtEpoch = await killWithinEpoch(cluster, 8);
  const end = await untilClosed(cluster, DAG, 'killed', LIMIT_MS);
  const resumedAtEpoch = await resumedAt(cluster);
  const [one, two] = [await weightsOf(cluster, 'unbroken'), await weightsOf(cluster, 'killed')];
  const equal = one !== undefined && one === two;
  const faults = [
    ...[peace, end]
      .filter(({ state }) => state !== 'success')
      .map(({ runId, state, note }) => `training ${runId} is ${state}: ${note}`),
    ...(resumedAtEpoch >= killedAtEpoch - 1
      ? []
      : [`training was killed in epoch ${killedAtEpoch} and resumed at ${resumedAtEpoch}`]),
    ...(equal ? [] : [`weights differ: ${String(one)} and ${String(two)}`]),
  ];
  return { killedAtEpoch, resumedAtEpoch, equal, faults };
}

/** Kills the training's process a moment after it told of an epoch, hence within the next one. */
async function killWithinEpoch(cluster: ChaosCluster, epoch: number): Promise<number> {
  const limit = Date.now() + LIMIT_MS;
  while (Date.now() < limit) {
    const told = epochsOf(await logOf(cluster, 1));
    const last = told.at(-1) ?? 0;
    const [child] = cluster.fleet.childrenOf('gpu');
    if (last >= epoch && child !== undefined) {
      process.kill(child, 'SIGKILL');
      return last + 1;
    }
    await sleep(50);
  }
  throw new Error('The training never came so far as to be killed.');
}

/** The epoch behind which the second try went on; 0 when it began anew. */
async function resumedAt(cluster: ChaosCluster): Promise<number> {
  const lines = await logOf(cluster, 2);
  const line = lines.find(({ message }) => message.startsWith('Going on behind epoch'));
  return Number(/epoch (\d+)/.exec(line?.message ?? '')?.[1] ?? 0);
}

function epochsOf(lines: readonly LogLine[]): number[] {
  return lines.flatMap(({ message }) => {
    const epoch = /^Epoch (\d+) of/.exec(message)?.[1];
    return epoch === undefined ? [] : [Number(epoch)];
  });
}

async function logOf(cluster: ChaosCluster, tryNumber: number): Promise<readonly LogLine[]> {
  const key = { dagId: DAG, runId: 'killed', path: 'train' };
  const attempts = await cluster.stores.runs.listAttempts(key);
  const attempt = attempts.find((row) => row.tryNumber === tryNumber);
  if (attempt === undefined) return [];
  return (await readLog(cluster.stores.objects, attempt.logKey)).lines;
}

/** Hash of the trained model's file: equal bytes are equal weights. */
async function weightsOf(cluster: ChaosCluster, runId: string): Promise<string | undefined> {
  const row = await cluster.stores.runs.getInstance({ dagId: DAG, runId, path: 'train' });
  return /"model":\{[^}]*"sha256":"([0-9a-f]{64})"/.exec(JSON.stringify(row?.output ?? {}))?.[1];
}
