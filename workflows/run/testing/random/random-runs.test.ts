import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { assertAgreesWithModel } from './agrees-with-model.ts';
import { Coverage } from './coverage.ts';
import type { RandomCase } from './random-case.ts';
import { runRandomCases } from './run-random-cases.ts';

/**
 * The reducer against the reference model: same states after every batch, same inputs, same result,
 * one finish, nothing started twice, same events same commands.
 *
 * PERDURE_SEED and PERDURE_RUNS choose other runs; `npm run test:random` does the same at length,
 * 10,000 on every check of the whole. A case that ever failed goes, as it is printed, into
 * kept-cases.json with a word on what was wrong, and is run first for ever after.
 */
const seed = Number(process.env['PERDURE_SEED'] ?? 20_260_101);
const numRuns = Number(process.env['PERDURE_RUNS'] ?? 2_000);

// The file holds cases as they were printed, each with the reason it was kept.
const kept = JSON.parse(
  readFileSync(new URL('./kept-cases.json', import.meta.url), 'utf8'),
) as readonly { readonly why: string; readonly case: RandomCase }[];

test.each(kept)('kept: $why', (each) => {
  expect(() => assertAgreesWithModel(each.case)).not.toThrow();
});

test(`${numRuns} random dag runs with interventions end as the reference model says, and meet everything worth meeting`, async () => {
  const coverage = new Coverage();
  const breathe = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
  await runRandomCases({ seed, runs: numRuns, coverage, breathe });
  expect(coverage.rare(numRuns / 1_000), coverage.toString()).toEqual([]);
}, 600_000);
