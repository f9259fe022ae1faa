import type { AuditEntry } from '../audit/audit-store.ts';
import type { ControlRecord } from './run-control.ts';

/** The audit row of a control verb. */
export function auditEntryOf(control: ControlRecord): AuditEntry {
  const { requestId: id, dagId, runId, verb, by, reason, at, detail } = control;
  const action = verb === 'answer' ? 'approval.answer' : `run.${verb}`;
  return { id, at, by, action, dagId, runId, reason, detail };
}
