import type { KeptRow } from './run-control.ts';
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
 * I5 What the run decides carries its generation. It changes nothing of a newer one; within its own
 *    and on open instances of older ones, states only move up. What the run itself had settled in an
 *    older generation gives way to another decision; what a worker settled stays until a control
 *    verb resets it (`reset`) or the run no longer reaches it (`removed`).
 * I6 A decision never moves the fence of an open instance: its worker may still report. One that
 *    ends the instance moves it to the run's generation, which closes it to all earlier workers.
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

/** What a decision of the run does to an instance that is there (I5, I6). */
export function decisionOn(
  standing: InstanceStanding & { readonly state: string },
  decided: { readonly state: string; readonly generation: number },
): 'ignored' | 'moved' | 'anew' {
  const { settledBy, fence, state } = standing;
  if (fence.generation > decided.generation) return 'ignored';
  if (decided.state === 'removed') return state === 'removed' ? 'ignored' : 'moved';
  if (settledBy === null) return stateRank(decided.state) >= stateRank(state) ? 'moved' : 'ignored';
  const isOverruled =
    settledBy === 'run' && fence.generation < decided.generation && state !== decided.state;
  return isOverruled ? 'anew' : 'ignored';
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
  'removed',
]);

/**
 * States only move up this scale within a generation, so that a late batch of transitions is
 * harmless. Waiting states rank like `running`: an instance goes from one to the other and back.
 */
export function stateRank(state: string): number {
  return EARLY_RANKS.get(state) ?? (FINAL_STATES.has(state) ? 4 : 3);
}

/** Whether the run's decision ends the instance. */
export function isFinalState(state: string): boolean {
  return FINAL_STATES.has(state);
}

/** Whether a run that is opened again keeps an instance in this state. */
export function isKeptState(state: string): state is KeptRow['state'] {
  return state !== 'removed' && FINAL_STATES.has(state);
}
