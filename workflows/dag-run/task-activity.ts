import {
  ActivityCancellationType,
  proxyActivities,
  type ActivityOptions,
} from '@temporalio/workflow';
import { ApplicationFailure } from '@temporalio/common';
import type { SensorNode, TaskNode } from '../../dsl/plan/plan.ts';
import { FAILURE_TYPES } from '../protocol/failure-type.ts';
import { activityTypeOf, WORKFLOW_QUEUE } from '../protocol/names.ts';
import { resourceQueue } from '../protocol/resource-queue.ts';
import type { TaskReport } from '../protocol/task-call.ts';
import type { InstanceEnd, Schedule, StartedContext } from './start-node.ts';
import { endOfReport, taskCall, type TaskActivity } from './task-call.ts';
import { taskErrorOf } from './task-error.ts';

/**
 * T1 Every activity has a heartbeat timeout: a killed server can mark an activity started that no
 *    worker ever received, and only a timeout frees it.
 * T2 Temporal's attempts are the author's tries plus slack, because such a loss uses one up; the
 *    worker's wrapper counts the author's tries and ends them with a non-retryable failure.
 * T3 Temporal's own delay between attempts is short, for lost workers; the author's delay comes
 *    with each failure as its next retry delay.
 * T4 A cancelled activity has ended before its instance has: its path, which is its id, is free.
 */
const INFRASTRUCTURE_ATTEMPTS = 10;
/** The wrapper ends an attempt at `timeoutMs` with a named failure; Temporal's limit is behind it. */
export const TIMEOUT_SLACK_MS = 15_000;
const SUMMARY_BYTES = 400;
/** Runs of the first revision went on without waiting for what they had stopped. */
const AWAITED_STOPS = 2;

export async function runTaskActivity(
  command: Schedule,
  node: TaskNode,
  context: StartedContext,
): Promise<InstanceEnd> {
  const { options } = node;
  const called = callTask(command, node, context, {
    startToCloseTimeout: options.timeoutMs + TIMEOUT_SLACK_MS,
    ...(options.totalTimeoutMs === undefined
      ? {}
      : { scheduleToCloseTimeout: options.totalTimeoutMs }),
    retry: {
      initialInterval: 1_000,
      backoffCoefficient: 1,
      maximumAttempts: options.retries + 1 + INFRASTRUCTURE_ATTEMPTS,
    },
  });
  return endOfReport(
    await called.catch((failure: unknown) => {
      throw isTotalTimeout(failure, node, context) ? totalTimeout(options) : failure;
    }),
  );
}

/** An attempt that was ended before its own time was up: the server had given it no more. */
function isTotalTimeout(
  failure: unknown,
  { options }: TaskNode,
  { begun }: StartedContext,
): boolean {
  return (
    options.totalTimeoutMs !== undefined &&
    taskErrorOf(failure).type === FAILURE_TYPES.attemptTimeout &&
    Date.now() - begun < options.timeoutMs
  );
}

function totalTimeout({ totalTimeoutMs = 0 }: TaskNode['options']): ApplicationFailure {
  return ApplicationFailure.create({
    type: FAILURE_TYPES.totalTimeout,
    message: `It took longer than its total timeout of ${totalTimeoutMs / 1000} s.`,
    nonRetryable: true,
  });
}

/** One activity, shown under the dag's and the task's names. */
export function callTask(
  command: Schedule,
  node: TaskNode | SensorNode,
  context: StartedContext,
  limits: ActivityOptions,
): Promise<TaskReport> {
  const { options } = node;
  const queue = resourceQueue(options.queue, options.resources);
  const activities = proxyActivities<Record<string, TaskActivity>>({
    activityId: command.path,
    // Leaving the queue out lets Temporal hand the task back with the workflow task's answer.
    ...(queue === WORKFLOW_QUEUE ? {} : { taskQueue: queue }),
    summary: summaryOf(command, node, queue).slice(0, SUMMARY_BYTES),
    heartbeatTimeout: options.heartbeatTimeoutMs,
    // T4. Left out, Temporal reports the cancel before the activity has heard of it.
    ...(context.revision < AWAITED_STOPS
      ? {}
      : { cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED }),
    ...(options.queueTimeoutMs === undefined
      ? {}
      : { scheduleToStartTimeout: options.queueTimeoutMs }),
    ...limits,
  });
  const type = activityTypeOf(context.run.dagId, node.id);
  const activity = activities[type];
  if (activity === undefined) throw new Error(`No proxy for activity type "${type}".`);
  return activity(taskCall(command, node, context));
}

function summaryOf(command: Schedule, node: TaskNode | SensorNode, queue: string): string {
  const doc = node.doc === undefined ? '' : `: ${node.doc.split('\n', 1)[0] ?? ''}`;
  return `${command.path} on ${queue}${doc}`;
}
