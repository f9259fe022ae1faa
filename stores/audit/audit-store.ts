import type { JsonObject } from '../../dsl/plan/json.ts';

/** Who did what, when and why. Rows are only ever added, and go when they are too old. */
export interface AuditStore {
  /** Idempotent by `id`. */
  record(entry: AuditEntry): Promise<void>;
  get(id: string): Promise<AuditEntry | undefined>;
  /** Newest first. */
  list(filter: {
    readonly dagId?: string;
    readonly runId?: string;
    readonly limit?: number;
  }): Promise<readonly AuditEntry[]>;
  /** Drops at most `limit` entries of before `before`. @returns how many. */
  forget(before: Date, limit: number): Promise<number>;
}
export interface AuditEntry {
  /** The request id. */
  readonly id: string;
  readonly at: Date;
  readonly by: string;
  /** `run.clear`, `run.mark`, `run.pause`, `run.resume`, `run.cancel`, `approval.answer`, … */
  readonly action: string;
  readonly dagId: string | null;
  readonly runId: string | null;
  readonly reason: string | null;
  readonly detail: JsonObject;
}
