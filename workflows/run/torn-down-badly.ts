import { ownInstances } from './all-instances.ts';
import type { RunBook } from './run-book.ts';

/**
 * True when a teardown that may not fail has failed, or could not run because something before it
 * failed: as in Airflow, such a teardown counts as a leaf of the run.
 */
export function tornDownBadly(book: RunBook): boolean {
  const mayFailTheRun = [...book.plan.byId.values()].some(
    ({ plan }) => plan.kind === 'withResource' && plan.failRunOnTeardownFailure,
  );
  if (!mayFailTheRun) return false;
  for (const { node, inside } of ownInstances(book)) {
    if (node.plan.kind !== 'withResource' || !node.plan.failRunOnTeardownFailure) continue;
    const { failed = 0, upstream_failed: upstreamFailed = 0 } = inside?.frames[2]?.tally ?? {};
    if (failed + upstreamFailed > 0) return true;
  }
  return false;
}
