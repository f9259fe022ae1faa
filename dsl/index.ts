export { task } from './task/task.ts';
export { sensor } from './task/sensor.ts';
export { dag } from './dag/dag.ts';
export { cron } from './schedule/cron.ts';
export { every } from './schedule/every.ts';
export { allOf } from './schedule/all-of.ts';
export { anyOf } from './schedule/any-of.ts';
export { asset } from './asset/asset.ts';
export { event } from './asset/event.ts';
export { branch } from './control/branch.ts';
export { map } from './control/map.ts';
export { group } from './control/group.ts';
export { repeat } from './control/repeat.ts';
export { withResource } from './control/with-resource.ts';
export { shortCircuit } from './control/short-circuit.ts';
export { chain } from './control/chain.ts';
export { runDag } from './control/run-dag.ts';
export { triggerDag } from './control/trigger-dag.ts';
export { waitUntil } from './control/wait-until.ts';
export { waitForEvent } from './control/wait-for-event.ts';
export { approval } from './control/approval.ts';
export { eq, gt, gte, lt, lte, ne } from './expression/comparison.ts';
export { and, not, or } from './expression/logic.ts';
export { at, concat, flatten, includes, length } from './expression/list.ts';
export { coalesce } from './expression/coalesce.ts';
export { cross, zip } from './expression/combine.ts';
export { template } from './expression/template.ts';
export { shift } from './expression/shift.ts';
export { DagDefinitionError, describeIssue } from './fault/dag-definition-error.ts';

export type { DagIssue } from './fault/issue.ts';
export type { Given, GivenTo, Ref, RefTo } from './reference/reference.ts';
export type { Inputs, LenientWire, Wire } from './reference/wire.ts';
export type { BodyResult, Resolved } from './reference/body-result.ts';
export type { NoInputSensor, NoInputTask, Sensor, SensorOf, Task, TaskOf } from './task/task-of.ts';
export type { TaskContext, TaskLog } from './task/task-context.ts';
export type { Track } from './task/track.ts';
export type {
  After,
  CacheOptions,
  CallOptions,
  DagCallOptions,
  Placement,
  PokeOptions,
  Resources,
  RetryOn,
  SensorCallOptions,
  TaskOptions,
} from './task/task-options.ts';
export type { Size } from './task/size.ts';
export type { Callback, CallbackContext, TaskEvent } from './task/callback.ts';
export type { Duration } from './task/duration.ts';
export type { Dag, DagContext, DagDefinition } from './dag/dag-definition.ts';
export type { RunContext } from './dag/run-context.ts';
export type { EventSchedule, Preset, TimeSchedule } from './schedule/schedule.ts';
export type { Asset, Happening, Outlet, Source } from './asset/source.ts';
export type { TriggerRule } from './plan/trigger-rule.ts';
export type { CompiledPlan as Plan } from './plan/plan.ts';
