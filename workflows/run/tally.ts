import type { FinalState } from './state.ts';

/**
 * How a set of task instances stands: finished ones by state, and how many there are in all.
 * Airflow's trigger rules look at nothing else.
 *
 * T1 success + failed + skipped + upstream_failed <= total, and equal once all have finished.
 */
export interface Tally {
  readonly success: number;
  readonly failed: number;
  readonly skipped: number;
  readonly upstream_failed: number;
  readonly total: number;
}
export type MutableTally = { -readonly [K in keyof Tally]: Tally[K] };

export function emptyTally(total = 0): MutableTally {
  return { success: 0, failed: 0, skipped: 0, upstream_failed: 0, total };
}

/** What one instance adds when it ends. */
export function tallyOf(state: FinalState): Tally {
  return ONE[state];
}

const ONE: { readonly [S in FinalState]: Tally } = {
  success: { ...emptyTally(), success: 1 },
  failed: { ...emptyTally(), failed: 1 },
  skipped: { ...emptyTally(), skipped: 1 },
  upstream_failed: { ...emptyTally(), upstream_failed: 1 },
};

export function addTally(to: MutableTally, change: Tally): void {
  to.success += change.success;
  to.failed += change.failed;
  to.skipped += change.skipped;
  to.upstream_failed += change.upstream_failed;
  to.total += change.total;
}

export function finishedCount(tally: Tally): number {
  return tally.success + tally.failed + tally.skipped + tally.upstream_failed;
}

export function isFinished(tally: Tally): boolean {
  return finishedCount(tally) >= tally.total;
}

/** The one state that stands for many: what a branch or a map shows of the tasks inside. */
export function summaryState(tally: Tally): 'upstream_failed' | 'skipped' | 'success' {
  if (tally.failed + tally.upstream_failed > 0) return 'upstream_failed';
  return tally.skipped > 0 ? 'skipped' : 'success';
}
