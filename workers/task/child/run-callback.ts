import type { CallbackContext, TaskLog } from '../../../dsl/index.ts';
import { LOG_LEVELS } from '../../../stores/logs/index.ts';
import { callFunction } from '../callbacks/call-function.ts';
import { faultOfThrown } from '../describe-thrown.ts';
import { TaskFault } from '../fault.ts';
import type { BodyOutcome } from '../run-body.ts';
import type { Order } from './channel.ts';
import { childHost } from './child-host.ts';
import { loadRuntime } from './load-body.ts';

/** Calls one of a task's callbacks here. @throws TaskFault */
export async function runCallback(
  order: Order,
  { messageId, payload }: NonNullable<Order['callback']>,
  signal: AbortSignal,
): Promise<BodyOutcome> {
  const runtime = await loadRuntime(order);
  const host = childHost();
  const context: CallbackContext = {
    ...{ messageId, signal },
    log: logThrough((level, message, data) => host.log(level, message, data)),
    secret: (name) => host.secret(name),
  };
  try {
    await callFunction(runtime.callbacks.get(payload.taskId), payload, context);
  } catch (thrown) {
    throw new TaskFault(faultOfThrown(thrown));
  }
  return { kind: 'success', output: { kind: 'inline', value: null } };
}

function logThrough(
  write: (level: (typeof LOG_LEVELS)[number], message: string, data?: object) => void,
): TaskLog {
  const writers = LOG_LEVELS.map((level): [string, TaskLog[typeof level]] => [
    level,
    (message, data) => write(level, message, data),
  ]);
  // One writer for each level, so every field of the type is there.
  return Object.fromEntries(writers) as TaskLog;
}
