import pino from 'pino';
import type { DagRuntime } from '../../dsl/runtime/index.ts';
import type { OutboxStore } from '../../stores/outbox/outbox-store.ts';
import type { CallbackPayload } from '../task/callbacks/callback-message.ts';
import { CallbackCaller, Secrets } from '../task/index.ts';
import { TEST_BUILD } from './attempt-runner.ts';
import type { TestCallback } from './dag-test.ts';

const BATCH = 1_000;
const LIMIT_MS = 30_000;

/** Calls the author's callbacks for real, once each, from the outbox that a worker's sender reads. */
export class CallbackDesk {
  readonly called: TestCallback[] = [];
  readonly #outbox: OutboxStore;
  readonly #caller: CallbackCaller;
  readonly #runtimes = new Map<string, DagRuntime>();
  #expected = false;

  constructor(outbox: OutboxStore, env: NodeJS.ProcessEnv = process.env) {
    this.#outbox = outbox;
    this.#caller = new CallbackCaller({
      lookup: (dagId, nodeId) => {
        const runtime = this.#runtimes.get(dagId);
        if (runtime === undefined) return undefined;
        const file = runtime.places.get(nodeId)?.file ?? '';
        return { callbacks: runtime.callbacks.get(nodeId), file };
      },
      secrets: new Secrets(env),
      log: pino({ level: 'silent' }),
      limitMs: LIMIT_MS,
    });
  }

  add(runtime: DagRuntime): void {
    this.#runtimes.set(runtime.plan.id, runtime);
    if (runtime.callbacks.size > 0) this.#expected = true;
  }

  /** Something may have been told. */
  expect(): void {
    if ([...this.#runtimes.values()].some(({ callbacks }) => callbacks.size > 0)) {
      this.#expected = true;
    }
  }

  async call(at: number): Promise<void> {
    if (!this.#expected) return;
    this.#expected = false;
    const rows = await this.#outbox.lease('callback', { build: TEST_BUILD }, BATCH, LIMIT_MS);
    for (const { id, payload } of rows) {
      // Written by `callbackMessage` under this topic, and by nothing else.
      await this.#callOne(id, payload as unknown as CallbackPayload, at);
    }
  }

  close(): Promise<void> {
    return this.#caller.close();
  }

  async #callOne(id: string, payload: CallbackPayload, at: number): Promise<void> {
    const { kind, dagId, taskId, event } = payload;
    const called = { at, kind, dagId, taskId, path: event.path, event };
    try {
      await this.#caller.call(id, { ...payload, isolation: 'inline' });
      this.called.push(called);
      await this.#outbox.sent(id);
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown.message : String(thrown);
      this.called.push({ ...called, error });
      await this.#outbox.failed(id, error, null);
    }
  }
}
