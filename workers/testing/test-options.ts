import type { Duration, TaskContext } from '../../dsl/index.ts';
import type { Stores } from '../../stores/stores.ts';
import type { Transition } from '../../workflows/run/index.ts';

/**
 * Stands in for the `run` of a task. Its input was parsed by the task's input schema, and what it
 * returns is parsed by the output schema, as with the real one.
 */
export type TestMock = (input: never, context: TaskContext, time: TestTime) => unknown;

/** The clock of the run, which only moves when told to. */
export interface TestTime {
  /** Milliseconds since the run began. */
  readonly now: number;
  /** Lets time pass without waiting. @throws when the attempt's `timeout` is over. */
  pass(duration: Duration): void;
}

export interface TestDagOptions {
  /** ISO 8601; default: now. */
  readonly logicalDate?: string;
  /** By task id, as `dags show` prints it: `train`, `fold.train`. */
  readonly mocks?: { readonly [taskId: string]: TestMock };
  /** Where values, models and logs go; default: memory, gone with the test. */
  readonly stores?: Stores;
  /** Secrets as `PERDURE_SECRET_NAME`; default: this process's environment. */
  readonly env?: NodeJS.ProcessEnv;
  /** Attempts that run side by side; default: the number of cores. */
  readonly parallel?: number;
  /** Told of every change of state as it happens. */
  readonly onEvent?: (transition: Transition) => void;
  /** Ends the run early, as a cancel does. */
  readonly signal?: AbortSignal;
}

/** Params are asked for exactly when the dag has some without a default. */
export type TestDagArguments<I> = {} extends I
  ? [options?: TestDagOptions & { readonly params?: I }]
  : [options: TestDagOptions & { readonly params: I }];
