import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { testDag } from 'perdure/testing';
import { pruning } from './pruning.dag.ts';
import { tuning } from './tuning.dag.ts';

const Best = z.object({
  value: z.number(),
  params: z.object({ c: z.number(), gamma: z.number() }),
  output: z.object({ accuracy: z.number() }),
});
const Compared = z.object({ random: Best, tpe: Best });

describe('tuning a support vector machine', () => {
  it('finds parameters that read digits, by chance and by TPE', { timeout: 240_000 }, async () => {
    const run = await testDag(tuning, { params: { trials: 4, sampleRows: 200 } });
    expect(run.errors).toEqual([]);
    const { random, tpe } = Compared.parse(run.result);
    for (const { value, params, output } of [random, tpe]) {
      expect(value).toBeGreaterThan(0);
      expect(params.gamma).toBeGreaterThanOrEqual(1e-6);
      expect(output.accuracy).toBeGreaterThan(0.3);
    }
    const trials = run.instances.filter(({ path }) => path.endsWith('.train_model'));
    expect(trials).toHaveLength(8);
  });
});

describe('tuning a neural net that tells every epoch', () => {
  it('stops trials that promise nothing, and keeps the best', { timeout: 240_000 }, async () => {
    const params = { trials: 8, epochs: 7, sampleRows: 200 };
    const run = await testDag(pruning, { params });
    expect(run.errors).toEqual([]);
    const Found = z.object({
      best: z.object({ output: z.object({ accuracy: z.number() }) }),
      ...{ complete: z.int(), pruned: z.int(), failed: z.int() },
    });
    const { best, complete, pruned, failed } = Found.parse(run.result);
    expect([failed, complete + pruned]).toEqual([0, 8]);
    expect(pruned).toBeGreaterThan(0);
    expect(complete).toBeGreaterThan(0);
    expect(best.output.accuracy).toBeGreaterThan(0.5);
    const skipped = run.instances.filter(
      ({ path, state }) => path.endsWith('.train_neural_net') && state === 'skipped',
    );
    expect(skipped).toHaveLength(pruned);
  });
});
