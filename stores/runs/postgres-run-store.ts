import { randomUUID } from 'node:crypto';
import type { Database, Session, SqlValue } from '../postgres/database.ts';
import { sqlJson, sqlTextOrNull } from '../postgres/sql-text.ts';
import {
  toAttempt,
  toCheckpoint,
  toInstance,
  type SqlAttempt,
  type SqlCheckpoint,
  type SqlInstance,
} from './instance-row.ts';
import * as instanceSql from './instance-sql.ts';
import * as lifetimeSql from './lifetime-sql.ts';
import { LOST_ATTEMPT } from './lost-attempt.ts';
import { recordControl, reopenRun } from './postgres-control.ts';
import { claimInstance, completeInstance, failInstance } from './postgres-instances.ts';
import type { ControlRecord, ReopenedRun } from './run-control.ts';
import { noSuchRun } from './run-error.ts';
import { toRun, type SqlRun } from './run-row.ts';
import * as runSql from './run-sql.ts';
import { sendAlong, sendsAnything } from './send-along.ts';
import { newestPerPath, sqlIndex } from './transition-batch.ts';
import { FINISH_RUN, RECORD_TRANSITIONS } from './transition-sql.ts';
import type {
  AttemptRow,
  CheckpointPointer,
  Claim,
  ClaimAnswer,
  Completion,
  FailedAttempt,
  Fence,
  FinishedRun,
  InstanceKey,
  InstancePage,
  InstanceRow,
  NewRun,
  OldCheckpoint,
  ReopenOptions,
  RunFilter,
  RunRow,
  RunStore,
  TransitionRow,
} from './run-store.ts';

/** Runs and task instances in Postgres. */
export class PostgresRunStore implements RunStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async createRun(run: NewRun): Promise<{ readonly created: boolean; readonly run: RunRow }> {
    // Kept over retries of the statement: an INSERT whose answer was lost is still known as ours.
    const creator = randomUUID();
    const inserted = await this.#database.query<SqlRun>(runSql.CREATE_RUN, newRun(run, creator));
    const [row] = inserted.length > 0 ? inserted : await this.#run(run.dagId, run.runId);
    if (row === undefined) throw noSuchRun(run.dagId, run.runId);
    return { created: row.created_by === creator, run: toRun(row) };
  }

  async getRun(dagId: string, runId: string): Promise<RunRow | undefined> {
    return (await this.#run(dagId, runId)).map(toRun)[0];
  }

  async listRuns(filter: RunFilter): Promise<readonly RunRow[]> {
    const { dagId, state, before, logicalDate, limit = 100 } = filter;
    const values = [dagId ?? null, state ?? null, before ?? null, logicalDate ?? null, limit];
    return (await this.#database.query<SqlRun>(runSql.LIST_RUNS, values)).map(toRun);
  }

  async listChildren(dagId: string, runId: string): Promise<readonly RunRow[]> {
    return (await this.#database.query<SqlRun>(runSql.LIST_CHILDREN, [dagId, runId])).map(toRun);
  }

  async setRunState(
    dagId: string,
    runId: string,
    state: 'queued' | 'running',
    at: Date,
  ): Promise<void> {
    const found = await this.#database.query(runSql.START_RUN, [dagId, runId, state, at]);
    if (found.length === 0) throw noSuchRun(dagId, runId);
  }

  async tryStart(dagId: string, runId: string, maxActiveRuns: number): Promise<boolean> {
    return this.#database.transaction(async (session) => {
      await session.query(runSql.LOCK_TURNS, [dagId]);
      await session.query(runSql.TAKE_TURN, [dagId, runId, maxActiveRuns]);
      const [run] = await session.query<SqlRun>(runSql.GET_RUN, [dagId, runId]);
      if (run === undefined) throw noSuchRun(dagId, runId);
      return run.state === 'running';
    });
  }

  async setPaused(dagId: string, runId: string, paused: boolean): Promise<void> {
    const found = await this.#database.query(runSql.SET_PAUSED, [dagId, runId, paused]);
    if (found.length === 0) throw noSuchRun(dagId, runId);
  }

  async finishRun({ dagId, runId, ...end }: FinishedRun): Promise<void> {
    const result = end.result === null ? null : sqlJson(end.result);
    const run = [end.state, end.endedAt, result, sqlTextOrNull(end.note), sqlJson(LOST_ATTEMPT)];
    const values = [dagId, runId, ...batch(end.instances, end.generation), ...run];
    const finish = async (session: Session): Promise<void> => {
      const [found] = await session.query<{ ended: boolean }>(FINISH_RUN, values);
      if (found === undefined) throw noSuchRun(dagId, runId);
      if (found.ended) await sendAlong(session, end);
    };
    // One statement is a transaction of its own.
    await (sendsAnything(end) ? this.#database.transaction(finish) : finish(this.#database));
  }

  async reopen(
    dagId: string,
    runId: string,
    execution: string,
    { lost = false }: ReopenOptions = {},
  ): Promise<ReopenedRun | undefined> {
    return reopenRun(this.#database, { dagId, runId, execution, lost });
  }

  async recordControl(control: ControlRecord): Promise<void> {
    return recordControl(this.#database, control);
  }

  async claim(key: InstanceKey, claim: Claim): Promise<ClaimAnswer> {
    return claimInstance(this.#database, key, claim);
  }

  async complete(key: InstanceKey, fence: Fence, completion: Completion): Promise<boolean> {
    return completeInstance(this.#database, key, fence, completion);
  }

  async recordFailure(key: InstanceKey, fence: Fence, failure: FailedAttempt): Promise<boolean> {
    return failInstance(this.#database, key, fence, failure);
  }

  async recordTransitions(
    dagId: string,
    runId: string,
    transitions: readonly TransitionRow[],
    generation?: number,
  ): Promise<void> {
    if (transitions.length === 0) return;
    const values = [dagId, runId, ...batch(transitions, generation)];
    await this.#database.query(RECORD_TRANSITIONS, values);
  }

  async getInstance(key: InstanceKey): Promise<InstanceRow | undefined> {
    const sql = instanceSql.GET_INSTANCE;
    return (await this.#database.query<SqlInstance>(sql, keyValues(key))).map(toInstance)[0];
  }

  async listInstances(
    dagId: string,
    runId: string,
    { after, taskId, state, limit }: InstancePage = {},
  ): Promise<readonly InstanceRow[]> {
    const filter = [after ?? null, taskId ?? null, state ?? null, limit ?? null];
    const sql = instanceSql.LIST_INSTANCES;
    return (await this.#database.query<SqlInstance>(sql, [dagId, runId, ...filter])).map(
      toInstance,
    );
  }

  async countInstances(
    dagId: string,
    runId: string,
  ): Promise<{ readonly [state: string]: number }> {
    type Count = { readonly state: string; readonly count: number };
    const rows = await this.#database.query<Count>(instanceSql.COUNT_INSTANCES, [dagId, runId]);
    return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
  }

  async listAttempts(key: InstanceKey): Promise<readonly AttemptRow[]> {
    const sql = instanceSql.LIST_ATTEMPTS;
    return (await this.#database.query<SqlAttempt>(sql, keyValues(key))).map(toAttempt);
  }

  async saveCheckpoint(
    key: InstanceKey,
    { generation, attempt }: Fence,
    { sequence, objectKey, sha256, size }: CheckpointPointer,
  ): Promise<boolean> {
    const values = [...keyValues(key), generation, attempt, sequence, objectKey, sha256, size];
    const sql = instanceSql.SAVE_CHECKPOINT;
    const [answer] = await this.#database.query<{ mine: boolean }>(sql, values);
    return answer?.mine === true;
  }

  async loadCheckpoint(key: InstanceKey, since = 1): Promise<CheckpointPointer | undefined> {
    const values = [...keyValues(key), since];
    const sql = instanceSql.LOAD_CHECKPOINT;
    return (await this.#database.query<SqlCheckpoint>(sql, values)).map(toCheckpoint)[0];
  }

  async listOldCheckpoints(endedBefore: Date, limit: number): Promise<readonly OldCheckpoint[]> {
    const sql = lifetimeSql.OLD_CHECKPOINTS;
    return this.#database.query<OldCheckpoint>(sql, [endedBefore, limit]);
  }

  async forgetCheckpoint({ dagId, runId, path, objectKey }: OldCheckpoint): Promise<void> {
    await this.#database.query(lifetimeSql.FORGET_CHECKPOINT, [dagId, runId, path, objectKey]);
  }

  async listExpired(now: Date, limit: number): Promise<readonly string[]> {
    const sql = lifetimeSql.LIST_EXPIRED;
    const rows = await this.#database.query<{ object_key: string }>(sql, [now, limit]);
    return rows.map(({ object_key: objectKey }) => objectKey);
  }

  async isObjectNeeded(objectKey: string, now: Date): Promise<boolean> {
    const values = [objectKey, now];
    const [row] = await this.#database.query<{ needed: boolean }>(lifetimeSql.IS_NEEDED, values);
    return row?.needed === true;
  }

  async forgetExpired(objectKey: string, now: Date): Promise<void> {
    await this.#database.query(lifetimeSql.FORGET_EXPIRED, [objectKey, now]);
  }

  async #run(dagId: string, runId: string): Promise<readonly SqlRun[]> {
    return this.#database.query<SqlRun>(runSql.GET_RUN, [dagId, runId]);
  }
}

function newRun(run: NewRun, creator: string): readonly SqlValue[] {
  const { dagId, runId, runType, planHash, params, logicalDate, dataInterval } = run;
  const times = [logicalDate, dataInterval.start, dataInterval.end];
  const parent = [run.parent?.dagId ?? null, run.parent?.runId ?? null, run.parent?.path ?? null];
  const rest = [run.state, run.workflowId, run.build ?? null, creator, ...parent];
  const events = sqlJson(run.events ?? {});
  return [dagId, runId, runType, planHash, sqlJson(params), ...times, ...rest, events];
}

function keyValues({ dagId, runId, path }: InstanceKey): readonly SqlValue[] {
  return [dagId, runId, path];
}

/** $3-8 of the transition statements. */
function batch(
  transitions: readonly TransitionRow[],
  generation: number | undefined,
): readonly SqlValue[] {
  const rows = newestPerPath(transitions);
  return [
    rows.map(({ path }) => path),
    rows.map(({ taskId }) => taskId),
    rows.map(({ mapIndex }) => sqlIndex(mapIndex)),
    rows.map(({ state }) => state),
    rows.map(({ reason }) => sqlTextOrNull(reason)),
    generation ?? null,
  ];
}
