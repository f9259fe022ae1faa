import type { Database, SqlValue } from '../postgres/database.ts';
import { sqlJson, sqlText } from '../postgres/sql-text.ts';
import * as sql from './approval-sql.ts';
import type {
  ApprovalAnswer,
  ApprovalKey,
  ApprovalRow,
  ApprovalStore,
  NewApproval,
} from './approval-store.ts';

/** Approvals in Postgres. */
export class PostgresApprovalStore implements ApprovalStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async open(approval: NewApproval): Promise<void> {
    const { subject, detail, form, assignees, approvers, deadline, openedAt } = approval;
    const asked = [sqlText(subject), sqlJson(detail), sqlJson(form), assignees.map(sqlText)];
    const values = [...keyOf(approval), ...asked, approvers, deadline, openedAt];
    await this.#database.query(sql.OPEN_APPROVAL, values);
  }

  async answer(key: ApprovalKey, { by, decision, answer, at }: ApprovalAnswer): Promise<boolean> {
    const values = [...keyOf(key), sqlText(by), decision, sqlJson(answer), at];
    const [row] = await this.#database.query<{ taken: boolean }>(sql.ANSWER, values);
    return row?.taken === true;
  }

  async close(key: ApprovalKey, outcome: NonNullable<ApprovalRow['outcome']>): Promise<void> {
    await this.#database.query(sql.CLOSE_APPROVAL, [...keyOf(key), outcome]);
  }

  async get(key: ApprovalKey): Promise<ApprovalRow | undefined> {
    const rows = await this.#database.query<SqlApproval>(sql.GET_APPROVAL, keyOf(key));
    return rows.map(toApproval)[0];
  }

  async list({
    dagId,
    runId,
    open,
    limit = 100,
  }: Parameters<ApprovalStore['list']>[0]): Promise<readonly ApprovalRow[]> {
    const values = [dagId ?? null, runId ?? null, open ?? null, limit];
    return (await this.#database.query<SqlApproval>(sql.LIST_APPROVALS, values)).map(toApproval);
  }
}

interface SqlApproval extends Pick<
  ApprovalRow,
  | 'path'
  | 'generation'
  | 'subject'
  | 'detail'
  | 'form'
  | 'assignees'
  | 'approvers'
  | 'deadline'
  | 'outcome'
> {
  readonly dag_id: string;
  readonly run_id: string;
  readonly opened_at: Date;
  /** `at` as text, since it comes inside JSON. */
  readonly answers: readonly (Omit<ApprovalAnswer, 'at'> & { readonly at: string })[] | null;
}

function toApproval(row: SqlApproval): ApprovalRow {
  const { dag_id: dagId, run_id: runId, opened_at: openedAt, answers, ...rest } = row;
  return {
    ...{ dagId, runId, ...rest, openedAt },
    answers: (answers ?? []).map((answer) => ({ ...answer, at: new Date(answer.at) })),
  };
}

function keyOf({ dagId, runId, path, generation }: ApprovalKey): readonly SqlValue[] {
  return [dagId, runId, path, generation];
}
