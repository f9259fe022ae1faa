import { setTimeout as sleep } from 'node:timers/promises';
import type { CompiledPlan } from '../../dsl/plan/plan.ts';
import { readLog, type LogLine } from '../../stores/logs/index.ts';
import type { ChaosCluster } from './cluster.ts';
import type { Random } from './random.ts';
import { startPatiently, untilClosed } from './run-batch.ts';

export interface TrainingOutcome {
  readonly killedAtEpoch: number;
  readonly resumedAtEpoch: number;
  readonly equal: boolean;
  readonly faults: readonly string[];
}

const LIMIT_MS = 180_000;
const DAG = 'training';
const PEACE = 'unbroken';
/** Kills fall into these epochs of the training's 60, somewhere within one. */
const FIRST_EPOCH = 3;
const EPOCHS_KILLED_IN = 20;
const EPOCH_MS = 120;

/** One training in peace, for others to be compared with. */
export async function trainInPeace(cluster: ChaosCluster): Promise<string[]> {
  await startPatiently(cluster, await planOf(cluster), PEACE, {});
  const { state, note } = await untilClosed(cluster, DAG, PEACE, LIMIT_MS);
  return state === 'success' ? [] : [`training ${PEACE} is ${state}: ${note}`];
}

/**
 * The same training with its process killed at a random moment within an epoch. It has to go on
 * from a checkpoint, not from the beginning, and end with the same weights.
 */
export async function trainingTrial(
  cluster: ChaosCluster,
  index: number,
  random: Random,
): Promise<TrainingOutcome> {
  const runId = `killed-${index}`;
  await startPatiently(cluster, await planOf(cluster), runId, {});
  const epoch = FIRST_EPOCH + Math.floor(random() * EPOCHS_KILLED_IN);
  const killedAtEpoch = await killWithinEpoch(cluster, runId, epoch, random() * EPOCH_MS);
  const end = await untilClosed(cluster, DAG, runId, LIMIT_MS);
  const resumedAtEpoch = await resumedAt(cluster, runId);
  const [one, two] = [await weightsOf(cluster, PEACE), await weightsOf(cluster, runId)];
  const equal = one !== undefined && one === two;
  const faults = [
    ...(end.state === 'success' ? [] : [`training ${runId} is ${end.state}: ${end.note}`]),
    ...(resumedAtEpoch >= killedAtEpoch - 1
      ? []
      : [`training was killed in epoch ${killedAtEpoch} and resumed at ${resumedAtEpoch}`]),
    ...(equal ? [] : [`weights differ: ${String(one)} and ${String(two)}`]),
  ];
  return { killedAtEpoch, resumedAtEpoch, equal, faults };
}

async function planOf({ stores }: ChaosCluster): Promise<CompiledPlan> {
  const plan = await stores.dags.plan(DAG);
  if (plan === undefined) throw new Error(`The dag "${DAG}" is not published.`);
  return plan;
}

/**
 * Kills the training's process a moment after it told of an epoch.
 * @returns the epoch that it was in, at least.
 */
async function killWithinEpoch(
  cluster: ChaosCluster,
  runId: string,
  epoch: number,
  afterMs: number,
): Promise<number> {
  const limit = Date.now() + LIMIT_MS;
  while (Date.now() < limit) {
    const told = epochsOf(await logOf(cluster, runId, 1));
    const last = told.at(-1) ?? 0;
    const [child] = cluster.fleet.childrenOf('gpu');
    if (last >= epoch && child !== undefined) {
      await sleep(afterMs);
      process.kill(child, 'SIGKILL');
      return last + 1;
    }
    await sleep(50);
  }
  throw new Error('The training never came so far as to be killed.');
}

/** The epoch behind which the second try went on; 0 when it began anew. */
async function resumedAt(cluster: ChaosCluster, runId: string): Promise<number> {
  const lines = await logOf(cluster, runId, 2);
  const line = lines.find(({ message }) => message.startsWith('Going on behind epoch'));
  return Number(/epoch (\d+)/.exec(line?.message ?? '')?.[1] ?? 0);
}

function epochsOf(lines: readonly LogLine[]): number[] {
  return lines.flatMap(({ message }) => {
    const epoch = /^Epoch (\d+) of/.exec(message)?.[1];
    return epoch === undefined ? [] : [Number(epoch)];
  });
}

async function logOf(
  cluster: ChaosCluster,
  runId: string,
  tryNumber: number,
): Promise<readonly LogLine[]> {
  const key = { dagId: DAG, runId, path: 'train' };
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
