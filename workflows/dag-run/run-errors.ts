import type { DagRunReducer } from '../run/index.ts';

const MAX_ERRORS = 20;

/** One line for each failed task instance, in the plan's order, at most 20. */
export function runErrors(reducer: DagRunReducer): string[] {
  return reducer
    .snapshot()
    .filter(({ state }) => state === 'failed')
    .slice(0, MAX_ERRORS)
    .map(({ path, reason }) => `${path}: ${reason ?? 'failed'}`);
}
