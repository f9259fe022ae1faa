import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { OutboxRow, OutboxStore } from '../../../stores/outbox/outbox-store.ts';
import { faultOfThrown } from '../describe-thrown.ts';
import { CALLBACK_TOPIC, type CallbackPayload } from './callback-message.ts';

/**
 * Sends what the outbox holds for an author's callbacks.
 *
 * B1 A message is marked as sent once its function has ended well; a sender that dies in between
 *    lets it be sent again when its lease is over. Nothing else sends a message twice.
 * B2 Messages of one instance are sent one after the other, oldest first.
 * B3 A function that fails or takes too long is called again, later each time, up to `MAX_TRIES`;
 *    then the message is given up and the worker's log says so. The task never hears of it.
 */
const MAX_TRIES = 10;
const LONGEST_PAUSE_MS = 300_000;
const BATCH = 20;
/** What one call may take, with whatever it waits for. */
export const CALL_MS = 30_000;
/** Longer than a call, so that no message is handed out to another while it is being sent. */
const LEASE_MS = 2 * CALL_MS;

export interface CallbackSenderOptions {
  readonly outbox: OutboxStore;
  readonly build: string;
  /** Calls the author's function. @throws whatever it throws; Error when this worker has none. */
  readonly call: (messageId: string, payload: CallbackPayload) => Promise<void>;
  readonly log: Logger;
  /** How long to rest when there is nothing to send. */
  readonly restMs?: number;
}

const REST_MS = 1_000;
const SPARE_MS = 2_000;

export class CallbackSender {
  readonly #options: CallbackSenderOptions;
  #wake: () => void = () => undefined;
  #woken = false;

  constructor(options: CallbackSenderOptions) {
    this.#options = options;
  }

  /** There is something to send now. */
  wake(): void {
    this.#woken = true;
    this.#wake();
  }

  /** Sends until told to stop; what is being sent then is sent to its end. */
  async run(signal: AbortSignal): Promise<void> {
    signal.addEventListener('abort', () => this.wake(), { once: true });
    while (!signal.aborted) {
      this.#woken = false;
      const sent = await this.sendDue().catch((error: unknown) => {
        this.#options.log.warn({ err: error }, 'The outbox could not be read');
        return 0;
      });
      if (sent === 0 && !this.#woken) await this.#rest();
    }
  }

  /** Sends what is due now. @returns how many messages that were. */
  async sendDue(): Promise<number> {
    const { outbox, build } = this.#options;
    const rows = await outbox.lease(CALLBACK_TOPIC, { build }, BATCH, LEASE_MS);
    const leasedAt = Date.now();
    await Promise.all(byInstance(rows).map((group) => this.#sendAll(group, leasedAt)));
    return rows.length;
  }

  /** What cannot be sent within the lease is left for the next one. */
  async #sendAll(rows: readonly OutboxRow[], leasedAt: number): Promise<void> {
    for (const row of rows) {
      if (Date.now() - leasedAt > LEASE_MS - CALL_MS - SPARE_MS) return;
      await this.#send(row);
    }
  }

  async #send(row: OutboxRow): Promise<void> {
    const { outbox, call } = this.#options;
    try {
      // Written by `callbackMessage` under this topic, and by nothing else.
      await call(row.id, row.payload as unknown as CallbackPayload);
      await outbox.sent(row.id);
    } catch (thrown) {
      await this.#failed(row, faultOfThrown(thrown).message);
    }
  }

  async #failed({ id, tries }: OutboxRow, message: string): Promise<void> {
    const { outbox, log } = this.#options;
    const again = tries < MAX_TRIES;
    const pauseMs = Math.min(1_000 * 2 ** (tries - 1), LONGEST_PAUSE_MS);
    if (again) log.warn({ id, tries, message }, 'A callback failed and is called again');
    else log.error({ id, tries, message }, 'A callback failed too often and is given up');
    await outbox
      .failed(id, message, again ? new Date(Date.now() + pauseMs) : null)
      // Its lease ends by itself, and then it is sent again.
      .catch((error: unknown) => log.warn({ err: error, id }, 'A failed callback was not noted'));
  }

  async #rest(): Promise<void> {
    const { restMs = REST_MS } = this.#options;
    const over = new AbortController();
    const woken = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    const rest = sleep(restMs, undefined, { signal: over.signal }).catch(() => undefined);
    await Promise.race([woken, rest]);
    over.abort();
  }
}

function byInstance(rows: readonly OutboxRow[]): readonly (readonly OutboxRow[])[] {
  const groups = new Map<string, OutboxRow[]>();
  for (const row of rows) {
    // The id's last parts are generation, try and kind.
    const instance = row.id.split('/').slice(0, -3).join('/');
    groups.set(instance, [...(groups.get(instance) ?? []), row]);
  }
  return [...groups.values()];
}
