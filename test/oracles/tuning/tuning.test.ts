import { readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Sampler } from '../../../ml/tuning/suggest.ts';
import { branin, hartmann6 } from '../../../ml/tuning/testing/benchmark-functions.ts';
import { median, regretOf } from '../../../ml/tuning/testing/run-study.ts';

/**
 * Median regret after 40 trials against Optuna's. `PERDURE_SLOW=1` compares over 20 seeds, and
 * prints the table of docs/tuning.md; otherwise a few seeds show that nothing is broken.
 */
const slow = process.env['PERDURE_SLOW'] === '1';
const Medians = z.record(z.string(), z.number());
const Oracle = z.object({
  trials: z.int(),
  seeds: z.int(),
  median_regret: z.object({ branin: Medians, hartmann6: Medians }),
});
const oracle = Oracle.parse(
  JSON.parse(readFileSync(new URL('optuna.json', import.meta.url), 'utf8')),
);
const BENCHMARKS = [branin, hartmann6];
const seeds = Array.from({ length: slow ? oracle.seeds : 3 }, (_, seed) => seed);

async function medianRegret(
  benchmark: (typeof BENCHMARKS)[number],
  sampler: Sampler,
): Promise<number> {
  const regrets: number[] = [];
  for (const seed of seeds) {
    regrets.push(regretOf(benchmark, sampler, { seed, trials: oracle.trials }));
    await setImmediate(); // the runner gives up a worker that is silent for a minute
  }
  return median(regrets);
}
const optunas = (name: string, sampler: string): number =>
  oracle.median_regret[name === 'branin' ? 'branin' : 'hartmann6'][sampler] ?? NaN;

describe.each(BENCHMARKS)('on $name', (benchmark) => {
  it('TPE beats chance', async () => {
    const tpe = await medianRegret(benchmark, { kind: 'tpe' });
    expect(tpe).toBeLessThan(optunas(benchmark.name, 'random'));
  });
  it.runIf(slow)(
    'TPE and Gaussian process reach Optuna’s median regret within 10 %',
    { timeout: 900_000 },
    async () => {
      const rows: { kind: string; ours: number; theirs: number }[] = [];
      for (const kind of ['random', 'tpe', 'gaussian'] as const) {
        const ours = await medianRegret(benchmark, { kind });
        rows.push({ kind, ours, theirs: optunas(benchmark.name, kind) });
      }
      console.table(rows);
      const of = (wanted: string): (typeof rows)[number] | undefined =>
        rows.find(({ kind }) => kind === wanted);
      const [tpe, gaussian, random] = [of('tpe'), of('gaussian'), of('random')];
      expect(tpe?.ours).toBeLessThan(1.1 * (tpe?.theirs ?? NaN));
      expect(tpe?.ours).toBeLessThan(random?.ours ?? NaN);
      expect(gaussian?.ours).toBeLessThan(random?.ours ?? NaN);
      // Optuna's Gaussian process was not measured on Hartmann-6.
      if (benchmark.name !== 'branin') return;
      expect(gaussian?.ours).toBeLessThan(1.1 * (gaussian?.theirs ?? NaN));
    },
  );
});
