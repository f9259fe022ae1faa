import { Coverage } from '../../workflows/run/testing/random/coverage.ts';
import { runRandomCases } from '../../workflows/run/testing/random/run-random-cases.ts';

/**
 * `npm run test:random [-- --runs 100000] [--seed 1]`: random dag runs with clears, marks, pauses,
 * cancels and new executions, the reducer against the reference model. Prints what was met how
 * often, and ends with 1 at the first difference, with its seed and the smallest case found.
 */
const runs = Number(flag('--runs') ?? 100_000);
const seed = Number(flag('--seed') ?? Date.now() % 1_000_000_000);
const coverage = new Coverage();

console.log(`random: ${runs} runs from seed ${seed}`);
try {
  await runRandomCases({ seed, runs, coverage, progress: tell, breathe });
  console.log(coverage.toString());
  const rare = coverage.rare(runs / 1_000);
  if (rare.length > 0) console.log(`random: met too seldom: ${rare.join(', ')}`);
  console.log(`random: ${runs} runs as the reference model says (seed ${seed})`);
  process.exitCode = rare.length > 0 ? 1 : 0;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

function tell(done: number): void {
  if (done % 10_000 === 0) console.log(`  ${done}`);
}

function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function flag(name: string): string | undefined {
  const index = process.argv.indexOf(name);
  return index < 0 ? undefined : process.argv[index + 1];
}
