import { AsyncLocalStorage } from 'node:async_hooks';
import type { Logger } from 'pino';
import { faultOfThrown } from '../describe-thrown.ts';
import type { AttemptScope } from './attempt-scope.ts';

/**
 * Errors that inline author code leaves behind with nobody to catch them (a promise that rejects
 * after the task returned, a throwing timer) would end the worker and every task on it. They are
 * named in the log of the worker, and of the attempt where the runtime still knows it.
 */
const current = new AsyncLocalStorage<AttemptScope>();
let watching = false;

export function inAttempt<T>(scope: AttemptScope, work: () => Promise<T>): Promise<T> {
  return current.run(scope, work);
}

/** Installed once in a process. */
export function watchStrayErrors(log: Logger): void {
  if (watching) return;
  watching = true;
  const report = (kind: string) => (thrown: unknown) => {
    const scope = current.getStore();
    const { message, stack } = faultOfThrown(thrown);
    log.error({ path: scope?.key.path, kind, stack }, `A task left an error behind: ${message}`);
    scope?.log.write('error', 'engine', `${kind}: ${message}`);
  };
  process.on('unhandledRejection', report('A promise was rejected and nobody handled it'));
  process.on('uncaughtException', report('An error was thrown where nobody could catch it'));
}
