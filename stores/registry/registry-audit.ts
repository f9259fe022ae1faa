import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../dsl/plan/json.ts';
import type { AuditEntry } from '../audit/audit-store.ts';
import type { AliasMove } from './model-registry.ts';

/** Who changed the registry: a person, or a task of a run. */
export type Changer = AliasMove['by'];

/** The row of the audit for a change of a model. */
export function registryEntry(action: string, by: Changer, detail: JsonObject): AuditEntry {
  const run = 'user' in by ? { dagId: null, runId: null } : { dagId: by.dagId, runId: by.runId };
  return {
    ...{ id: randomUUID(), at: new Date(), by: nameOf(by), action, ...run },
    ...{ reason: null, detail },
  };
}

export function nameOf(by: Changer): string {
  return 'user' in by ? by.user : `${by.dagId}/${by.runId}`;
}

/** Tags after a change of them. */
export function changedTags(
  tags: { readonly [key: string]: string },
  change: { readonly [key: string]: string | null },
): { readonly [key: string]: string } {
  const merged = Object.entries({ ...tags, ...change });
  return Object.fromEntries(merged.flatMap(([key, text]) => (text === null ? [] : [[key, text]])));
}
