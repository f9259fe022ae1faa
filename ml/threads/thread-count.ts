import { availableParallelism } from 'node:os';
import type { ThreadOptions } from './thread-options.ts';

/** Below this much work a thread would take longer to start than to do its part. */
const LEAST_WORK = 20_000_000;

/**
 * How many threads a fit uses: as many as told, else as many as the machine lets this process use
 * when there is work enough, and never more than parts.
 *
 * @param work about as many inner-loop steps
 * @param parts into which the work can be cut
 */
export function threadCount({ threads }: ThreadOptions, work: number, parts: number): number {
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1)) {
    throw new RangeError(`threads is ${threads}, expected a whole number from 1.`);
  }
  const wanted = threads ?? (work < LEAST_WORK ? 1 : availableParallelism());
  return Math.max(1, Math.min(wanted, parts));
}
