import { isCancellation } from '@temporalio/workflow';
import type { WaitForEventNode } from '../../dsl/plan/plan.ts';
import type { Json } from '../../dsl/plan/json.ts';
import { ENGINE_ACTIVITY } from '../protocol/names.ts';
import { engineActivities } from './engine-activities.ts';
import { endWait, ownerOf, withdrawWait } from './end-wait.ts';
import { waitTimeout } from './sensor.ts';
import type { InstanceEnd, Schedule, StartedContext } from './start-node.ts';
import { TIMED_OUT, until } from './until.ts';

/**
 * Waits for one event. The wait and the event meet in the database whichever comes first; the
 * `deliver` signal only brings the news sooner. A payload too large for it is read from there.
 */
export async function runWaitForEvent(
  command: Schedule,
  node: WaitForEventNode,
  context: StartedContext,
): Promise<InstanceEnd> {
  const { mailbox, begun } = context;
  const { path } = command;
  const delivered = new Promise<Json | undefined>((resolve) => {
    mailbox.open(path, {
      generation: context.generation,
      check: () => undefined,
      // The deliverer sends JSON alone, or nothing for a large payload.
      take: (message) => resolve(message.kind === 'event' ? (message.payload as Json) : undefined),
    });
  });
  try {
    const met = await register(command, node, context);
    if (met !== null)
      return await endWait(command, node, context, { state: 'success', output: met });
    context.wait('deferred', `For ${node.sourceKind} "${node.source}".`);
    const deadline = node.timeoutMs === undefined ? undefined : begun + node.timeoutMs;
    const payload = await until(delivered, deadline);
    if (payload === TIMED_OUT) return await late(command, node, context);
    if (payload !== undefined) {
      return await endWait(command, node, context, { state: 'success', value: payload });
    }
    const output = await register(command, node, context);
    if (output === null) throw new Error(`The event delivered to "${path}" is not there.`);
    return await endWait(command, node, context, { state: 'success', output });
  } catch (failure) {
    if (isCancellation(failure)) await withdrawWait(command, node, context, 'withdrawn');
    throw failure;
  } finally {
    mailbox.close(path);
  }
}

function register(
  command: Schedule,
  node: WaitForEventNode,
  context: StartedContext,
): ReturnType<(typeof engineActivities)[typeof ENGINE_ACTIVITY.awaitEvent]> {
  return engineActivities[ENGINE_ACTIVITY.awaitEvent]({
    owner: ownerOf(command, context),
    source: node.source,
    sourceKind: node.sourceKind,
    input: command.input,
    facts: node.facts,
  });
}

async function late(
  command: Schedule,
  node: WaitForEventNode,
  context: StartedContext,
): Promise<InstanceEnd> {
  const message = `No ${node.sourceKind} "${node.source}" came within ${(node.timeoutMs ?? 0) / 1000} s.`;
  await withdrawWait(command, node, context, node.softFail ? 'skipped' : 'failed');
  if (node.softFail) return { type: 'skipped', reason: message };
  throw waitTimeout(message);
}
