/** What the thread of `fitApart` runs: one fit, telling its iterations and what came of it. */
import { parentPort, workerData } from 'node:worker_threads';
import type { ThreadInput } from '../../ml/threads/run-threads.ts';
import { fitAtOnce } from './fit-at-once.ts';
import type { FitOrder, FitWord } from './fit-apart.ts';

// Started by `fitApart` alone, which sends this.
const { input } = workerData as ThreadInput<FitOrder>;
const tell = (word: FitWord): void => parentPort?.postMessage(word);
try {
  const { spec, features, target } = input;
  const fitted = fitAtOnce(spec, features, target, (at) => tell({ kind: 'iteration', at }));
  tell({ kind: 'fitted', fitted });
} catch (error) {
  // An error's class does not survive the way; that it is one of the data does.
  if (!(error instanceof RangeError)) throw error;
  tell({ kind: 'refused', message: error.message });
}
