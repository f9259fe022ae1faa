import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { TaskLog } from '../../../dsl/index.ts';
import type { Callbacks } from '../../../dsl/runtime/dag-runtime.ts';
import { LOG_LEVELS } from '../../../stores/logs/index.ts';
import { ChildPool } from '../child/child-pool.ts';
import type { Order } from '../child/channel.ts';
import type { Sources } from '../child/frozen-sources.ts';
import type { ProcessListener } from '../child/task-process.ts';
import type { Secrets } from '../secrets.ts';
import { TASK_LIMITS } from '../task-limits.ts';
import { callFunction } from './call-function.ts';
import type { CallbackPayload } from './callback-message.ts';

export interface CallbackCallerOptions {
  /** An author's callbacks, and the dag file they are in. */
  readonly lookup: (dagId: string, taskId: string) => LoadedCallbacks | undefined;
  readonly sources?: Sources;
  readonly secrets: Secrets;
  readonly log: Logger;
  /** What one call may take, with its wait for a process. */
  readonly limitMs: number;
}
export interface LoadedCallbacks {
  readonly callbacks: Callbacks | undefined;
  readonly file: string;
}

/**
 * Calls the author's functions: where the task's body runs, in this worker or in a process that is
 * for callbacks alone, so that none waits for a body to end.
 */
export class CallbackCaller {
  readonly #options: CallbackCallerOptions;
  readonly #children: ChildPool;

  constructor(options: CallbackCallerOptions) {
    this.#options = options;
    const { log, sources } = options;
    const setup = { log, max: 1, onePerDevice: false, env: [] };
    this.#children = new ChildPool({ ...setup, ...(sources === undefined ? {} : { sources }) });
  }

  /** @throws Error what the function throws, or that it is not there or took too long. */
  async call(messageId: string, payload: CallbackPayload): Promise<void> {
    const { limitMs } = this.#options;
    const stopping = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        reject(new Error(`Callback "${payload.kind}" took longer than ${limitMs / 1000} s.`));
        stopping.abort();
      }, limitMs);
    });
    try {
      await Promise.race([this.#call(messageId, payload, stopping.signal), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  close(): Promise<void> {
    return this.#children.close();
  }

  async #call(messageId: string, payload: CallbackPayload, signal: AbortSignal): Promise<void> {
    const { lookup, secrets } = this.#options;
    const loaded = lookup(payload.dagId, payload.taskId);
    if (payload.isolation === 'process' && loaded !== undefined) {
      return this.#callInProcess(messageId, payload, loaded.file, signal);
    }
    await callFunction(loaded?.callbacks, payload, {
      ...{ messageId, signal },
      log: this.#logOf(payload),
      secret: async (name) => secrets.read(name),
    });
  }

  async #callInProcess(
    messageId: string,
    payload: CallbackPayload,
    file: string,
    signal: AbortSignal,
  ): Promise<void> {
    const scratch = await mkdtemp(join(tmpdir(), 'perdure-callback-'));
    const order = orderOf(messageId, payload, file, scratch);
    try {
      // Nothing is worth waiting for once it is too late: it is ended at once.
      await this.#children.run(order, this.#listener(payload), { stop: signal, kill: signal });
    } finally {
      await rm(scratch, { recursive: true, force: true }).catch(() => undefined);
    }
  }

  #listener(payload: CallbackPayload): ProcessListener {
    const log = this.#logOf(payload);
    return {
      log: ({ level, message, data }) => log[level](message, data),
      heartbeat: () => undefined,
      // A callback's context has no `track`.
      track: () => undefined,
      answer: async (what) => {
        if (what.kind === 'secret') return this.#options.secrets.read(what.name);
        throw new Error('A callback has no stores and no checkpoint.');
      },
      line: (source, text) => log[source === 'stderr' ? 'warn' : 'info'](text),
      drained: async () => undefined,
    };
  }

  /** A callback has no attempt to log to: what it says goes to the worker's log. */
  #logOf({ kind, event }: CallbackPayload): TaskLog {
    const { log, secrets } = this.#options;
    const where = { callback: kind, dag: event.run.dagId, run: event.run.runId, path: event.path };
    const writers = LOG_LEVELS.map((level): [string, TaskLog[typeof level]] => [
      level,
      (message, data) => log[level]({ ...where, data }, secrets.mask(message)),
    ]);
    // One writer for each level, so every field of the type is there.
    return Object.fromEntries(writers) as TaskLog;
  }
}

let orders = 0;

function orderOf(
  messageId: string,
  payload: CallbackPayload,
  file: string,
  scratch: string,
): Order {
  const { event, dagId, taskId, planHash } = payload;
  return {
    id: ++orders,
    ...{ file, taskId, planHash, scratch, run: event.run, attempt: event.attempt },
    instance: { dagId, runId: event.run.runId, path: event.path },
    trackingRun: '',
    input: { kind: 'absent' },
    facts: [],
    limits: TASK_LIMITS,
    device: { name: 'cpu', backend: 'none' },
    deviceIds: [],
    storeLocation: '',
    endMark: `perdure-end-${randomUUID()}`,
    callback: { messageId, payload },
  };
}
