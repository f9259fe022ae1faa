import type { SensorNode } from '../../../dsl/plan/plan.ts';

/** The wait after a sensor's poke (1 is the first of its try): the interval, doubled if it is to grow. */
export function pokeDelayMs(
  pokes: number,
  {
    intervalMs,
    exponential,
    maxIntervalMs,
  }: Pick<SensorNode['poke'], 'intervalMs' | 'exponential' | 'maxIntervalMs'>,
): number {
  if (!exponential) return Math.max(1, intervalMs);
  return Math.max(1, Math.min(intervalMs * 2 ** (pokes - 1), maxIntervalMs));
}
