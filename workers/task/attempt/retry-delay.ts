import type { PlanTaskOptions } from '../../../dsl/plan/plan.ts';

/** Tries that failed together do not come back together: up to a tenth is added. */
const JITTER = 0.1;

/** The wait after a failed try (1 is the first): delay × factor^(try − 1), capped, with jitter. */
export function retryDelayMs(
  tryNumber: number,
  options: Pick<PlanTaskOptions, 'retryDelayMs' | 'retryBackoff' | 'maxRetryDelayMs'>,
  random: () => number = Math.random,
): number {
  const grown = options.retryDelayMs * options.retryBackoff ** (tryNumber - 1);
  const capped = Math.min(grown, options.maxRetryDelayMs);
  return Math.max(1, Math.round(capped * (1 + JITTER * random())));
}
