import pino from 'pino';
import type { DagRuntime, TaskBody } from '../../dsl/runtime/index.ts';
import type { Stores } from '../../stores/stores.ts';
import type { TaskCall, TaskReport } from '../../workflows/protocol/index.ts';
import {
  createTaskActivity,
  type ActivityPort,
  type LoadedTask,
  type TaskActivity,
} from '../task/index.ts';
import { AttemptTime } from './attempt-time.ts';
import type { TestDagOptions, TestMock } from './test-options.ts';

/** The longest time a Node timer can wait. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const SLACK_MS = 15_000;

/** One attempt that has come to an end, and the virtual time it took. */
export interface EndedAttempt {
  readonly passedMs: number;
  readonly report?: TaskReport;
  readonly failure?: unknown;
}

/**
 * Runs attempts through the worker's own task activity, so that validation, values, claims and
 * retries are those of a real run. Bodies run in this process, whatever their isolation.
 */
export class AttemptRunner {
  readonly #activity: TaskActivity;
  readonly #runtime: DagRuntime;
  readonly #mocks: NonNullable<TestDagOptions['mocks']>;
  /** What the next call of the activity is to find; taken before its first await. */
  #next: { readonly port: ActivityPort; readonly time: AttemptTime } | undefined;

  constructor(runtime: DagRuntime, stores: Stores, options: TestDagOptions) {
    this.#runtime = runtime;
    this.#mocks = options.mocks ?? {};
    this.#activity = createTaskActivity({
      stores,
      lookup: (_dagId, taskId) => this.#task(taskId),
      worker: { identity: 'test', build: 'test', device: 'cpu', backend: 'none' },
      log: pino({ level: 'silent' }),
      port: () => this.#port(),
      ownsProcess: false,
      ...(options.env !== undefined && { env: options.env }),
    });
  }

  async run(
    call: TaskCall,
    attempt: number,
    now: number,
    signal: AbortSignal,
  ): Promise<EndedAttempt> {
    const options = { ...call.options, isolation: 'inline' as const, timeoutMs: wallTimeout(call) };
    const time = new AttemptTime(now, call.options.timeoutMs);
    this.#next = { port: portOf(attempt, options, signal), time };
    try {
      const report = await this.#activity({ ...call, options });
      return { passedMs: time.passedMs, report };
    } catch (failure) {
      return { passedMs: time.passedMs, failure };
    }
  }

  close(): Promise<void> {
    return this.#activity.close();
  }

  #port(): ActivityPort {
    if (this.#next === undefined) throw new Error('An attempt was started without a port.');
    return this.#next.port;
  }

  /** Asked for synchronously at the start of an attempt, hence for the one that is about to run. */
  #task(taskId: string): LoadedTask | undefined {
    const body = this.#runtime.bodies.get(taskId);
    if (body === undefined) return undefined;
    const file = this.#runtime.places.get(taskId)?.file ?? '';
    const mock = this.#mocks[taskId];
    const time = this.#next?.time;
    return {
      file,
      body: mock === undefined || time === undefined ? body : mocked(body, mock, time),
    };
  }
}

function mocked(body: TaskBody, mock: TestMock, time: AttemptTime): TaskBody {
  const run = async (input: never, context: never): Promise<unknown> => {
    const value: unknown = await mock(input, context, time);
    time.assertWithinTimeout();
    return value;
  };
  return { ...body, run };
}

function wallTimeout(call: TaskCall): number {
  return Math.min(call.options.timeoutMs, LONGEST_TIMER_MS - SLACK_MS);
}

function portOf(attempt: number, options: TaskCall['options'], signal: AbortSignal): ActivityPort {
  return {
    attempt,
    maximumAttempts: undefined,
    queue: options.queue,
    heartbeatTimeoutMs: options.heartbeatTimeoutMs,
    startToCloseTimeoutMs: options.timeoutMs + SLACK_MS,
    cancellationSignal: signal,
    stopKind: () => 'requested',
    heartbeat: () => undefined,
  };
}
