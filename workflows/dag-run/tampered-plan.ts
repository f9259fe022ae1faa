import { ApplicationFailure } from '@temporalio/common';
import { FAILURE_TYPES } from '../protocol/failure-type.ts';

/** What was stored as a plan is not the plan that the run asked for. */
export function tamperedPlan(stored: string, asked: string): ApplicationFailure {
  return ApplicationFailure.create({
    type: FAILURE_TYPES.tamperedObject,
    message: `The stored plan has hash ${stored}; the run asked for ${asked}.`,
    nonRetryable: true,
  });
}
