import type { TaskEvent } from '../../dsl/index.ts';
import type { LogLevel } from '../../stores/logs/index.ts';
import type { RunState, TaskError, TaskState } from '../../workflows/run/index.ts';

/** How a tested run went. Times are virtual, in milliseconds since the run began. */
export interface DagTest<O> {
  readonly state: Extract<RunState, 'success' | 'failed'>;
  /** What the dag's body returned, computed; undefined where there is nothing. */
  readonly result: O | undefined;
  /** In the plan's order, then by index: tasks, waits, and the containers around them. */
  readonly instances: readonly TestedInstance[];
  readonly logs: readonly TestLogLine[];
  /** Why the run failed, one line a task instance. */
  readonly errors: readonly string[];
  /** From start to end: delays and waits count, though nobody waited for them. */
  readonly virtualMs: number;
  /** Every change of state, in order. */
  readonly timeline: readonly TestMoment[];
  /** What instances waited for besides a worker. */
  readonly waits: readonly TestWait[];
  /** The author's callbacks, in the order they were called. */
  readonly callbacks: readonly TestCallback[];
  /** Runs that this run started, in the order they were. */
  readonly children: readonly ChildTest[];
}

/** The run of a child dag. Its callbacks are among those of the tested run. */
export interface ChildTest extends Omit<DagTest<unknown>, 'callbacks'> {
  readonly dagId: string;
  readonly runId: string;
  /** The instance that started it. */
  readonly path: string;
}

export interface TestedInstance {
  /** `train`, `train[3]`, `fold[3].train`. */
  readonly path: string;
  readonly taskId: string;
  readonly state: TaskState;
  /** Tries that began, over all clears; 0 for what never ran. */
  readonly tries: number;
  readonly output?: unknown;
  readonly error?: TaskError;
  /** Why it was skipped, or could not run; where its output was cached from. */
  readonly reason?: string;
  /** When it last began and ended, for what did. */
  readonly startedMs?: number;
  readonly endedMs?: number;
  readonly durationMs?: number;
  /** How often a sensor asked in its last try. */
  readonly pokes?: number;
}

export interface TestMoment {
  readonly at: number;
  readonly path: string;
  readonly state: TaskState;
  readonly reason?: string;
}

export interface TestWait {
  readonly path: string;
  readonly state: 'queued' | 'up_for_reschedule' | 'deferred' | 'awaiting_input' | 'up_for_retry';
  readonly reason?: string;
  readonly from: number;
  readonly ms: number;
}

export interface TestCallback {
  readonly at: number;
  readonly kind: 'execute' | 'success' | 'failure' | 'retry' | 'skipped';
  readonly dagId: string;
  /** Empty when it is about the run as a whole. */
  readonly taskId: string;
  readonly path: string;
  readonly event: TaskEvent;
  /** What it threw. */
  readonly error?: string;
}

export interface TestLogLine {
  readonly path: string;
  readonly attempt: number;
  readonly level: LogLevel;
  readonly message: string;
  readonly data?: unknown;
}
