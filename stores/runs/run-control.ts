import type { JsonObject } from '../../dsl/plan/json.ts';
import type { RunRow } from './run-store.ts';

/** A closed run that is open again, with the ends its earlier executions left. */
export interface ReopenedRun {
  /** As it is now: running, in its new generation. */
  readonly run: RunRow;
  /** Final instances alone, also those of containers, which a run works out anew. */
  readonly kept: readonly KeptRow[];
}
export interface KeptRow {
  readonly path: string;
  readonly state: 'success' | 'failed' | 'skipped' | 'upstream_failed';
  /** The protocol's `Output` as JSON. */
  readonly output: JsonObject | null;
  readonly reason: string | null;
}

/** What a control verb did to a run: its audit row, and the instances it changed. */
export interface ControlRecord {
  readonly requestId: string;
  readonly dagId: string;
  readonly runId: string;
  /** The run's from here on. */
  readonly generation: number;
  readonly verb: string;
  readonly by: string;
  readonly reason: string | null;
  readonly at: Date;
  readonly detail: JsonObject;
  /** These are `none` again in the new generation; their attempts are kept, output and error go. */
  readonly reset: readonly string[];
  readonly marked: readonly MarkedRow[];
  readonly paused?: boolean;
}
export interface MarkedRow {
  readonly path: string;
  readonly taskId: string;
  readonly mapIndex: readonly number[];
  readonly state: 'success' | 'failed' | 'skipped';
  readonly reason: string | null;
}
