import { describe, expect, it } from 'vitest';
import { classClouds } from '../testing/class-clouds.ts';
import { fitForestOnThreads, fitRegressionForestOnThreads } from './forest-on-threads.ts';
import { fitForest } from './random-forest.ts';
import { fitRegressionForest } from './regression-forest.ts';

const data = classClouds(300, 6, 3, 1);
const targets = Float64Array.from(data.labels, (label, row) => label * 3 + Math.sin(row));

describe('a forest grown on threads', () => {
  it('is the same, bit for bit, as one grown without, and goes on behind what is grown', async () => {
    const alone = fitForest(data, { trees: 12, seed: 4 });
    const told: number[] = [];
    const onTree = (grown: number) => void told.push(grown);
    const grown = alone.trees.slice(0, 5);
    const together = await fitForestOnThreads(data, {
      ...{ trees: 12, seed: 4, threads: 2, grown, onTree },
    });
    expect(together).toEqual(alone);
    expect(told).toEqual([6, 7, 8, 9, 10, 11, 12]);
  });
  it('is the same for numbers', async () => {
    const options = { trees: 5, seed: 4, minLeafRows: 3 };
    const together = await fitRegressionForestOnThreads(data.features, targets, {
      ...{ ...options, threads: 2 },
    });
    expect(together).toEqual(fitRegressionForest(data.features, targets, options));
  });
  it('ends its threads when the signal says so, and fails with its reason', async () => {
    const ending = new AbortController();
    const onTree = () => ending.abort(new Error('Enough.'));
    const endless = { trees: 1_000_000, threads: 2, signal: ending.signal, onTree };
    await expect(fitForestOnThreads(data, endless)).rejects.toThrow('Enough.');
  });
});
