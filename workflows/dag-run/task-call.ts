import type { SensorNode, TaskNode } from '../../dsl/plan/plan.ts';
import type { TaskCall, TaskReport } from '../protocol/task-call.ts';
import type { InstanceEnd, Schedule, StartedContext } from './start-node.ts';

export type TaskActivity = (call: TaskCall) => Promise<TaskReport>;

/** The argument of a task's activity. */
export function taskCall(
  command: Schedule,
  node: TaskNode | SensorNode,
  { run, generation, planHash, keepCheckpoint }: StartedContext,
): TaskCall {
  return {
    run,
    generation,
    planHash,
    taskId: node.id,
    path: command.path,
    mapIndex: command.mapIndex,
    input: command.input,
    facts: node.facts,
    options: node.options,
    ...(node.kind === 'sensor' ? { poke: node.poke } : {}),
    ...(node.outlets.length === 0 ? {} : { outlets: node.outlets }),
    ...(keepCheckpoint ? { keepCheckpoint } : {}),
  };
}

export function endOfReport(report: TaskReport): InstanceEnd {
  return report.kind === 'success'
    ? { type: 'succeeded', output: report.output }
    : { type: 'skipped', reason: report.reason };
}
