import { traceCaller } from '../fault/trace.ts';
import { addResource } from './add-resource.ts';
import type { BodyResult, Resolved } from '../reference/body-result.ts';
import type { Given, Ref, RefTo } from '../reference/reference.ts';
import type { Placement } from '../task/task-options.ts';

/**
 * Sets up, runs the body, tears down if the setup succeeded, whatever happened between.
 *
 * @example
 * ```ts
 * withResource(
 *   {
 *     setup: () => ingest({ url: 's3://data/digits.csv' }, { id: 'lock' }),
 *     teardown: (lock) => notify({ text: template`Released ${lock.uri}.` }),
 *   },
 *   (lock) => train({ data: lock, lr: 0.1 }, { id: 'work' }),
 * );
 * ```
 */
export function withResource<R, X extends BodyResult>(
  resource: {
    setup: () => RefTo<R>;
    teardown: (resource: Given<R>) => BodyResult;
    /** `failure`: only if the body did not succeed, which undoes what was done (compensation). */
    teardownWhen?: 'always' | 'failure';
    failRunOnTeardownFailure?: boolean;
  },
  body: (resource: Given<R>) => X,
  options: Placement = {},
): Ref<Resolved<X>> {
  return addResource(resource, body, options, traceCaller(withResource));
}
