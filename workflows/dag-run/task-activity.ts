import { proxyActivities, type ActivityOptions } from '@temporalio/workflow';
import type { TaskNode } from '../../dsl/plan/plan.ts';
import type { RunCommand } from '../run/command.ts';
import type { RunFacts } from '../protocol/run-input.ts';
import type { TaskCall, TaskReport } from '../protocol/task-call.ts';
import { activityTypeOf, WORKFLOW_QUEUE } from '../protocol/names.ts';

/**
 * T1 Every activity has a heartbeat timeout: a killed server can mark an activity started that no
 *    worker ever received, and only a timeout frees it.
 * T2 Temporal's attempts are the author's tries plus slack, because such a loss uses one up; the
 *    worker's wrapper counts the author's tries and ends them with a non-retryable failure.
 * T3 Temporal's own delay between attempts is short, for lost workers; the author's delay comes
 *    with each failure as its next retry delay.
 */
const INFRASTRUCTURE_ATTEMPTS = 10;
/** The wrapper ends an attempt at `timeoutMs` with a named failure; Temporal's limit is behind it. */
const TIMEOUT_SLACK_MS = 15_000;
const SUMMARY_BYTES = 400;

type Schedule = Extract<RunCommand, { type: 'schedule' }>;
type TaskActivity = (call: TaskCall) => Promise<TaskReport>;

export function startTaskActivity(
  command: Schedule,
  run: RunFacts,
  identity: { readonly generation: number; readonly planHash: string },
): Promise<TaskReport> {
  const { node } = command;
  if (node.kind !== 'task') throw new Error(`This version does not start a "${node.kind}".`);
  const type = activityTypeOf(run.dagId, node.id);
  const activities = proxyActivities<Record<string, TaskActivity>>(activityOptions(command, node));
  const activity = activities[type];
  if (activity === undefined) throw new Error(`No proxy for activity type "${type}".`);
  return activity({
    run,
    ...identity,
    taskId: node.id,
    path: command.path,
    mapIndex: command.mapIndex,
    input: command.input,
    facts: node.facts,
    options: node.options,
  });
}

function activityOptions(command: Schedule, node: TaskNode): ActivityOptions {
  const { options } = node;
  return {
    activityId: command.path,
    // Leaving the queue out lets Temporal hand the task back with the workflow task's answer.
    ...(options.queue === WORKFLOW_QUEUE ? {} : { taskQueue: options.queue }),
    summary: summaryOf(command, node).slice(0, SUMMARY_BYTES),
    startToCloseTimeout: options.timeoutMs + TIMEOUT_SLACK_MS,
    heartbeatTimeout: options.heartbeatTimeoutMs,
    retry: {
      initialInterval: 1_000,
      backoffCoefficient: 1,
      maximumAttempts: options.retries + 1 + INFRASTRUCTURE_ATTEMPTS,
    },
  };
}

function summaryOf(command: Schedule, node: TaskNode): string {
  const doc = node.doc === undefined ? '' : `: ${node.doc.split('\n', 1)[0] ?? ''}`;
  return `${command.path} on ${node.options.queue}${doc}`;
}
