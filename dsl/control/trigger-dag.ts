import type { Dag } from '../dag/dag-definition.ts';
import { traceCaller } from '../fault/trace.ts';
import { callDag } from './call-dag.ts';
import type { TriggerRule } from '../plan/trigger-rule.ts';
import type { Ref } from '../reference/reference.ts';
import type { Inputs } from '../reference/wire.ts';
import type { DagCallOptions } from '../task/task-options.ts';

/**
 * Starts another dag's run and goes on.
 *
 * @example
 * ```ts
 * const retrain = dag({ id: 'retrain', params: { uri: z.string() } }, ({ params }) =>
 *   ingest({ url: params.uri }));
 * dag({ id: 'watch' }, () => {
 *   triggerDag(retrain, { uri: 's3://data/digits.csv' });
 * });
 * ```
 */
export function triggerDag<I, R extends TriggerRule = 'all_success'>(
  child: Dag<I, unknown>,
  params: Inputs<I, R>,
  options: DagCallOptions<R> = {},
): Ref<{ dagId: string; runId: string }> {
  return callDag('triggerDag', child, params, options, traceCaller(triggerDag));
}
