import { setTimeout as sleep } from 'node:timers/promises';
import type { ChaosCluster } from './cluster.ts';
import type { Random } from './random.ts';

/** What gets killed, by name; each with SIGKILL. */
export const TARGETS = ['engine', 'cpu', 'gpu', 'child', 'temporal', 'postgres'] as const;
export type Target = (typeof TARGETS)[number];

export interface Kill {
  readonly target: Target;
  readonly atMs: number;
}

/** Kills `count` times at random moments, going through all targets in turn, until done. */
export async function nemesis(
  cluster: ChaosCluster,
  count: number,
  random: Random,
  onKill: (kill: Kill) => void,
  targets: readonly Target[] = TARGETS,
): Promise<void> {
  const begin = Date.now();
  for (let index = 0; index < count; index += 1) {
    await sleep(800 + random() * 2_200);
    const target = targets[index % targets.length] ?? 'cpu';
    await kill(cluster, target, random);
    onKill({ target, atMs: Date.now() - begin });
  }
}

async function kill(cluster: ChaosCluster, target: Target, random: Random): Promise<void> {
  switch (target) {
    case 'temporal':
      await cluster.temporal.kill9();
      return cluster.temporal.restart();
    case 'postgres':
      await cluster.postgres.kill9();
      return cluster.postgres.restart();
    case 'child':
      return killTaskChild(cluster);
    case 'cpu':
      return cluster.fleet.process(random() < 0.5 ? 'cpu-a' : 'cpu-b').kill9();
    case 'engine':
    case 'gpu':
      return cluster.fleet.process(target).kill9();
  }
}

/** Waits a little for a task child to exist: between runs there may be none. */
async function killTaskChild(cluster: ChaosCluster): Promise<void> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const child = ['gpu', 'cpu-a', 'cpu-b'].flatMap((name) => cluster.fleet.childrenOf(name))[0];
    if (child !== undefined) {
      process.kill(child, 'SIGKILL');
      return;
    }
    await sleep(100);
  }
  throw new Error('There was no task child to kill.');
}
