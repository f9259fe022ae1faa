import fc from 'fast-check';
import { assertAgreesWithModel } from './agrees-with-model.ts';
import type { Coverage } from './coverage.ts';
import { FEATURES, type Feature } from './node-recipe.ts';
import { randomCase } from './random-case.ts';

export interface RandomRuns {
  readonly seed: number;
  readonly runs: number;
  readonly coverage: Coverage;
  /** Each case has some of these; all when absent. */
  readonly features?: readonly Feature[];
  /** Called after every part, with how many runs there have been. */
  readonly progress?: (done: number) => void;
  /** Lets others have the thread: a test runner gives up on a worker that is silent for long. */
  readonly breathe: () => Promise<void>;
}

/** Runs of one seed: a failing part is found again by its seed, however many came before. */
const PART = 500;

/** Shrinking a long case may take minutes; past this everything passes, and the smallest is given. */
const SHRINK_MS = 20_000;

/**
 * Plays random cases against the reference model.
 *
 * @throws Error at the first that fails, with its seed and the case shrunk as JSON.
 */
export async function runRandomCases({
  seed,
  runs,
  coverage,
  progress,
  breathe,
  features = FEATURES,
}: RandomRuns): Promise<void> {
  let failedAt: number | undefined;
  for (let done = 0; done < runs; done += PART) {
    const partSeed = seed + done / PART;
    const property = fc.property(randomCase(features), (each) => {
      if (failedAt !== undefined && Date.now() - failedAt > SHRINK_MS) return;
      try {
        coverage.take(assertAgreesWithModel(each));
      } catch (error) {
        failedAt ??= Date.now();
        throw error;
      }
    });
    const outcome = fc.check(property, {
      seed: partSeed,
      numRuns: Math.min(PART, runs - done),
      // Every other part without fast-check's liking for small cases.
      unbiased: (done / PART) % 2 === 1,
    });
    if (outcome.failed) {
      const [found] = outcome.counterexample ?? [];
      const error = outcome.errorInstance;
      throw new Error(
        `Seed ${partSeed} fails: ${error instanceof Error ? error.message : String(error)}\n${JSON.stringify(found)}`,
      );
    }
    progress?.(Math.min(done + PART, runs));
    await breathe();
  }
}
