import type { TriggerRule } from '../../dsl/plan/trigger-rule.ts';
import { isFinished, type Tally } from './tally.ts';

/** What a rule says of an instance that has not started: wait for more, run, or end unrun. */
export type TriggerDecision = 'wait' | 'run' | 'skipped' | 'upstream_failed';

type Decide = (up: Tally, finished: boolean) => TriggerDecision;

const bad = (up: Tally): number => up.failed + up.upstream_failed;

const RULES: { readonly [R in TriggerRule]: Decide } = {
  all_success: (up) => {
    if (bad(up) > 0) return 'upstream_failed';
    if (up.skipped > 0) return 'skipped';
    return up.success === up.total ? 'run' : 'wait';
  },
  all_failed: (up) => {
    if (up.success + up.skipped > 0) return 'skipped';
    return bad(up) === up.total ? 'run' : 'wait';
  },
  all_done: (_, finished) => (finished ? 'run' : 'wait'),
  // A skipped upstream never counts as done here, so it ends the wait at once.
  all_done_min_one_success: (up, finished) => {
    if (up.skipped > 0) return 'skipped';
    if (!finished) return 'wait';
    return up.success > 0 ? 'run' : 'upstream_failed';
  },
  // Its setups live in `withResource`, not among a task's upstreams: without setups it is all_done.
  all_done_setup_success: (_, finished) => (finished ? 'run' : 'wait'),
  one_success: (up, finished) => {
    if (up.success > 0) return 'run';
    if (!finished) return 'wait';
    return up.skipped === up.total ? 'skipped' : 'upstream_failed';
  },
  one_failed: (up, finished) => {
    if (bad(up) > 0) return 'run';
    return finished ? 'skipped' : 'wait';
  },
  one_done: (up, finished) => {
    if (up.success + up.failed > 0) return 'run';
    return finished ? 'skipped' : 'wait';
  },
  none_failed: (up) => {
    if (bad(up) > 0) return 'upstream_failed';
    return up.success + up.skipped === up.total ? 'run' : 'wait';
  },
  none_failed_min_one_success: (up, finished) => {
    if (bad(up) > 0) return 'upstream_failed';
    if (up.skipped === up.total) return 'skipped';
    return finished ? 'run' : 'wait';
  },
  none_skipped: (up, finished) => {
    if (up.skipped > 0) return 'skipped';
    return finished ? 'run' : 'wait';
  },
  all_skipped: (up) => {
    if (up.success + bad(up) > 0) return 'skipped';
    return up.skipped === up.total ? 'run' : 'wait';
  },
  always: () => 'run',
};

/**
 * Airflow 3.3.2's `TriggerRuleDep`, cell by cell; `test/oracles/trigger-rules` holds the proof.
 *
 * R1 Without upstreams every rule runs.
 * R2 A rule that can decide early does: `one_*` run and `all_success` fails before the rest end.
 * R3 Once all upstreams have finished, no rule waits.
 */
export function triggerDecision(rule: TriggerRule, upstream: Tally): TriggerDecision {
  if (upstream.total === 0) return 'run';
  return RULES[rule](upstream, isFinished(upstream));
}
