import { jsonCopy } from '../json-copy.ts';
import type {
  ApprovalAnswer,
  ApprovalKey,
  ApprovalRow,
  ApprovalStore,
  NewApproval,
} from './approval-store.ts';

/** Approvals of one process. */
export class MemoryApprovalStore implements ApprovalStore {
  readonly #rows = new Map<string, ApprovalRow>();

  async open(approval: NewApproval): Promise<void> {
    const key = textOf(approval);
    if (this.#rows.has(key)) return;
    this.#rows.set(key, copyOf({ ...approval, outcome: null, answers: [] }));
  }

  async answer(key: ApprovalKey, answer: ApprovalAnswer): Promise<boolean> {
    const row = this.#rows.get(textOf(key));
    if (row === undefined || row.outcome !== null) return false;
    const mine = row.answers.find(({ by }) => by === answer.by);
    if (mine !== undefined && mine.at > answer.at) return true;
    const answers = [...row.answers.filter(({ by }) => by !== answer.by), jsonAnswer(answer)];
    this.#rows.set(textOf(key), { ...row, answers: answers.sort(byTime) });
    return true;
  }

  async close(key: ApprovalKey, outcome: NonNullable<ApprovalRow['outcome']>): Promise<void> {
    const row = this.#rows.get(textOf(key));
    if (row?.outcome === null) this.#rows.set(textOf(key), { ...row, outcome });
  }

  async get(key: ApprovalKey): Promise<ApprovalRow | undefined> {
    const row = this.#rows.get(textOf(key));
    return row && copyOf(row);
  }

  async list({
    dagId,
    runId,
    open,
    limit = 100,
  }: Parameters<ApprovalStore['list']>[0]): Promise<readonly ApprovalRow[]> {
    return [...this.#rows.values()]
      .filter((row) => dagId === undefined || row.dagId === dagId)
      .filter((row) => runId === undefined || row.runId === runId)
      .filter(({ outcome }) => open === undefined || (outcome === null) === open)
      .sort((a, b) => b.openedAt.getTime() - a.openedAt.getTime())
      .slice(0, limit)
      .map(copyOf);
  }
}

function byTime(a: ApprovalAnswer, b: ApprovalAnswer): number {
  return a.at.getTime() - b.at.getTime() || (a.by < b.by ? -1 : 1);
}

function jsonAnswer(answer: ApprovalAnswer): ApprovalAnswer {
  return { ...answer, answer: jsonCopy(answer.answer) };
}

function copyOf(row: ApprovalRow): ApprovalRow {
  return {
    ...row,
    detail: jsonCopy(row.detail),
    form: jsonCopy(row.form),
    assignees: [...row.assignees],
    answers: row.answers.map(jsonAnswer),
  };
}

function textOf({ dagId, runId, path, generation }: ApprovalKey): string {
  return JSON.stringify([dagId, runId, path, generation]);
}
