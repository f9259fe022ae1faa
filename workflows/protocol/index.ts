export type { BlobReference, BoundExpression, Output } from './value.ts';
export { INLINE_INPUT_BYTES, INLINE_PLAN_BYTES, OFFLOAD_BYTES } from './value.ts';
export { FAILURE_TYPES, type FailureType } from './failure-type.ts';
export { DRIVER_REVISION } from './run-input.ts';
export type {
  ExecutionLimits,
  PlanSource,
  RunFacts,
  RunInput,
  RunOutcome,
  RunType,
} from './run-input.ts';
export type { ControlReply, ControlRequest, ControlVerb, Delivery } from './control.ts';
export type { TaskCall, TaskReport } from './task-call.ts';
