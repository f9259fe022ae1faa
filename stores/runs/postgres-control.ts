import { ADD_AUDIT, auditValues } from '../audit/postgres-audit-store.ts';
import type { Database, Session } from '../postgres/database.ts';
import { sqlJson, sqlTextOrNull } from '../postgres/sql-text.ts';
import { auditEntryOf } from './control-audit.ts';
import * as sql from './control-sql.ts';
import { LOST_ATTEMPT } from './lost-attempt.ts';
import type { ControlRecord, KeptRow, MarkedRow, ReopenedRun } from './run-control.ts';
import { noSuchRun } from './run-error.ts';
import { toRun, type SqlRun } from './run-row.ts';
import { GET_RUN } from './run-sql.ts';
import { sqlIndex } from './transition-batch.ts';

/** What control verbs write, each in one transaction. */

export async function reopenRun(
  database: Database,
  {
    dagId,
    runId,
    execution,
    lost,
  }: {
    readonly dagId: string;
    readonly runId: string;
    readonly execution: string;
    readonly lost: boolean;
  },
): Promise<ReopenedRun | undefined> {
  const ids = [dagId, runId];
  return database.transaction(async (session) => {
    await session.query(sql.REOPEN, [...ids, execution, lost]);
    const mine = await session.query(sql.IS_REOPENED_BY, [...ids, execution]);
    const [run] = await session.query<SqlRun>(GET_RUN, ids);
    if (mine.length === 0 || run === undefined) return undefined;
    return { run: toRun(run), kept: await session.query<KeptRow>(sql.KEPT, ids) };
  });
}

export async function recordControl(database: Database, control: ControlRecord): Promise<void> {
  const { dagId, runId, generation, paused, reset, marked } = control;
  await database.transaction(async (session) => {
    const added = await session.query(ADD_AUDIT, auditValues(auditEntryOf(control)));
    if (added.length === 0) return;
    const values = [dagId, runId, generation, paused ?? null];
    const run = await session.query(sql.RAISE_RUN, values);
    if (run.length === 0) throw noSuchRun(dagId, runId);
    if (reset.length > 0) await resetRows(session, control);
    if (marked.length > 0) await markRows(session, control);
  });
}

async function resetRows(session: Session, control: ControlRecord): Promise<void> {
  const { dagId, runId, generation, reset, at } = control;
  const paths = [...new Set(reset)].sort();
  await session.query(sql.RESET, [dagId, runId, generation, paths, at, sqlJson(LOST_ATTEMPT)]);
}

async function markRows(session: Session, control: ControlRecord): Promise<void> {
  const { dagId, runId, generation, at } = control;
  const rows: readonly MarkedRow[] = [
    ...new Map(control.marked.map((row) => [row.path, row])).values(),
  ];
  const columns = [
    rows.map(({ taskId }) => taskId),
    rows.map(({ mapIndex }) => sqlIndex(mapIndex)),
    rows.map(({ state }) => state),
    rows.map(({ reason }) => sqlTextOrNull(reason ?? undefined)),
  ];
  const paths = rows.map(({ path }) => path);
  const lost = sqlJson(LOST_ATTEMPT);
  await session.query(sql.MARK, [dagId, runId, generation, paths, at, lost, ...columns]);
}
