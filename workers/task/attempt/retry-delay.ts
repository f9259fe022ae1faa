import type { PlanTaskOptions } from '../../../dsl/plan/plan-task-options.ts';

/**
 * The wait after a failed try (1 is the first): delay × factor^(try − 1), capped, then moved either
 * way by up to the share that chance may have, so that what failed together does not come back
 * together.
 */
export function retryDelayMs(
  tryNumber: number,
  options: Pick<
    PlanTaskOptions,
    'retryDelayMs' | 'retryBackoff' | 'maxRetryDelayMs' | 'retryJitter'
  >,
  random: () => number = Math.random,
): number {
  const grown = options.retryDelayMs * options.retryBackoff ** (tryNumber - 1);
  const capped = Math.min(grown, options.maxRetryDelayMs);
  const moved = capped * (1 + (options.retryJitter ?? 0) * (2 * random() - 1));
  return Math.max(1, Math.round(moved));
}
