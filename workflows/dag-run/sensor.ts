import { ActivityFailure, ApplicationFailure } from '@temporalio/common';
import type { SensorNode } from '../../dsl/plan/plan.ts';
import { FAILURE_TYPES } from '../protocol/failure-type.ts';
import { callTask, TIMEOUT_SLACK_MS } from './task-activity.ts';
import { endOfReport } from './task-call.ts';
import { taskErrorOf } from './task-error.ts';
import type { InstanceEnd, Schedule, StartedContext } from './start-node.ts';

/**
 * A sensor is one activity. Its pokes are attempts: `NotReady` with the interval as the next retry
 * delay, kept by the server, so that between two pokes it holds no slot and adds no event. The
 * limit of the whole wait is the activity's schedule-to-close timeout.
 */
export async function runSensor(
  command: Schedule,
  node: SensorNode,
  context: StartedContext,
): Promise<InstanceEnd> {
  const { poke, options } = node;
  const leftMs = Math.max(1, context.begun + options.timeoutMs - Date.now());
  try {
    const report = await callTask(command, node, context, {
      startToCloseTimeout: poke.timeoutMs + TIMEOUT_SLACK_MS,
      scheduleToCloseTimeout: leftMs,
      retry: { initialInterval: 1_000, backoffCoefficient: 1 },
    });
    return endOfReport(report);
  } catch (failure) {
    if (!isOverdue(failure)) throw failure;
    const message = `Not ready within ${options.timeoutMs / 1000} s.`;
    if (poke.softFail) return { type: 'skipped', reason: message };
    throw waitTimeout(message);
  }
}

export function waitTimeout(message: string): ApplicationFailure {
  return ApplicationFailure.create({
    type: FAILURE_TYPES.waitTimeout,
    message,
    nonRetryable: true,
  });
}

/**
 * The server ends the wait with a timeout, or with the last poke's `NotReady` when the next one
 * would come too late.
 */
function isOverdue(failure: unknown): boolean {
  if (!(failure instanceof ActivityFailure)) return false;
  const { type } = taskErrorOf(failure);
  return type === FAILURE_TYPES.totalTimeout || type === FAILURE_TYPES.notReady;
}
