import type { RunContext } from '../dag/run-context.ts';

/** What a callback is told about. */
export type TaskEvent = {
  readonly run: RunContext;
  readonly taskId: string;
  readonly attempt: number;
  readonly state: string;
  readonly error?: string;
  readonly logUrl: string;
};

/** A function of the author's that is called when something happened to a task or a run. */
export type Callback = (event: TaskEvent) => void | Promise<void>;
