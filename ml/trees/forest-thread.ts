/**
 * What a thread of `growOnThreads` runs: takes the number of the next tree that nobody has taken,
 * grows it, sends it.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { ThreadInput } from '../threads/run-threads.ts';
import { classTreeGrower, numberTreeGrower } from './forest-problem.ts';
import type { ForestWork, GrownTree } from './forest-on-threads.ts';

// Started by `growOnThreads` alone, which sends this.
const { input } = workerData as ThreadInput<ForestWork>;
const grow =
  input.kind === 'classes' ? classTreeGrower(input.problem) : numberTreeGrower(input.problem);
for (let tree = take(); tree < input.total; tree = take()) {
  const grown = grow(tree);
  const message: GrownTree = { tree, grown };
  const buffers = Object.values<ArrayBufferView>({ ...grown }).map(({ buffer }) => buffer);
  // A tree's arrays are its own and never in shared memory.
  parentPort?.postMessage(message, buffers as ArrayBuffer[]);
}

function take(): number {
  return Atomics.add(input.next, 0, 1);
}
