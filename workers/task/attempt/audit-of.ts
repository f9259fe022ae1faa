import type { AuditStore } from '../../../stores/audit/audit-store.ts';
import type { AttemptScope } from './attempt-scope.ts';

/**
 * The audit as a task may write it: who, in which run and when are filled in here, so that a task
 * speaks for itself alone.
 */
export function auditOf(scope: AttemptScope): Pick<AuditStore, 'record'> {
  const { worker, key } = scope;
  return {
    record: async ({ id, action, reason, detail }) => {
      if (!action.startsWith('dataset.')) throw new Error(`A task may not record "${action}".`);
      const { dagId, runId } = key;
      const by = `task ${key.path}`;
      const at = new Date();
      await worker.deps.stores.audit.record({ id, at, by, action, dagId, runId, reason, detail });
    },
  };
}
