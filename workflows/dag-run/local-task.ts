import { ActivityCancellationType, proxyLocalActivities } from '@temporalio/workflow';
import type { TaskNode } from '../../dsl/plan/plan.ts';
import { activityTypeOf } from '../protocol/names.ts';
import type { InstanceEnd, Schedule, StartedContext } from './start-node.ts';
import { TIMEOUT_SLACK_MS } from './task-activity.ts';
import { endOfReport, taskCall, type TaskActivity } from './task-call.ts';

const INFRASTRUCTURE_ATTEMPTS = 10;

/**
 * A task in the engine worker itself, inside the workflow task: no queue, no hand-over, a few
 * milliseconds. The same call through the same wrapper as any other task.
 */
export async function runLocalTask(
  command: Schedule,
  node: TaskNode,
  context: StartedContext,
): Promise<InstanceEnd> {
  const { options } = node;
  const activities = proxyLocalActivities<Record<string, TaskActivity>>({
    startToCloseTimeout: options.timeoutMs + TIMEOUT_SLACK_MS,
    ...(options.totalTimeoutMs === undefined
      ? {}
      : { scheduleToCloseTimeout: options.totalTimeoutMs }),
    summary: command.path,
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: {
      initialInterval: 1_000,
      backoffCoefficient: 1,
      maximumAttempts: options.retries + 1 + INFRASTRUCTURE_ATTEMPTS,
    },
  });
  const type = activityTypeOf(context.run.dagId, node.id);
  const activity = activities[type];
  if (activity === undefined) throw new Error(`No proxy for activity type "${type}".`);
  return endOfReport(await activity(taskCall(command, node, context)));
}
