import { notBuilt } from '../not-built.ts';
import type { Ref, RefTo } from '../reference/reference.ts';
import type { Placement } from '../task/task-options.ts';

/** Skips everything downstream of it unless the condition holds. */
export function shortCircuit(
  condition: RefTo<boolean>,
  options?: Placement & { ignoreDownstreamTriggerRules?: boolean },
): Ref<true> {
  void [condition, options];
  return notBuilt();
}
