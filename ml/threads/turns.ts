import { setImmediate } from 'node:timers/promises';

/** How long training may keep the event loop to itself. */
const TURN_MS = 20;

/**
 * A pause to be awaited between portions of work: now and then it lets heartbeats, messages and
 * the cancel of the process through. What is computed does not depend on when.
 *
 * @throws the signal's reason, from the pause, when it was aborted
 */
export function givesTurns(signal?: AbortSignal): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since >= TURN_MS) {
      await setImmediate();
      since = performance.now();
    }
    signal?.throwIfAborted();
  };
}
