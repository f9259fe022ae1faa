import type { RunRow } from '../../stores/runs/run-store.ts';
import type { Stores } from '../../stores/stores.ts';
import type { AuditEntry } from '../../stores/audit/audit-store.ts';

/**
 * The event-log row of a request that was done already. Temporal keeps update ids for one execution
 * only; a run that has ended since would take the verb as a new one.
 */
export async function doneBefore(
  stores: Stores,
  { dagId, runId }: Pick<RunRow, 'dagId' | 'runId'>,
  requestId: string,
): Promise<AuditEntry | undefined> {
  const entry = await stores.audit.get(requestId);
  return entry?.dagId === dagId && entry.runId === runId ? entry : undefined;
}

/** The paths that a row of the event log names. */
export function auditedPaths({ detail }: AuditEntry): readonly string[] {
  const { paths } = detail;
  return Array.isArray(paths) ? paths.filter((path) => typeof path === 'string') : [];
}
