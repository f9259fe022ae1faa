import type { FAILURE_TYPES } from '../../workflows/protocol/index.ts';

/** Why an attempt failed, as plain data: it crosses from the child process to the worker. */
export interface Fault {
  /** A `FailureType`, or the type of the author's own ApplicationFailure. */
  readonly type: (typeof FAILURE_TYPES)[keyof typeof FAILURE_TYPES] | (string & {});
  readonly message: string;
  /** For the log only; never sent on. */
  readonly stack?: string;
  /** False: another try would fail alike. */
  readonly retry: boolean;
  /** The author's wish for the wait before the next try. */
  readonly afterMs?: number;
  /** Names the error answers to, compared with the task's `nonRetryable` list. */
  readonly names?: readonly string[];
}

/** A fault on its way to the boundary of the attempt. */
export class TaskFault extends Error {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(fault.message);
    this.name = fault.type;
    this.fault = fault;
  }
}

/** A fault that no further try can mend. */
export function finalFault(type: Fault['type'], message: string): TaskFault {
  return new TaskFault({ type, message, retry: false });
}
