import type { Fence } from './run-store.ts';

/**
 * The rules of task instances that both adapters keep; the SQL of `postgres-instance-sql.ts` says
 * the same in its `where` clauses.
 *
 * I1 A fence is ordered by generation, then attempt, and the fence of an instance never goes back.
 * I2 An instance is settled once, by a worker's completion or by the run's decision; within its
 *    generation nothing changes it afterwards. A newer generation begins anew.
 * I3 Try numbers count bodies begun: the first write of a fence (claim, completion or failure)
 *    takes the next number, every later write of the same fence keeps it.
 * I4 A claim begins an attempt only from an older fence, so one that arrives after its own
 *    attempt's completion or failure changes nothing.
 */
export interface InstanceStanding {
  readonly fence: Fence;
  /** Who settled it: null while it is open. */
  readonly settledBy: 'worker' | 'run' | null;
}

/** Negative when `a` is older than `b`, 0 when they are the same (I1). */
export function compareFences(a: Fence, b: Fence): number {
  return a.generation - b.generation || a.attempt - b.attempt;
}

/** Whether a claim with this fence begins an attempt (I2, I4). */
export function mayBegin(standing: InstanceStanding, fence: Fence): boolean {
  return compareFences(standing.fence, fence) < 0 && !isSettledFor(standing, fence);
}

/** Whether a completion or failure with this fence is taken (I1, I2). */
export function mayEnd(standing: InstanceStanding, fence: Fence): boolean {
  return compareFences(standing.fence, fence) <= 0 && !isSettledFor(standing, fence);
}

function isSettledFor({ settledBy, fence: mine }: InstanceStanding, fence: Fence): boolean {
  return settledBy !== null && mine.generation === fence.generation;
}

const EARLY_RANKS: ReadonlyMap<string, number> = new Map([
  ['none', 0],
  ['scheduled', 1],
  ['queued', 2],
]);
const FINAL_STATES: ReadonlySet<string> = new Set([
  'success',
  'failed',
  'skipped',
  'upstream_failed',
]);

/** States only move up this scale within a generation, so that a late batch of transitions is harmless. */
export function stateRank(state: string): number {
  return EARLY_RANKS.get(state) ?? (FINAL_STATES.has(state) ? 4 : 3);
}

/** Whether the run's decision ends the instance. */
export function isFinalState(state: string): boolean {
  return FINAL_STATES.has(state);
}
