import { traceCaller } from '../fault/trace.ts';
import { addGroup } from './add-group.ts';
import type { BodyResult, Resolved } from '../reference/body-result.ts';
import type { Ref } from '../reference/reference.ts';
import type { After, TaskOptions } from '../task/task-options.ts';

/**
 * Puts the body's tasks under `id.` and gives them defaults.
 *
 * @example
 * ```ts
 * const prepared = group('prepare', () => {
 *   const raw = ingest({ url: 's3://data/digits.csv' });
 *   return { raw };
 * }, { defaults: { retries: 2 } });
 * train({ data: prepared.raw, lr: 0.1 });
 * ```
 */
export function group<X extends BodyResult>(
  id: string,
  body: () => X,
  options: { after?: After; doc?: string; defaults?: TaskOptions } = {},
): Ref<Resolved<X>> {
  // `Resolved` computes this type from the body; the reference itself is checked at run time only.
  return addGroup(id, body, options, traceCaller(group)) as Ref<Resolved<X>>;
}
