import { describe } from 'vitest';
import type { AuditStore } from '../audit/audit-store.ts';
import { describeClears } from './clear.contract.ts';
import { describeInstances } from './instances.contract.ts';
import { describeDecisions, describeMarks } from './mark.contract.ts';
import { describeReopen } from './reopen.contract.ts';
import type { RunStore } from './run-store.ts';

export interface RunsAndAudit {
  readonly runs: RunStore;
  readonly audit: AuditStore;
}

/** Clear, mark, pause and reopen, as the database keeps them. */
export function describeControl(name: string, stores: () => RunsAndAudit): void {
  describe(`control of runs: ${name}`, () => {
    describeReopen(() => stores().runs);
    describeClears(stores);
    describeMarks(() => stores().runs);
    describeDecisions(() => stores().runs);
    describeInstances(() => stores().runs);
  });
}
