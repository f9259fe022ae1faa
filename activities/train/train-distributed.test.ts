import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { dag } from '../../dsl/index.ts';
import { memoryStores } from '../../stores/memory-stores.ts';
import type { PartGradients } from '../../ml/neural/shared-batch.ts';
import { testDag } from '../../workers/testing/index.ts';
import { Candidate, ingestCsv, split, trainDistributed, trainNeuralNet } from '../index.ts';
import { objectExchange, removeExchange } from './object-exchange.ts';

const OF = 'ab'.repeat(32);
const network = {
  input: [2],
  layers: [{ kind: 'dense' as const, units: 8, activation: 'tanh' as const }],
  optimizer: { kind: 'adam' as const, learningRate: 0.05 },
  ...{ epochs: 4, batchSize: 32, seed: 5 },
};
let folder = '';
let url = '';

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'perdure-ranks-'));
  url = path.join(folder, 'rows.csv');
  const lines = Array.from({ length: 240 }, (_, row) => {
    const [x, y] = [Math.sin(row * 1.7) * 2, Math.cos(row * 0.9) * 3];
    return [x.toFixed(4), y.toFixed(4), x + y > 0 ? 1 : 0].join(',');
  });
  await writeFile(url, ['x,y,label', ...lines].join('\n'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('distributed training', () => {
  it('two ranks come to one model, which is that of one worker but for rounding', async () => {
    const schema = [
      { name: 'x', type: 'number' as const },
      { name: 'y', type: 'number' as const },
      { name: 'label', type: 'integer' as const },
    ];
    const both = dag({ id: 'both' }, () => {
      const { train, validation } = split({ data: ingestCsv({ url, schema }) });
      const alone = trainNeuralNet({ train, validation, network });
      const shared = trainDistributed({ train, validation, network, ranks: 2, patienceSeconds: 2 });
      return { alone, shared };
    });
    const run = await testDag(both);
    expect(run.errors).toEqual([]);
    const { alone, shared } = z.object({ alone: Candidate, shared: Candidate }).parse(run.result);
    const [one, two] = [alone.validation.metrics, shared.validation.metrics];
    expect(two['accuracy']).toBeGreaterThan(0.8);
    expect(Math.abs((one['log_loss'] ?? 0) - (two['log_loss'] ?? 1))).toBeLessThan(1e-4);
  }, 60_000);
});

describe('ranks that meet in the object store', () => {
  const part = (value: number): PartGradients => ({
    ...{ loss: value, rows: 2, moments: [] },
    gradients: [Float32Array.of(value, value / 3)],
  });
  const rankOf = (
    objects: ReturnType<typeof memoryStores>['objects'],
    rank: number,
    changes: string[] = [],
    patienceMs = 3_000,
  ) =>
    objectExchange({
      ...{ objects, of: OF, rank, ranks: 2, patienceMs, signal: new AbortController().signal },
      group: { dagId: 'd', runId: 'r', path: 'train_rank' },
      onChange: (other, present) => void changes.push(`${other} ${present}`),
    });

  it('give each other their parts, in the order of the ranks, bit for bit', async () => {
    const { objects } = memoryStores();
    const place = { epoch: 0, batch: 0 };
    const made = [0, 1].map((rank) =>
      rankOf(objects, rank).exchange(place, async (of) => part(of === rank ? 1 / (rank + 3) : NaN)),
    );
    const [zero, one] = await Promise.all(made);
    expect(zero).toEqual([part(1 / 3), part(1 / 4)]);
    expect(one).toEqual(zero);
  });

  it('make the part of a rank that is away, and take it in again when it keeps up', async () => {
    const { objects } = memoryStores();
    const changes: string[] = [];
    const first = rankOf(objects, 0, changes, 20);
    const compute = async (of: number): Promise<PartGradients> => part(of + 10);
    expect(await first.exchange({ epoch: 0, batch: 0 }, compute)).toEqual([part(10), part(11)]);
    expect(changes).toEqual(['1 false']);
    // The one that comes late finds its own part made already, and takes it as it lies there.
    const late = rankOf(objects, 1);
    const own = await late.exchange({ epoch: 0, batch: 0 }, async () => part(NaN));
    expect(own).toEqual([part(10), part(11)]);
    await Promise.all([
      late.exchange({ epoch: 0, batch: 1 }, compute),
      new Promise((resolve) => setTimeout(resolve, 5)).then(() =>
        first.exchange({ epoch: 0, batch: 1 }, compute),
      ),
    ]);
    expect(changes).toEqual(['1 false', '1 true']);
  });

  it('remove what nobody goes back to, and keep what somebody may', async () => {
    const { objects } = memoryStores();
    const [zero, one] = [rankOf(objects, 0), rankOf(objects, 1)];
    const compute = async (of: number): Promise<PartGradients> => part(of);
    for (let epoch = 0; epoch < 4; epoch += 1) {
      await Promise.all([zero, one].map((each) => each.exchange({ epoch, batch: 0 }, compute)));
    }
    const keys = (await objects.list('exchange/')).map(({ key }) => key.split('/').at(-1));
    expect(keys).toEqual(
      [2, 3].flatMap((epoch) => [0, 1].map((rank) => `e00000${epoch}-b00000000-r000${rank}`)),
    );
  });

  it('leave nothing behind when they are done', async () => {
    const { objects } = memoryStores();
    const group = { dagId: 'd', runId: 'r', path: 'train_rank' };
    await rankOf(objects, 0, [], 1).exchange({ epoch: 0, batch: 0 }, async (of) => part(of));
    await objects.put('exchange/d/r/train_rank2/x', Buffer.from('of others'));
    await removeExchange(objects, group);
    const keys = (await objects.list('exchange/')).map(({ key }) => key);
    expect(keys).toEqual(['exchange/d/r/train_rank2/x']);
  });

  it('stop waiting when the task is stopped', async () => {
    const { objects } = memoryStores();
    const controller = new AbortController();
    const lonely = objectExchange({
      ...{ objects, of: OF, rank: 0, ranks: 2, patienceMs: 60_000, signal: controller.signal },
      group: { dagId: 'd', runId: 'r', path: 'train_rank' },
      onChange: () => undefined,
    });
    const waiting = lonely.exchange({ epoch: 0, batch: 0 }, async (of) => part(of));
    setTimeout(() => controller.abort(), 20);
    await expect(waiting).rejects.toThrow(/abort/i);
  });
});
