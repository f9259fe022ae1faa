import { describe, expect, it } from 'vitest';
import type { ApprovalAnswer, ApprovalStore, NewApproval } from './approval-store.ts';

const AT = new Date('2026-11-20T03:00:00.250Z');

/** What every approval store has to keep. */
export function describeApprovalStore(name: string, store: () => ApprovalStore): void {
  describe(`approval store: ${name}`, () => {
    it('opens once and gives back what was asked', async () => {
      const asked = newApproval();
      await store().open(asked);
      await store().open({ ...asked, subject: 'another' });
      expect(await store().get(asked)).toEqual({ ...asked, outcome: null, answers: [] });
      expect(await store().get({ ...asked, generation: 2 })).toBeUndefined();
    });

    it('keeps the newest answer of each person, in order of time', async () => {
      const asked = newApproval();
      await store().open(asked);
      expect(await store().answer(asked, answer('ada', 2))).toBe(true);
      expect(await store().answer(asked, answer('bob', 1, 'rejected'))).toBe(true);
      expect(await store().answer(asked, answer('ada', 5, 'rejected'))).toBe(true);
      // One that was sent earlier and came later: taken, but it does not count.
      expect(await store().answer(asked, answer('ada', 3))).toBe(true);
      expect((await store().get(asked))?.answers).toEqual([
        answer('bob', 1, 'rejected'),
        answer('ada', 5, 'rejected'),
      ]);
    });

    it('refuses answers once closed, closes once, and knows nothing of what was never asked', async () => {
      const asked = newApproval();
      expect(await store().answer(asked, answer('ada', 1))).toBe(false);
      await store().open(asked);
      await store().close(asked, 'approved');
      await store().close(asked, 'withdrawn');
      expect(await store().answer(asked, answer('ada', 1))).toBe(false);
      expect(await store().get(asked)).toMatchObject({ outcome: 'approved', answers: [] });
    });

    it('takes answers of many people at once, and none after the close they race with', async () => {
      const asked = newApproval();
      await store().open(asked);
      const people = Array.from({ length: 10 }, (_, index) => `p${index}`);
      const taken = await Promise.all([
        ...people.map((by) => store().answer(asked, answer(by, 1))),
        store().close(asked, 'rejected'),
      ]);
      const row = await store().get(asked);
      expect(row?.outcome).toBe('rejected');
      expect(row?.answers).toHaveLength(taken.filter((each) => each === true).length);
    });

    it('lists the newest first, by dag, by run, open or closed', async () => {
      const { dagId } = newApproval();
      const rows = [1, 2, 3].map((n) => ({
        ...newApproval(),
        ...{ dagId, runId: `r${n}`, openedAt: new Date(AT.getTime() + n) },
      }));
      for (const row of rows) await store().open(row);
      if (rows[1] !== undefined) await store().close(rows[1], 'failed');
      const ids = async (filter: Parameters<ApprovalStore['list']>[0]): Promise<string[]> =>
        (await store().list({ dagId, ...filter })).map(({ runId }) => runId);
      expect(await ids({})).toEqual(['r3', 'r2', 'r1']);
      expect(await ids({ open: true })).toEqual(['r3', 'r1']);
      expect(await ids({ open: false })).toEqual(['r2']);
      expect(await ids({ runId: 'r1' })).toEqual(['r1']);
      expect(await ids({ limit: 1 })).toEqual(['r3']);
    });
  });
}

let count = 0;
function newApproval(): NewApproval {
  count += 1;
  return {
    dagId: `approvals-${process.pid}-${Date.now()}-${count}`,
    ...{ runId: 'r', path: 'release', generation: 1, openedAt: AT, approvers: 2 },
    subject: `Release "it"; drop table x; -- ☃`,
    detail: { accuracy: 0.9, nul: '\u0000' },
    form: { type: 'object', properties: {} },
    assignees: ['ada', '{"},'],
    deadline: new Date(AT.getTime() + 1),
  };
}

function answer(
  by: string,
  second: number,
  decision: ApprovalAnswer['decision'] = 'approved',
): ApprovalAnswer {
  const at = new Date(AT.getTime() + second * 1_000);
  return { by, decision, answer: { why: `said ${second} \u0000` }, at };
}
