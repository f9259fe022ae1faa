import { describe, expect, it } from 'vitest';
import { classClouds } from '../testing/class-clouds.ts';
import {
  fitBoostedClassifierOnThreads,
  fitBoostedRegressionOnThreads,
} from './boosting-on-threads.ts';
import { fitBoostedClassifier, fitBoostedRegression } from './gradient-boosting.ts';

const data = classClouds(300, 7, 3, 1);
const targets = Float64Array.from(data.labels, (label, row) => label * 3 + Math.sin(row));

describe('boosting on threads', () => {
  it('that share the columns gives the model of one thread, bit for bit', async () => {
    const rowWeights = targets.map((_, row) => 1 + (row % 3));
    const options = { rounds: 6, rowWeights };
    const together = await fitBoostedRegressionOnThreads(data.features, targets, {
      ...{ ...options, threads: 2 },
    });
    expect(together).toEqual(fitBoostedRegression(data.features, targets, options));
  });
  it('that share the classes does so too, and tells every round in order', async () => {
    const told: number[] = [];
    const onRound = (round: number) => void told.push(round);
    const together = await fitBoostedClassifierOnThreads(data, { rounds: 5, threads: 2, onRound });
    expect(together).toEqual(fitBoostedClassifier(data, { rounds: 5 }));
    expect(told).toEqual([1, 2, 3, 4, 5]);
  });
  it('ends behind the round that it was told to, and by the signal with its reason', async () => {
    const onRound = (round: number) => round === 3;
    const { rounds } = await fitBoostedClassifierOnThreads(data, {
      ...{ rounds: 1_000_000, threads: 2, onRound },
    });
    expect(rounds).toEqual(fitBoostedClassifier(data, { rounds: 3 }).rounds);
    const ending = new AbortController();
    const stopped = fitBoostedRegressionOnThreads(data.features, targets, {
      ...{ rounds: 1_000_000, threads: 2, signal: ending.signal },
      onRound: () => ending.abort(new Error('Enough.')),
    });
    await expect(stopped).rejects.toThrow('Enough.');
  });
});
