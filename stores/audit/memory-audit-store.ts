import { jsonCopy } from '../json-copy.ts';
import type { AuditEntry, AuditStore } from './audit-store.ts';

/** The audit of one process. */
export class MemoryAuditStore implements AuditStore {
  readonly #entries = new Map<string, AuditEntry>();

  async record(entry: AuditEntry): Promise<void> {
    this.add(entry);
  }

  /** As `record`, at once. @returns false when it was there. */
  add(entry: AuditEntry): boolean {
    if (this.#entries.has(entry.id)) return false;
    this.#entries.set(entry.id, copyOf(entry));
    return true;
  }

  async get(id: string): Promise<AuditEntry | undefined> {
    const entry = this.#entries.get(id);
    return entry && copyOf(entry);
  }

  async list({
    dagId,
    runId,
    limit = 100,
  }: Parameters<AuditStore['list']>[0]): Promise<readonly AuditEntry[]> {
    return [...this.#entries.values()]
      .filter((entry) => dagId === undefined || entry.dagId === dagId)
      .filter((entry) => runId === undefined || entry.runId === runId)
      .reverse()
      .sort((a, b) => b.at.getTime() - a.at.getTime())
      .slice(0, limit)
      .map(copyOf);
  }

  async forget(before: Date, limit: number): Promise<number> {
    const old = [...this.#entries.values()].filter(({ at }) => at < before).slice(0, limit);
    for (const { id } of old) this.#entries.delete(id);
    return old.length;
  }
}

function copyOf(entry: AuditEntry): AuditEntry {
  return { ...entry, detail: jsonCopy(entry.detail) };
}
