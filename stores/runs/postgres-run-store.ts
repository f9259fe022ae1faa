import { randomUUID } from 'node:crypto';
import type { Database, SqlValue } from '../postgres/database.ts';
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
import { LOST_ATTEMPT } from './lost-attempt.ts';
import { claimInstance, completeInstance, failInstance } from './postgres-instances.ts';
import { noSuchRun } from './run-error.ts';
import { toRun, type SqlRun } from './run-row.ts';
import * as runSql from './run-sql.ts';
import { newestPerPath } from './transition-batch.ts';
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
  InstanceRow,
  NewRun,
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

  async listRuns({ dagId, state, before, limit = 100 }: RunFilter): Promise<readonly RunRow[]> {
    const values = [dagId ?? null, state ?? null, before ?? null, limit];
    return (await this.#database.query<SqlRun>(runSql.LIST_RUNS, values)).map(toRun);
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

  async finishRun({ dagId, runId, ...end }: FinishedRun): Promise<void> {
    const result = end.result === null ? null : sqlJson(end.result);
    const run = [end.state, end.endedAt, result, sqlTextOrNull(end.note), sqlJson(LOST_ATTEMPT)];
    const values = [dagId, runId, ...batch(end.instances), ...run];
    const found = await this.#database.query(FINISH_RUN, values);
    if (found.length === 0) throw noSuchRun(dagId, runId);
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
  ): Promise<void> {
    if (transitions.length === 0) return;
    await this.#database.query(RECORD_TRANSITIONS, [dagId, runId, ...batch(transitions)]);
  }

  async getInstance(key: InstanceKey): Promise<InstanceRow | undefined> {
    const sql = instanceSql.GET_INSTANCE;
    return (await this.#database.query<SqlInstance>(sql, keyValues(key))).map(toInstance)[0];
  }

  async listInstances(dagId: string, runId: string): Promise<readonly InstanceRow[]> {
    const sql = instanceSql.LIST_INSTANCES;
    return (await this.#database.query<SqlInstance>(sql, [dagId, runId])).map(toInstance);
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

  async loadCheckpoint(key: InstanceKey): Promise<CheckpointPointer | undefined> {
    const sql = instanceSql.LOAD_CHECKPOINT;
    return (await this.#database.query<SqlCheckpoint>(sql, keyValues(key))).map(toCheckpoint)[0];
  }

  async #run(dagId: string, runId: string): Promise<readonly SqlRun[]> {
    return this.#database.query<SqlRun>(runSql.GET_RUN, [dagId, runId]);
  }
}

function newRun(run: NewRun, creator: string): readonly SqlValue[] {
  const { dagId, runId, runType, planHash, params, logicalDate, dataInterval } = run;
  const times = [logicalDate, dataInterval.start, dataInterval.end];
  const rest = [run.state, run.workflowId, run.build ?? null, creator];
  return [dagId, runId, runType, planHash, sqlJson(params), ...times, ...rest];
}

function keyValues({ dagId, runId, path }: InstanceKey): readonly SqlValue[] {
  return [dagId, runId, path];
}

/** $3-7 of the transition statements. */
function batch(transitions: readonly TransitionRow[]): readonly SqlValue[] {
  const rows = newestPerPath(transitions);
  return [
    rows.map(({ path }) => path),
    rows.map(({ taskId }) => taskId),
    // Arrays of arrays must be rectangular in Postgres; as texts they need not be.
    rows.map(({ mapIndex }) => `{${mapIndex.join(',')}}`),
    rows.map(({ state }) => state),
    rows.map(({ reason }) => sqlTextOrNull(reason)),
  ];
}
