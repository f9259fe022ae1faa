import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { TrainedEpoch, Trainer } from './training-against-torch.ts';

const NAMES = { torch: 'PyTorch', tensorflow: 'TensorFlow (Keras)' } as const;

/** A Python library in a process that lives through the run; none where it is not installed. */
export async function peerTrainer(
  library: keyof typeof NAMES,
  python: string,
): Promise<readonly Trainer[]> {
  if (!existsSync(python)) return [];
  const script = resolve('bench/ml/training_peer.py');
  const child = spawn(python, [script, library], { stdio: ['pipe', 'pipe', 'ignore'] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  await lines.next();
  const trainer: Trainer = {
    name: NAMES[library],
    epoch: async (_, task) => {
      child.stdin.write(`${task}\n`);
      const answer = await lines.next();
      if (answer.done === true) throw new Error(`${NAMES[library]} ended early.`);
      return JSON.parse(answer.value) as TrainedEpoch; // the script's own line
    },
    close: async () => {
      child.stdin.end();
      await once(child, 'close');
    },
  };
  return [trainer];
}
