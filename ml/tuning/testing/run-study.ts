import { suggest, type Sampler } from '../suggest.ts';
import type { PastTrial } from '../trial.ts';
import type { Benchmark } from './benchmark-functions.ts';

/** The regret after so many trials: the best value found, less the minimum. */
export function regretOf(
  { space, at, minimum }: Benchmark,
  sampler: Sampler,
  how: { readonly seed: number; readonly trials: number; readonly batch?: number },
): number {
  const history: PastTrial[] = [];
  while (history.length < how.trials) {
    const batch = suggest(space, history, { sampler, seed: how.seed, count: how.batch ?? 1 });
    if (batch.length === 0) break;
    // The benchmarks have number parameters only.
    const params = batch as Record<string, number>[];
    history.push(
      ...params.map((each) => ({ params: each, state: 'complete' as const, value: at(each) })),
    );
  }
  return Math.min(...history.map(({ value = Infinity }) => value)) - minimum;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(half) - 1] ?? NaN, sorted[Math.floor(half)] ?? NaN];
  return (low + high) / 2;
}
