import { describe, expect, it } from 'vitest';
import { matrix } from '../data/matrix.ts';
import { likeliest } from '../model/likeliest.ts';
import { classClouds } from '../testing/class-clouds.ts';
import { binFeatures } from './feature-bins.ts';
import { fitForest, forestProbabilities } from './random-forest.ts';

const data = classClouds(300, 6, 3, 1);
const fresh = classClouds(300, 6, 3, 2);

describe('a forest', () => {
  const forest = fitForest(data, { trees: 30, seed: 4 });

  it('tells classes apart on rows it never saw', () => {
    const predicted = likeliest(forestProbabilities(forest, fresh.features), 3);
    const hits = predicted.filter((label, row) => label === fresh.labels[row]).length;
    expect(hits / 300).toBeGreaterThan(0.93);
  });
  it('gives probabilities that sum to 1', () => {
    const probabilities = forestProbabilities(forest, fresh.features);
    for (let row = 0; row < 300; row += 1) {
      const sum = [0, 1, 2].reduce((all, c) => all + (probabilities[row * 3 + c] ?? 0), 0);
      expect(sum).toBeCloseTo(1, 6);
    }
  });
  it('is the same forest for the same seed, and goes on from a part of itself (F1)', () => {
    expect(fitForest(data, { trees: 30, seed: 4 })).toEqual(forest);
    const half = fitForest(data, { trees: 12, seed: 4 });
    expect(fitForest(data, { trees: 30, seed: 4, grown: half.trees })).toEqual(forest);
    expect(fitForest(data, { trees: 30, seed: 5 })).not.toEqual(forest);
  });
  it('keeps every leaf at the size asked for', () => {
    const [tree] = fitForest(data, { trees: 1, seed: 1, minLeafRows: 150 }).trees;
    expect(tree?.feature.length).toBeLessThanOrEqual(3);
  });
});

describe('bins', () => {
  it('never cut between equal values, and a value at a cut goes left', () => {
    const binned = binFeatures(matrix(6, 1, [1, 1, 2, 2, 3, 3]));
    expect([...(binned.cuts[0] ?? [])]).toEqual([1.5, 2.5]);
    expect([...binned.bins]).toEqual([0, 0, 1, 1, 2, 2]);
  });
  it('are at most as many as asked for, however many values there are', () => {
    const values = Float32Array.from({ length: 5000 }, (_, i) => Math.sin(i));
    const binned = binFeatures(matrix(5000, 1, values), 16);
    expect(binned.cuts[0]?.length).toBeLessThanOrEqual(15);
    expect(new Set(binned.bins).size).toBe(16);
  });
  it('separate neighbours that differ in the last bit of single precision', () => {
    const next = Math.fround(1 + 2 ** -23);
    const binned = binFeatures(matrix(2, 1, [1, next]));
    expect([...binned.bins]).toEqual([0, 1]);
    expect(1 <= (binned.cuts[0]?.[0] ?? 0) && (binned.cuts[0]?.[0] ?? 9) < next).toBe(true);
  });
});
