import type { Dag, Duration, Source, TaskContext } from '../../dsl/index.ts';
import type { Json, JsonObject } from '../../dsl/plan/json.ts';
import type { Stores } from '../../stores/stores.ts';
import type { Selection, Transition } from '../../workflows/run/index.ts';

/**
 * Stands in for the `run` of a task, the `poke` of a sensor, or a whole child dag, whose params it
 * gets and whose result it returns. A task's input was parsed by the task's input schema, and what
 * it returns is parsed by the output schema, as with the real one.
 */
export type TestMock = (input: never, context: TaskContext, time: TestTime) => unknown;

/** The clock of the run, which only moves when told to. */
export interface TestTime {
  /** Milliseconds since the run began. */
  readonly now: number;
  /** Lets time pass without waiting. @throws when the attempt's `timeout` is over. */
  pass(duration: Duration): void;
  /** Tells an event, as a webhook would. */
  send(event: Omit<TestEvent, 'at'>): void;
}

/** An event or asset update from outside. */
export interface TestEvent {
  /** The source, or its name. */
  readonly source: string | Source<unknown>;
  readonly payload: Json;
  /** Since the run began; default: at once. */
  readonly at?: Duration;
  /** The same id is taken once; default: one of its own. */
  readonly id?: string;
}

/** One person's answer to an approval. */
export interface TestAnswer {
  readonly decision: 'approved' | 'rejected';
  /** Default: the first assignee, or "tester". */
  readonly by?: string;
  /** By the approval's form. */
  readonly answer?: JsonObject;
  /** Since the question was asked; default: at once. */
  readonly after?: Duration;
}

/**
 * How a try ends: `ok` runs the body or its mock; `fail` may be retried, `failForGood` not; `timeout`
 * is the attempt's own; `heartbeatTimeout` and `queueTimeout` end the instance with their name. Nodes
 * that are no tasks know `ok`, `fail` and `skip`.
 */
export type TestOutcome =
  'ok' | 'fail' | 'failForGood' | 'skip' | 'timeout' | 'heartbeatTimeout' | 'queueTimeout';

/** What people do to the run, and when: since it began, or once it has finished. */
export type TestIntervention = { readonly at: Duration | 'end' } & (
  | { readonly verb: 'clear'; readonly selection: Selection; readonly keepCheckpoints?: boolean }
  | {
      readonly verb: 'mark';
      readonly selection: Selection;
      readonly state: 'success' | 'failed' | 'skipped';
    }
  | { readonly verb: 'pause' | 'resume' | 'cancel' }
);

export interface TestDagOptions {
  /** ISO 8601; default: now. Virtual time begins there. */
  readonly logicalDate?: string;
  /** By task id, as `dags show` prints it: `train`, `fold.train`; of a child dag: `child/train`. */
  readonly mocks?: { readonly [taskId: string]: TestMock };
  /**
   * How tries end, by task id or by instance path (`score[3]`), which counts first: one for all
   * tries, or a list, over all clears, whose last one goes for all that follow.
   */
  readonly outcomes?: { readonly [taskOrPath: string]: TestOutcome | readonly TestOutcome[] };
  /** Dags that `runDag` and `triggerDag` start; they run for real, in the same virtual time. */
  readonly dags?: readonly Dag<never, unknown>[];
  /** Events and asset updates that come from outside. */
  readonly events?: readonly TestEvent[];
  /** Answers to approvals, by task id or instance path. */
  readonly answers?: {
    readonly [taskOrPath: string]:
      TestAnswer | TestAnswer['decision'] | readonly (TestAnswer | TestAnswer['decision'])[];
  };
  /** Verbs on the run, in the order of their times. */
  readonly interventions?: readonly TestIntervention[];
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
