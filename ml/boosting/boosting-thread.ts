/** What a thread of `boostOnThreads` runs: its part of `growTrees`, sending the trees it is given. */
import { parentPort, workerData } from 'node:worker_threads';
import { SharedBarrier } from '../threads/barrier.ts';
import type { ThreadInput } from '../threads/run-threads.ts';
import type { BoostingWork } from './boosting-on-threads.ts';
import { growTrees } from './boosting-program.ts';

// Started by `boostOnThreads` alone, which sends this.
const { thread, threads, input } = workerData as ThreadInput<BoostingWork>;
const barrier = new SharedBarrier(input.barrier, threads);
const place = { thread, threads, team: { ...input.team, barrier } };
for (const tree of growTrees(input.problem, place)) parentPort?.postMessage(tree);
