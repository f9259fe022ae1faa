import { ApplicationFailure } from '@temporalio/common';
import { PLAN_VERSION, type CompiledPlan } from '../../dsl/plan/plan.ts';
import { FAILURE_TYPES } from '../protocol/failure-type.ts';

/**
 * Refuses a plan this engine cannot read. Words and options it does not act on are refused by
 * `dags check` and when the dag is loaded.
 */
export function assertRunnable(plan: CompiledPlan): void {
  if (plan.planVersion > PLAN_VERSION) {
    throw refused(
      `Plan of dag "${plan.id}" has version ${plan.planVersion}; this engine reads up to ${PLAN_VERSION}.`,
    );
  }
}

function refused(message: string): ApplicationFailure {
  return ApplicationFailure.create({
    type: FAILURE_TYPES.planRefused,
    message,
    nonRetryable: true,
  });
}
