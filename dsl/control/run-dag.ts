import type { Dag } from '../dag/dag-definition.ts';
import { traceCaller } from '../fault/trace.ts';
import { callDag } from './call-dag.ts';
import type { TriggerRule } from '../plan/trigger-rule.ts';
import type { Ref } from '../reference/reference.ts';
import type { Inputs } from '../reference/wire.ts';
import type { DagCallOptions } from '../task/task-options.ts';

/**
 * Runs another dag as a task and returns its result.
 *
 * @example
 * ```ts
 * const child = dag({ id: 'score', params: { uri: z.string() } }, ({ params }) =>
 *   ingest({ url: params.uri }));
 * dag({ id: 'parent' }, () => {
 *   const scored = runDag(child, { uri: 's3://data/digits.csv' });
 *   notify({ text: template`${scored.rows} rows.` });
 * });
 * ```
 */
export function runDag<I, O, R extends TriggerRule = 'all_success'>(
  child: Dag<I, O>,
  params: Inputs<I, R>,
  options: DagCallOptions<R> & { cancel?: 'with_parent' | 'leave' } = {},
): Ref<O> {
  return callDag('runDag', child, params, options, traceCaller(runDag));
}
