export { createRun, type DagRunReducer, type RunOptions, type RunStep } from './create-run.ts';
export type { Focus, OutsideInstance, ShardLimits, ShardVerb } from './shards/shard.ts';
export type { Kept, KeptEnd, KeptInFlight, KeptInstance, KeptShard } from './kept.ts';
export type { StoppedRun } from './run-book.ts';
export { selectInstances, type SelectableRow } from './select/select-instances.ts';
export type { Selection } from './selection.ts';
export type { ShardEnd } from './event.ts';
export type { Tally } from './tally.ts';
export type { InstanceRow } from './snapshot.ts';
export type { RunCommand, Transition } from './command.ts';
export type { RunEvent, TaskError } from './event.ts';
export {
  instancePath,
  mapIndexOf,
  parseInstancePath,
  type InstancePath,
  type MapScope,
  type ParsedInstancePath,
} from './instance-path.ts';
export {
  isFinal,
  isTaskState,
  TASK_STATES,
  type FinalState,
  type RunState,
  type TaskState,
  type WaitingState,
} from './state.ts';
export { applyOperator } from './expression/operators.ts';
export { fillTemplate } from './expression/fill-template.ts';
export { ExpressionError } from './expression/expression-error.ts';
export { factKey } from './expression/fact-key.ts';
export { factsOf } from './expression/facts-of.ts';
export type { Loose } from './expression/loose.ts';
export { stepInto } from './expression/step-into.ts';
