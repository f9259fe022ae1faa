type CrashEvent = 'uncaughtException' | 'unhandledRejection';
type Listener = ReturnType<typeof process.rawListeners>[number];
const CRASHES: readonly CrashEvent[] = ['uncaughtException', 'unhandledRejection'];

/**
 * Runs `start` and takes away what it added to the process's listeners for uncaught errors. The wasm
 * loader adds some that rethrow every uncaught error of the whole process from inside its own
 * one-line source, which buries the real message.
 */
export async function keepingListeners(start: () => Promise<void>): Promise<void> {
  const before = new Set(CRASHES.flatMap((event) => process.rawListeners(event)));
  try {
    await start();
  } finally {
    removeListenersSince(before);
  }
}

function removeListenersSince(before: ReadonlySet<Listener>): void {
  for (const event of CRASHES) {
    for (const listener of process.rawListeners(event)) {
      // rawListeners loses the parameter types; a listener is removed, never called.
      if (!before.has(listener)) process.removeListener(event, listener as () => void);
    }
  }
}
