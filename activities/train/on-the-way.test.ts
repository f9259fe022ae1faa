import { beforeAll, describe, expect, it } from 'vitest';
import type { TaskContext } from '../../dsl/index.ts';
import { memoryStores } from '../../stores/memory-stores.ts';
import type { Table } from '../../ml/data/table.ts';
import { readFile, writeDataset } from '../data/dataset-store.ts';
import { EstimatorSpec } from '../fit/estimator-spec.ts';
import { LearningCurve } from '../fit/learning-curve.ts';
import { sensorContext } from '../testing/sensor-context.ts';
import { TrainingInput, type Candidate } from './candidate.ts';
import { trainCandidate } from './train-model.ts';
import { trainNetworkCandidate } from './train-neural-net.ts';

const { objects } = memoryStores();
const services = {
  objects,
  instance: { dagId: 'd', runId: 'r', path: 'train' },
  device: { name: 'cpu', backend: 'wasm' },
};
const network = {
  input: [4],
  layers: [{ kind: 'dense' as const, units: 4, activation: 'tanh' as const }],
  optimizer: { kind: 'adam' as const, learningRate: 0.05 },
  ...{ epochs: 1_000, batchSize: 32, seed: 5 },
};
const boosting = EstimatorSpec.parse({ kind: 'boosting', rounds: 120, maxLeaves: 4 });
let input: TrainingInput;

/** Four columns of waves, and a class that two of them decide. */
function rowsOf(rows: number, from: number): Table {
  const waves = [0, 1, 2, 3].map((column) => ({
    ...{ name: `x${column}`, type: 'number' as const },
    values: Float64Array.from({ length: rows }, (_, row) =>
      Math.sin((row + from) * (column + 1.3)),
    ),
  }));
  const [a, b] = waves;
  const values = Float64Array.from({ length: rows }, (_, row) =>
    (a?.values[row] ?? 0) + (b?.values[row] ?? 0) + 0.3 * Math.sin(row * 37) > 0 ? 1 : 0,
  );
  return { rows, columns: [...waves, { name: 'label', type: 'integer', values }] };
}

/** What a task does that is stopped or killed by one of the words it says. */
interface Told {
  readonly heartbeats: number;
  readonly saved: number;
}
function contextOf(
  told: (so: Told) => void = () => undefined,
  signal?: AbortSignal,
  earlier?: { saved: unknown },
): { readonly context: TaskContext; readonly kept: { saved: unknown }; readonly so: () => Told } {
  const probe = sensorContext({ services, ...(signal === undefined ? {} : { signal }) });
  probe.saved = earlier?.saved;
  let so: Told = { heartbeats: 0, saved: 0 };
  const { load, save } = probe.context.checkpoint;
  const context: TaskContext = {
    ...probe.context,
    heartbeat: () => told((so = { ...so, heartbeats: so.heartbeats + 1 })),
    checkpoint: {
      load,
      save: async (value) => {
        await save(value);
        told((so = { ...so, saved: so.saved + 1 }));
      },
    },
  };
  return { context, kept: probe, so: () => so };
}

beforeAll(async () => {
  const { context } = contextOf();
  const [train, validation] = [rowsOf(200, 0), rowsOf(80, 1_000)];
  input = TrainingInput.parse({
    train: await writeDataset(context, train),
    validation: await writeDataset(context, validation),
  });
});

const curveOf = async ({ learning }: Candidate): Promise<LearningCurve> => {
  if (learning === undefined) throw new Error('No curve was kept.');
  const bytes = await readFile(contextOf().context, learning);
  return LearningCurve.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
};

describe('boosting that is killed in the middle', () => {
  it('goes on behind the rounds that are kept, and ends with the same bits and the same curve', async () => {
    const whole = await trainCandidate(contextOf().context, input, boosting);
    const killed = contextOf(({ saved }) => {
      if (saved === 2) throw new Error('Killed.');
    });
    await expect(trainCandidate(killed.context, input, boosting)).rejects.toThrow('Killed.');
    const again = contextOf(undefined, undefined, killed.kept);
    const resumed = await trainCandidate(again.context, input, boosting);
    // 100 of 120 rounds were kept, so that it tells of 10 of 60 points.
    expect(again.so().heartbeats).toBe(10);
    expect(resumed.model).toEqual(whole.model);
    const curve = await curveOf(resumed);
    expect(curve).toEqual(await curveOf(whole));
    expect(curve.unit).toBe('round');
    expect(curve.points.map(({ step }) => step)).toEqual(
      Array.from({ length: 60 }, (_, k) => 2 * k + 2),
    );
    const losses = curve.points.map(({ train }) => train['loss'] ?? NaN);
    expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) / 2);
    expect(curve.points.at(-1)?.validation['accuracy']).toBe(
      resumed.validation.metrics['accuracy'],
    );
  });
});

describe('training that is cancelled', () => {
  /** Tells how many words it has said until the cancel, and how many behind it. */
  async function cancelled(
    train: (context: TaskContext) => Promise<unknown>,
    at: number,
  ): Promise<number> {
    const controller = new AbortController();
    const heard = contextOf(({ heartbeats }) => {
      if (heartbeats === at) controller.abort(new Error('Cancelled.'));
    }, controller.signal);
    await expect(train(heard.context)).rejects.toThrow('Cancelled.');
    return heard.so().heartbeats - at;
  }

  it('stops between two batches, rounds, trees or iterations', async () => {
    const nets = (context: TaskContext) => trainNetworkCandidate(context, input, network);
    expect(await cancelled(nets, 2)).toBe(0);
    const classical = (spec: object) => (context: TaskContext) =>
      trainCandidate(context, input, EstimatorSpec.parse(spec));
    expect(await cancelled(classical({ kind: 'boosting', rounds: 10_000 }), 2)).toBe(0);
    expect(await cancelled(classical({ kind: 'logistic', maxIterations: 100 }), 2)).toBe(0);
    // A portion of a forest that is small ends; the next one does not begin.
    expect(await cancelled(classical({ kind: 'forest', trees: 2_000 }), 2)).toBeLessThan(50);
  });
  it('stops what has no pause of its own, because it runs in a thread', async () => {
    const large = (context: TaskContext) =>
      trainCandidate(
        context,
        input,
        EstimatorSpec.parse({ kind: 'logistic', maxIterations: 1e6, penalty: 0 }),
      );
    expect(await cancelled(large, 2)).toBe(0);
  });
});
