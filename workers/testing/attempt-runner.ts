import pino from 'pino';
import { z } from 'zod';
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
import { quickPoke, type PokeAnswer, type PokeMemory, type QuickPoke } from './quick-poke.ts';
import { chosenOutcome, testedBody } from './test-outcome.ts';
import type { TestDagOptions, TestEvent } from './test-options.ts';
import { TryCount } from './try-count.ts';

/** The longest time a Node timer can wait. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const SLACK_MS = 15_000;
export const TEST_BUILD = 'test';

/** One attempt that has come to an end, and the virtual time it took. */
export interface EndedAttempt {
  readonly passedMs: number;
  readonly report?: TaskReport;
  readonly failure?: unknown;
}

export interface AttemptOrder {
  readonly call: TaskCall;
  /** Counts as Temporal counts: from 1 with each start. */
  readonly attempt: number;
  readonly now: number;
  readonly signal: AbortSignal;
  /** The answer of a poke that was asked already. */
  readonly answer?: PokeAnswer;
}

export interface AttemptRunnerOptions {
  readonly runtime: DagRuntime;
  readonly stores: Stores;
  readonly test: TestDagOptions;
  /** Before the ids of mocks and outcomes: empty for the tested dag itself. */
  readonly prefix: string;
  readonly send: (event: TestEvent) => void;
}

/**
 * Runs attempts through the worker's own task activity, so that validation, values, claims and
 * retries are those of a real run. Bodies run in this process, whatever their isolation.
 */
export class AttemptRunner {
  readonly #activity: TaskActivity;
  readonly #options: AttemptRunnerOptions;
  readonly #pokes = new Map<string, PokeMemory>();
  readonly #tries = new TryCount();
  /** What the next call of the activity is to find; taken before its first await. */
  #next:
    | { readonly port: ActivityPort; readonly time: AttemptTime; readonly order: AttemptOrder }
    | undefined;

  constructor(options: AttemptRunnerOptions) {
    this.#options = options;
    const { env } = options.test;
    this.#activity = createTaskActivity({
      stores: options.stores,
      lookup: (_dagId, taskId) => this.#task(taskId),
      worker: { identity: 'test', build: TEST_BUILD, device: 'cpu', backend: 'none' },
      log: pino({ level: 'silent' }),
      port: () => this.#port(),
      ownsProcess: false,
      ...(env !== undefined && { env }),
    });
  }

  /** Whether a body stands behind a node: its own, or a mock of a child dag. */
  has(nodeId: string): boolean {
    return this.#options.runtime.bodies.has(nodeId) || this.#mock(nodeId) !== undefined;
  }

  /** Asks a sensor that was not ready in this try. @returns undefined when that is not known here. */
  async poke(order: AttemptOrder): Promise<QuickPoke | undefined> {
    const memory = this.#pokes.get(order.call.path);
    return memory && quickPoke(memory, this.#timeOf(order), order.signal);
  }

  async run(order: AttemptOrder): Promise<EndedAttempt> {
    const { call, attempt, signal } = order;
    const wallMs = Math.min(limitOf(call), LONGEST_TIMER_MS - SLACK_MS);
    const options = { ...call.options, isolation: 'inline' as const, timeoutMs: wallMs };
    const time = this.#timeOf(order);
    this.#next = { port: portOf(attempt, options, signal), time, order };
    const inVirtualTime: TaskCall = {
      ...{ ...call, options },
      ...(call.poke !== undefined && { poke: { ...call.poke, timeoutMs: wallMs } }),
    };
    try {
      const report = await this.#activity(inVirtualTime);
      return { passedMs: time.passedMs, report };
    } catch (failure) {
      return { passedMs: time.passedMs, failure };
    }
  }

  close(): Promise<void> {
    return this.#activity.close();
  }

  #timeOf({ call, now, answer }: AttemptOrder): AttemptTime {
    return new AttemptTime(now, limitOf(call), this.#options.send, answer?.passedMs);
  }

  #port(): ActivityPort {
    if (this.#next === undefined) throw new Error('An attempt was started without a port.');
    return this.#next.port;
  }

  /** Asked for synchronously at the start of an attempt, hence for the one that is about to run. */
  #task(taskId: string): LoadedTask | undefined {
    const { runtime, prefix, test } = this.#options;
    const mock = this.#mock(taskId);
    const body = runtime.bodies.get(taskId) ?? (mock && childBody(taskId));
    if (body === undefined) return undefined;
    const file = runtime.places.get(taskId)?.file ?? '';
    if (this.#next === undefined) return { file, body };
    const { time, order } = this.#next;
    const { path, poke } = order.call;
    const instance = { prefix, taskId, path };
    const tested = testedBody(body, {
      ...{ mock, time, answer: order.answer },
      outcomeOf: (attempt) =>
        chosenOutcome(test.outcomes, instance, this.#tries.count(order.call, attempt)),
      remember: (memory) => void (poke !== undefined && this.#pokes.set(path, memory)),
    });
    return { file, body: tested };
  }

  #mock(nodeId: string): NonNullable<TestDagOptions['mocks']>[string] | undefined {
    return this.#options.test.mocks?.[`${this.#options.prefix}${nodeId}`];
  }
}

/** Limit of one attempt. */
function limitOf({ poke, options }: TaskCall): number {
  return poke?.timeoutMs ?? options.timeoutMs;
}

/** A mocked child dag runs as a task does: it gets the params and returns the result. */
function childBody(name: string): TaskBody {
  const run = (): unknown => undefined;
  return { kind: 'task', name, input: z.looseObject({}), output: z.any(), run, callbacks: {} };
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
