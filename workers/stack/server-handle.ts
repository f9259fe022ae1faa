import type { ManagedProcess } from './managed-process.ts';

/** What may be done with a server of the stack, whether we started it or it was given. */
export interface ServerHandle {
  /** Undefined when an address was given: nothing was started, and the verbs below do nothing. */
  readonly managed: ManagedProcess | undefined;
  readonly pid: number | undefined;
  readonly logFile: string | undefined;
  stop(): Promise<void>;
  /** SIGKILL, for tests. */
  kill9(): Promise<void>;
  /** Starts it again on the same port and data; also after `kill9`. */
  restart(): Promise<void>;
}

/** The handle of a server we started, or of one that was given. */
export function serverHandle(managed: ManagedProcess | undefined): ServerHandle {
  return {
    managed,
    get pid() {
      return managed?.pid;
    },
    get logFile() {
      return managed?.current.logFile;
    },
    stop: async () => managed?.stop(),
    kill9: async () => managed?.kill9(),
    restart: async () => managed?.restart(),
  };
}
