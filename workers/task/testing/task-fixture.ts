import { pino } from 'pino';
import { z } from 'zod';
import type { PlanTaskOptions } from '../../../dsl/plan/plan-task-options.ts';
import type { TaskContext } from '../../../dsl/index.ts';
import type { TaskBody } from '../../../dsl/runtime/dag-runtime.ts';
import { memoryStores } from '../../../stores/open-stores.ts';
import type { Stores } from '../../../stores/stores.ts';
import type { TaskCall, TaskReport } from '../../../workflows/protocol/index.ts';
import { createTaskActivity, type TaskActivity } from '../create-task-activity.ts';
import type { TaskActivityDeps } from '../task-activity-deps.ts';
import type { ActivityPort } from '../attempt/activity-port.ts';
import { fakePort, type FakePort } from './fake-port.ts';

export const OPTIONS: PlanTaskOptions = {
  queue: 'cpu',
  retries: 0,
  retryDelayMs: 1_000,
  retryBackoff: 2,
  maxRetryDelayMs: 60_000,
  nonRetryable: [],
  timeoutMs: 30_000,
  heartbeatTimeoutMs: 10_000,
  isolation: 'inline',
  callbacks: [],
};

export const RUN = {
  dagId: 'lab',
  runId: 'manual-1',
  runType: 'manual',
  isLatest: true,
  logicalDate: '2026-01-01T00:00:00.000Z',
  dataInterval: { start: '2026-01-01T00:00:00.000Z', end: '2026-01-01T00:00:00.000Z' },
} as const;

export function callOf(
  call: Partial<Omit<TaskCall, 'options'>> & { readonly options?: Partial<PlanTaskOptions> } = {},
): TaskCall {
  return {
    run: RUN,
    generation: 1,
    planHash: 'a'.repeat(64),
    taskId: 'work',
    path: 'work',
    mapIndex: [],
    input: { kind: 'object', fields: {} },
    facts: [],
    ...call,
    options: { ...OPTIONS, ...call.options },
  };
}

export function bodyOf(
  run: (input: Record<string, unknown>, context: TaskContext) => unknown,
  schemas: { readonly input?: z.ZodType; readonly output?: z.ZodType } = {},
): TaskBody {
  return {
    kind: 'task',
    name: 'work',
    input: schemas.input ?? z.looseObject({}),
    output: schemas.output ?? z.any(),
    run,
    callbacks: {},
  };
}

export interface Lab {
  readonly stores: Stores;
  readonly activity: TaskActivity;
  /** Runs one attempt of a call. */
  attempt(call: TaskCall, port?: Partial<ActivityPort> | FakePort): Promise<TaskReport>;
}

/** A worker around one body, on stores in memory. */
export function labOf(body: TaskBody, deps: Partial<TaskActivityDeps> = {}): Lab {
  const stores = deps.stores ?? memoryStores();
  let port: FakePort = fakePort();
  const activity = createTaskActivity({
    stores,
    lookup: () => ({ body, file: '/none.dag.ts' }),
    worker: { identity: 'test-worker', build: 'test-build' },
    log: pino({ level: 'silent' }),
    port: () => port,
    ...deps,
  });
  return {
    stores,
    activity,
    attempt: (call, options = {}) => {
      port = 'cancel' in options ? options : fakePort(options);
      return activity(call);
    },
  };
}

/** What an attempt failed with, as Temporal would see it. */
export async function failureOf(attempt: Promise<unknown>): Promise<{
  readonly name: string;
  readonly type: unknown;
  readonly message: string;
  readonly nonRetryable: unknown;
  readonly nextRetryDelay: unknown;
}> {
  try {
    await attempt;
  } catch (error) {
    if (!(error instanceof Error)) throw new Error('Not an Error was thrown.');
    const field = (name: string): unknown => Reflect.get(error, name);
    return {
      name: error.name,
      type: field('type'),
      message: error.message,
      nonRetryable: field('nonRetryable'),
      nextRetryDelay: field('nextRetryDelay'),
    };
  }
  throw new Error('The attempt did not fail.');
}
