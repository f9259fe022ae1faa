import type { RunContext } from '../dag/run-context.ts';
import type { TaskContext, TaskLog } from './task-context.ts';

/** What a callback is told about. */
export type TaskEvent = {
  readonly run: RunContext;
  /** Empty when it is about the run as a whole. */
  readonly taskId: string;
  /** The instance: `train[3]`; empty when it is about the run. */
  readonly path: string;
  readonly attempt: number;
  readonly state: string;
  readonly error?: string;
  readonly logUrl: string;
};

/** What a callback gets besides the event. */
export interface CallbackContext {
  /** The same each time this event is told, so that a receiver knows a repeat. */
  readonly messageId: string;
  /** Aborted when the callback has taken too long. */
  readonly signal: TaskContext['signal'];
  readonly log: TaskLog;
  /** A secret of the worker, by name. */
  secret(name: string): Promise<string>;
}

/** A function of the author's that is called when something happened to a task or a run. */
export type Callback = (event: TaskEvent, context: CallbackContext) => void | Promise<void>;
