import { jsonCopy } from '../json-copy.ts';
import type { NewOutboxMessage, OutboxRow, OutboxStore } from './outbox-store.ts';

interface Entry {
  row: OutboxRow;
  /** Not handed out before this time: leased, or to be tried again. */
  dueAt: number;
}

/** Messages of one process. */
export class MemoryOutboxStore implements OutboxStore {
  readonly #entries = new Map<string, Entry>();

  /** Adds messages along with a write; those that are there already stay as they are (O1). */
  add(messages: readonly NewOutboxMessage[]): void {
    for (const message of messages) {
      if (this.#entries.has(message.id)) continue;
      const state = { createdAt: new Date(), sentAt: null, tries: 0, error: null, givenUpAt: null };
      this.#entries.set(message.id, { row: copyOf({ ...message, ...state }), dueAt: 0 });
    }
  }

  async write(messages: readonly NewOutboxMessage[]): Promise<void> {
    this.add(messages);
  }

  async lease(
    topic: string,
    { build }: { readonly build?: string },
    limit: number,
    leaseMs: number,
  ): Promise<readonly OutboxRow[]> {
    const now = Date.now();
    const due = [...this.#entries.values()]
      .filter(({ row, dueAt }) => row.topic === topic && isOpen(row) && dueAt <= now)
      .filter(({ row }) => build === undefined || row.build === null || row.build === build)
      .slice(0, limit);
    for (const entry of due) {
      entry.dueAt = now + leaseMs;
      entry.row = { ...entry.row, tries: entry.row.tries + 1 };
    }
    return due.map(({ row }) => copyOf(row));
  }

  async sent(id: string): Promise<void> {
    const entry = this.#entries.get(id);
    if (entry?.row.sentAt === null) {
      entry.row = { ...entry.row, sentAt: new Date(), error: null, givenUpAt: null };
    }
  }

  async failed(id: string, error: string, retryAt: Date | null): Promise<void> {
    const entry = this.#entries.get(id);
    if (entry === undefined || !isOpen(entry.row)) return;
    entry.row = { ...entry.row, error, givenUpAt: retryAt === null ? new Date() : null };
    entry.dueAt = retryAt?.getTime() ?? 0;
  }

  async list({
    topic,
    unsent,
    limit = 100,
  }: Parameters<OutboxStore['list']>[0]): Promise<readonly OutboxRow[]> {
    return [...this.#entries.values()]
      .map(({ row }) => row)
      .filter((row) => topic === undefined || row.topic === topic)
      .filter(({ sentAt }) => unsent === undefined || (sentAt === null) === unsent)
      .reverse()
      .slice(0, limit)
      .map(copyOf);
  }

  async forget(before: Date, limit: number): Promise<number> {
    const old = [...this.#entries.values()]
      .map(({ row }) => row)
      .filter(({ sentAt, givenUpAt }) => {
        const done = sentAt ?? givenUpAt;
        return done !== null && done < before;
      })
      .slice(0, limit);
    for (const { id } of old) this.#entries.delete(id);
    return old.length;
  }
}

function isOpen({ sentAt, givenUpAt }: OutboxRow): boolean {
  return sentAt === null && givenUpAt === null;
}

function copyOf(row: OutboxRow): OutboxRow {
  return { ...row, payload: jsonCopy(row.payload) };
}
