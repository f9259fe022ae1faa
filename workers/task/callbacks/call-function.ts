import type { CallbackContext } from '../../../dsl/index.ts';
import type { Callbacks } from '../../../dsl/runtime/dag-runtime.ts';
import type { CallbackPayload } from './callback-message.ts';

/** @throws Error when it is not there, or whatever it throws. */
export async function callFunction(
  callbacks: Callbacks | undefined,
  { kind, event }: CallbackPayload,
  context: CallbackContext,
): Promise<void> {
  const callback = callbacks?.[kind];
  if (callback === undefined) {
    const whose = event.taskId === '' ? 'the dag' : `task "${event.taskId}"`;
    throw new Error(
      `Dag "${event.run.dagId}" of this build has no "${kind}" callback at ${whose}.`,
    );
  }
  // Callbacks erase the types of the DSL's Callback: a TaskEvent and a CallbackContext.
  await callback(event as never, context as never);
}
