import { describe, expect, it } from 'vitest';
import type { AuditEntry, AuditStore } from './audit-store.ts';

const AT = new Date('2026-11-20T03:00:00.250Z');

/** What every audit has to keep. */
export function describeAuditStore(name: string, store: () => AuditStore): void {
  describe(`audit: ${name}`, () => {
    it('keeps an entry once by its request id, and never changes it', async () => {
      const entry = newEntry();
      await Promise.all(Array.from({ length: 8 }, () => store().record(entry)));
      await store().record({ ...entry, by: 'mallory' });
      expect(await store().list({ dagId: entry.dagId ?? '' })).toEqual([entry]);
      expect(await store().get(entry.id)).toEqual(entry);
      expect(await store().get(`${entry.id}-other`)).toBeUndefined();
    });

    it('lists the newest first, by dag and by run', async () => {
      const { dagId } = newEntry();
      const entries = ['a', 'b', 'a'].map((runId, index) => ({
        ...newEntry(),
        ...{ dagId, runId, at: new Date(AT.getTime() + index) },
      }));
      for (const entry of entries) await store().record(entry);
      const list = await store().list({ dagId: dagId ?? '' });
      expect(list).toEqual([...entries].reverse());
      expect(await store().list({ dagId: dagId ?? '', runId: 'a' })).toHaveLength(2);
      expect(await store().list({ dagId: dagId ?? '', limit: 1 })).toEqual([entries[2]]);
      expect((await store().list({})).length).toBeGreaterThanOrEqual(3);
    });

    it('forgets what is older than a time, the oldest first, and nothing else', async () => {
      const { dagId } = newEntry();
      const entries = [-50_000, -49_000, -48_000, 0].map((days) => ({
        ...newEntry(),
        ...{ dagId, at: new Date(AT.getTime() + days * 3_600_000) },
      }));
      for (const entry of entries) await store().record(entry);
      const before = new Date(AT.getTime() - 48_000 * 3_600_000);
      expect(await store().forget(before, 1)).toBe(1);
      expect(await store().list({ dagId: dagId ?? '' })).toHaveLength(3);
      expect(await store().forget(before, 100)).toBe(1);
      expect(await store().forget(before, 100)).toBe(0);
      expect(await store().list({ dagId: dagId ?? '' })).toEqual([entries[3], entries[2]]);
    });

    it('takes what concerns no dag, and hostile text as text', async () => {
      const id = `${newEntry().id}'; drop table perdure.audit; --`;
      const entry = { ...newEntry(), id, dagId: null, runId: null, reason: null, by: '$1 "' };
      await store().record(entry);
      expect((await store().list({ limit: 1_000 })).find((each) => each.id === id)).toEqual(entry);
    });
  });
}

let count = 0;
function newEntry(): AuditEntry {
  count += 1;
  return {
    id: `audit-${process.pid}-${Date.now()}-${count}`,
    ...{ at: AT, by: 'ada', action: 'run.clear', reason: 'bad data ☃' },
    ...{ dagId: `audited-${process.pid}-${Date.now()}-${count}`, runId: 'r' },
    detail: { selection: { tasks: ['train'] }, nul: '\u0000' },
  };
}
