import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { classClouds } from '../testing/class-clouds.ts';
import {
  fitBoostedClassifierOnThreads,
  fitBoostedRegressionOnThreads,
} from './boosting-on-threads.ts';
import { fitBoostedClassifier, fitBoostedRegression } from './gradient-boosting.ts';

const data = classClouds(300, 7, 3, 1);
const targets = Float64Array.from(data.labels, (label, row) => label * 3 + Math.sin(row));

/** Behind these rounds training goes on. */
const BEFORE = 2;

describe('boosting on threads', () => {
  it('that share the columns gives the model of one thread, bit for bit, also from the middle', async () => {
    const options = { rounds: 6, rowWeights: targets.map((_, row) => 1 + (row % 3)) };
    const whole = fitBoostedRegression(data.features, targets, options);
    for (const threads of [1, 2]) {
      const grown = whole.rounds.slice(0, BEFORE);
      const together = { ...options, threads, grown };
      expect(await fitBoostedRegressionOnThreads(data.features, targets, together)).toEqual(whole);
    }
  });
  it('that share the classes does so too, and tells every round in order', async () => {
    const whole = fitBoostedClassifier(data, { rounds: 5 });
    for (const threads of [1, 2]) {
      const told: number[] = [];
      const heard: string[] = [];
      const together = await fitBoostedClassifierOnThreads(data, {
        ...{ rounds: 5, threads, grown: whole.rounds.slice(0, BEFORE) },
        onRound: (round) => void told.push(round),
        afterRound: async ({ round, trees }) => {
          heard.push(`${round} begins with ${trees.length}`);
          await setImmediate();
          heard.push(`${round} ends`);
        },
      });
      expect(together).toEqual(whole);
      expect(told).toEqual([3, 4, 5]);
      expect(heard).toEqual(told.flatMap((at) => [`${at} begins with 3`, `${at} ends`]));
    }
  });
  it('ends behind the round that it was told to, and with what a listener throws', async () => {
    const onRound = (round: number) => round === 3;
    const { rounds } = await fitBoostedClassifierOnThreads(data, {
      ...{ rounds: 1_000_000, threads: 2, onRound },
    });
    expect(rounds).toEqual(fitBoostedClassifier(data, { rounds: 3 }).rounds);
    for (const threads of [1, 2]) {
      const heard: number[] = [];
      const stopped = fitBoostedRegressionOnThreads(data.features, targets, {
        ...{ rounds: 1_000_000, threads },
        afterRound: async ({ round }) => {
          heard.push(round);
          if (round === 3) throw new Error('Enough.');
        },
      });
      await expect(stopped).rejects.toThrow('Enough.');
      expect(heard).toEqual([1, 2, 3]);
    }
  });
  it('ends by the signal, with its reason', async () => {
    for (const threads of [1, 2]) {
      const ending = new AbortController();
      const stopped = fitBoostedRegressionOnThreads(data.features, targets, {
        ...{ rounds: 1_000_000, threads, signal: ending.signal },
        onRound: (round) => (round === 2 ? ending.abort(new Error('Cancelled.')) : undefined),
      });
      await expect(stopped).rejects.toThrow('Cancelled.');
    }
  });
});
