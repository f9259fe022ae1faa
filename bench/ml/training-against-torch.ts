import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { LabelledMatrix } from '../../ml/data/matrix.ts';
import { isSetUp } from '../../ml/neural/native-folder.ts';
import { median } from '../statistics.ts';
import { ownTrainer } from './own-training.ts';
import { trainingCases, type TrainingCase } from './training-cases.ts';
import { peerTrainer } from './training-peer.ts';

/** Trains a case for one more epoch. */
export interface Trainer {
  readonly name: string;
  epoch(work: TrainingCase, task: string): Promise<TrainedEpoch>;
  close(): Promise<void>;
}
export interface TrainedEpoch {
  readonly seconds: number;
  /** On the rows held back. */
  readonly accuracy: number;
}

/** One line of the table: every epoch of one trainer but the first, which warms up. */
export interface TrainingResult {
  readonly work: TrainingCase;
  readonly trainer: string;
  readonly epochs: readonly TrainedEpoch[];
}

/**
 * Trains every case by ours, on wasm and on libtensorflow where it is set up, and by PyTorch and
 * TensorFlow where they are installed, an epoch each in turn, all on the processor.
 */
export async function trainingAgainstTorch(epochs: number): Promise<TrainingResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'perdure-training-'));
  const trainers = [
    ownTrainer('wasm'),
    ...(isSetUp('cpu') ? [ownTrainer('tensorflow')] : []),
    ...(await peerTrainer('torch', pythonOf('TORCH', 'torch'))),
    ...(await peerTrainer('tensorflow', pythonOf('TENSORFLOW', 'tensorflow'))),
  ];
  try {
    const results: TrainingResult[] = [];
    for (const work of trainingCases()) {
      const task = taskOf(folder, work);
      const done = trainers.map((): TrainedEpoch[] => []);
      for (let epoch = 0; epoch <= epochs; epoch += 1) {
        for (const [at, trainer] of trainers.entries()) {
          done[at]?.push(await trainer.epoch(work, task));
        }
      }
      trainers.forEach(({ name }, at) => {
        results.push({ work, trainer: name, epochs: done[at]?.slice(1) ?? [] });
      });
    }
    return results;
  } finally {
    for (const trainer of trainers) await trainer.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const pythonOf = (name: string, folder: string): string =>
  process.env[`PERDURE_${name}_PYTHON`] ?? resolve('.cache/peers', folder, 'bin/python');

function taskOf(folder: string, { name, spec, train, held }: TrainingCase): string {
  const files = (part: string, { features, labels }: LabelledMatrix): Record<string, string> => {
    const at = (kind: string): string =>
      join(folder, `${name.replaceAll(/\W/g, '')}-${part}-${kind}`);
    writeFileSync(at('features'), features.values);
    writeFileSync(at('labels'), labels);
    return { features: at('features'), labels: at('labels') };
  };
  const { input, layers, batchSize, optimizer } = spec;
  return JSON.stringify({
    ...{ name, input, layers, batchSize, learningRate: optimizer.learningRate },
    ...{ train: files('train', train), held: files('held', held) },
  });
}

/** A table in Markdown; the ratio is against PyTorch's median. */
export function trainingMarkdown(results: readonly TrainingResult[]): string {
  const medianOf = ({ epochs }: TrainingResult): number =>
    median(epochs.map(({ seconds }) => seconds * 1_000));
  const cells = results.map((result) => {
    const peer = results.find(({ work, trainer }) => work === result.work && trainer === 'PyTorch');
    const ratio = peer === undefined ? Number.NaN : medianOf(result) / medianOf(peer);
    const accuracy = result.epochs.at(-1)?.accuracy ?? Number.NaN;
    return `| ${result.work.name} | ${result.trainer} | ${medianOf(result).toFixed(0)} | ${ratio.toFixed(2)} | ${accuracy.toFixed(3)} |`;
  });
  return [
    '| network | trained by | ms an epoch (median) | against PyTorch | accuracy at the end |',
    '| --- | --- | --- | --- | --- |',
    ...cells,
  ].join('\n');
}

// Run by itself: `node dist/bench/ml/training-against-torch.js [epochs]`.
if (
  process.argv[1] !== undefined &&
  import.meta.url.endsWith(process.argv[1].replace(/^.*\//, ''))
) {
  console.log(trainingMarkdown(await trainingAgainstTorch(Number(process.argv[2] ?? 10))));
}
