import { ApplicationFailure } from '@temporalio/common';
import type { WaitUntilNode } from '../../dsl/plan/plan.ts';
import { FAILURE_TYPES } from '../protocol/failure-type.ts';
import { endWait } from './end-wait.ts';
import { plainField } from './plain-input.ts';
import type { InstanceEnd, Schedule, StartedContext } from './start-node.ts';
import { until } from './until.ts';

/** Waits for a time with a timer of the server's; a time that has passed is no wait. */
export async function runWaitUntil(
  command: Schedule,
  node: WaitUntilNode,
  context: StartedContext,
): Promise<InstanceEnd> {
  const time = await plainField(command.input, 'time', context.run);
  const at = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  if (typeof time !== 'string' || Number.isNaN(at)) {
    throw ApplicationFailure.create({
      type: FAILURE_TYPES.invalidInput,
      message: `"${command.path}" waits for the time ${JSON.stringify(time ?? null)}, which is not an ISO time.`,
      nonRetryable: true,
    });
  }
  if (at > Date.now()) {
    context.wait('deferred', `Until ${time}.`);
    await until(new Promise<never>(() => undefined), at);
  }
  return endWait(command, node, context, { state: 'success', value: time });
}
