import { setTimeout as sleep } from 'node:timers/promises';
import type { TaskEvent } from '../../../dsl/index.ts';
import type { PlanTaskOptions } from '../../../dsl/plan/plan.ts';
import type { TaskBody } from '../../../dsl/runtime/dag-runtime.ts';
import { faultOfThrown } from '../describe-thrown.ts';
import type { AttemptScope } from './attempt-scope.ts';

/** Calls one of the author's callbacks, if there is one. What it throws is logged and changes nothing. */
export async function callBack(
  scope: AttemptScope,
  body: TaskBody,
  kind: PlanTaskOptions['callbacks'][number],
  what: { readonly state: string; readonly error?: string },
): Promise<void> {
  const { call, worker } = scope;
  const callback = body.callbacks[kind];
  if (callback === undefined || !call.options.callbacks.includes(kind)) return;
  const event: TaskEvent = {
    run: call.run,
    taskId: call.taskId,
    attempt: scope.tryNumber,
    ...what,
    logUrl: `${worker.objects.location}/${scope.claim.logKey}`,
  };
  const limit = new AbortController();
  const limited = sleep(worker.limits.closeMs, 'late', { signal: limit.signal }).catch(
    () => 'done',
  );
  try {
    // TaskBody erases the event's type; the DSL's Callback takes a TaskEvent.
    const ended = await Promise.race([Promise.resolve(callback(event as never)), limited]);
    if (ended === 'late') scope.log.write('warn', 'engine', `Callback "${kind}" takes too long.`);
  } catch (thrown) {
    const { message } = faultOfThrown(thrown);
    scope.log.write('error', 'engine', `Callback "${kind}" failed: ${message}`);
    worker.deps.log.warn({ path: call.path, kind, message }, 'A callback failed');
  } finally {
    limit.abort();
  }
}
