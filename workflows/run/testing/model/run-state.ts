import { insideOf, allSpots, outcomeOf, type Unfolding } from './unfolding.ts';

/** A run fails with its leaves, when it was cancelled, and with a teardown that says so. */
export function runState(run: Unfolding): 'success' | 'failed' {
  const { failed, upstream_failed: upstreamFailed } = outcomeOf(run, run.root);
  const bad = run.memory.cancelled || failed + upstreamFailed > 0 || tornDownBadly(run);
  return bad ? 'failed' : 'success';
}

function tornDownBadly(run: Unfolding): boolean {
  return allSpots(run).some((spot) => {
    if (spot.node.kind !== 'withResource' || !spot.node.failRunOnTeardownFailure) return false;
    const teardown = insideOf(run, spot)[2];
    if (teardown === undefined) return false;
    const { failed, upstream_failed: upstreamFailed } = outcomeOf(run, teardown);
    return failed + upstreamFailed > 0;
  });
}
