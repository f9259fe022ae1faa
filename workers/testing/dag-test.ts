import type { LogLevel } from '../../stores/logs/index.ts';
import type { RunState, TaskError, TaskState } from '../../workflows/run/index.ts';

/** How a tested run went. */
export interface DagTest<O> {
  readonly state: Extract<RunState, 'success' | 'failed'>;
  /** What the dag's body returned, computed; undefined where there is nothing. */
  readonly result: O | undefined;
  /** In the plan's order, then by index: tasks, and the maps and branches around them. */
  readonly instances: readonly TestedInstance[];
  readonly logs: readonly TestLogLine[];
  /** Why the run failed, one line a task instance. */
  readonly errors: readonly string[];
  /** Virtual time from start to end: retry delays count, though nobody waited for them. */
  readonly virtualMs: number;
}

export interface TestedInstance {
  /** `train`, `train[3]`, `fold[3].train`. */
  readonly path: string;
  readonly taskId: string;
  readonly state: TaskState;
  /** Attempts that began; 0 for what never ran. */
  readonly tries: number;
  readonly output?: unknown;
  readonly error?: TaskError;
  /** Why it was skipped, or why it could not run. */
  readonly reason?: string;
}

export interface TestLogLine {
  readonly path: string;
  readonly attempt: number;
  readonly level: LogLevel;
  readonly message: string;
  readonly data?: unknown;
}
