import type { FinalState, TaskState } from '../../state.ts';

/** Ends by state, and how many there will be in all. */
export type Count = { readonly [K in FinalState | 'total']: number };

const NONE: Count = { success: 0, failed: 0, skipped: 0, upstream_failed: 0, total: 0 };

/** One instance in that state. */
export function one(state: TaskState | undefined): Count {
  return state !== undefined && isEnd(state)
    ? { ...NONE, [state]: 1, total: 1 }
    : { ...NONE, total: 1 };
}

export function sum(counts: readonly Count[]): Count {
  const of = (key: keyof Count): number => counts.reduce((all, count) => all + count[key], 0);
  return {
    success: of('success'),
    failed: of('failed'),
    skipped: of('skipped'),
    upstream_failed: of('upstream_failed'),
    total: of('total'),
  };
}

/** As many again of which nothing is known yet. */
export function unknown(total: number): Count {
  return { ...NONE, total };
}

export function allEnded(count: Count): boolean {
  return count.success + count.failed + count.skipped + count.upstream_failed === count.total;
}

/** One state for many. */
export function summary(count: Count): 'upstream_failed' | 'skipped' | 'success' {
  if (count.failed + count.upstream_failed > 0) return 'upstream_failed';
  return count.skipped > 0 ? 'skipped' : 'success';
}

export function isEnd(state: TaskState): state is FinalState {
  return ['success', 'failed', 'skipped', 'upstream_failed'].includes(state);
}
