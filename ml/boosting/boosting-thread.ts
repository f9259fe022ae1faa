/** What a thread of `boostOnThreads` runs: its part of `runBoosting`, sending the trees it tells. */
import { parentPort, workerData } from 'node:worker_threads';
import { SharedBarrier } from '../threads/barrier.ts';
import type { ThreadInput } from '../threads/run-threads.ts';
import type { BoostedTree, BoostingWork } from './boosting-on-threads.ts';
import { runBoosting } from './boosting-program.ts';

// Started by `boostOnThreads` alone, which sends this.
const { thread, threads, input } = workerData as ThreadInput<BoostingWork>;
const barrier = new SharedBarrier(input.barrier, threads);
const place = { thread, threads, team: { ...input.team, barrier } };
runBoosting(input.problem, place, (round, output, tree) => {
  const message: BoostedTree = { round, output, tree };
  parentPort?.postMessage(message);
});
