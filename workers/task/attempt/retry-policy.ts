import type { PlanTaskOptions, RetryRule } from '../../../dsl/plan/plan-task-options.ts';
import type { Fault } from '../fault.ts';
import { retryDelayMs } from './retry-delay.ts';

/**
 * What the author said about a failure, from the nearest word to the farthest.
 *
 * Y1 The first rule that names the error decides whether it is tried again, then the task's
 *    `nonRetryable` list, then the error itself (`ctx.fail`, a non-retryable failure).
 * Y2 The wait is what the error says (`ctx.fail` with `after`), else what its rule says, else the
 *    task's own, grown and capped.
 */
export function isRetryable(
  fault: Fault,
  options: Pick<PlanTaskOptions, 'retryRules' | 'nonRetryable'>,
): boolean {
  const rule = ruleFor(fault, options);
  if (rule !== undefined) return rule.retry;
  return fault.retry && !namesOf(fault).some((name) => options.nonRetryable.includes(name));
}

export function delayAfter(
  fault: Fault,
  tryNumber: number,
  options: Parameters<typeof retryDelayMs>[1] & Pick<PlanTaskOptions, 'retryRules'>,
): number {
  return fault.afterMs ?? ruleFor(fault, options)?.afterMs ?? retryDelayMs(tryNumber, options);
}

function ruleFor(
  fault: Fault,
  { retryRules = [] }: Pick<PlanTaskOptions, 'retryRules'>,
): RetryRule | undefined {
  const names = namesOf(fault);
  return retryRules.find(({ on }) => names.includes(on));
}

/** All names an error answers to: its failure type, its own name, those of its classes. */
function namesOf(fault: Fault): readonly string[] {
  return [fault.type, ...(fault.names ?? [])];
}
