import type { Database, Session } from '../postgres/database.ts';
import { addParams, addPoints, addTags } from './postgres-batch.ts';
import { dagRunId, taskRunId } from './run-id.ts';
import {
  dagRunTags,
  taskTags,
  type EndStatus,
  type TaskTracking,
  type TrackBatch,
  type TrackedTask,
} from './task-tracking.ts';
import * as sql from './task-tracking-sql.ts';

/** What the engine records, in Postgres. A batch holds the lock on its run's row (T3). */
export class PostgresTaskTracking implements TaskTracking {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async recordTask(task: TrackedTask, batch: TrackBatch): Promise<boolean> {
    const runId = taskRunId(task, task.generation);
    return this.#database.transaction(async (session) => {
      if (!(await owns(session, runId, task))) return false;
      await addParams(session, runId, batch.params);
      await addTags(session, runId, batch.tags);
      if (task.attempt > 1) await supersede(session, runId, task, batch);
      await addPoints(session, runId, batch.metrics, task.attempt);
      return true;
    });
  }

  async endTask(task: TrackedTask, status: EndStatus, endedAt: Date): Promise<void> {
    const runId = taskRunId(task, task.generation);
    await this.#database.query(sql.END_TASK, [runId, task.attempt, status, endedAt.getTime()]);
  }

  async endDagRun(dagId: string, runId: string, status: EndStatus, endedAt: Date): Promise<void> {
    const parent = dagRunId(dagId, runId);
    await this.#database.query(sql.END_DAG_RUN, [dagId, runId, parent, status, endedAt.getTime()]);
  }
}

/** Locks the run, which is made when it is not there. @returns false when a later attempt has it. */
async function owns(session: Session, runId: string, task: TrackedTask): Promise<boolean> {
  const mine = await session.query(sql.KEEP_RUN, [runId, task.attempt]);
  if (mine.length > 0) return true;
  const experimentId = await experimentOf(session, task.dagId);
  const parentId = dagRunId(task.dagId, task.runId);
  const { dagId, runId: dagRun, user, startedAt, attempt } = task;
  const at = startedAt.getTime();
  const owner = [user, at, dagId, dagRun];
  await session.query(sql.OPEN_RUN, [parentId, experimentId, dagRun, ...owner, 0]);
  const [row] = await session.query(sql.OPEN_RUN, [
    ...[runId, experimentId, task.path],
    ...[...owner, attempt],
  ]);
  if (row === undefined) return false;
  await addTags(session, parentId, dagRunTags(task));
  await addTags(session, runId, taskTags(task, parentId));
  return true;
}

async function experimentOf(session: Session, name: string): Promise<string> {
  const [known] = await session.query<{ id: string }>(sql.FIND_EXPERIMENT, [name]);
  if (known !== undefined) return known.id;
  await session.query(sql.MAKE_EXPERIMENT, [name, Date.now()]);
  const [made] = await session.query<{ id: string }>(sql.FIND_EXPERIMENT, [name]);
  if (made === undefined) throw new Error(`Experiment "${name}" could not be made.`);
  return made.id;
}

/** T2 of the latest points; of all points it is found when they are read. */
async function supersede(
  session: Session,
  runId: string,
  { attempt }: TrackedTask,
  { metrics }: TrackBatch,
): Promise<void> {
  const keys = metrics.map(({ key }) => key);
  const steps = metrics.map(({ step }) => step);
  await session.query(sql.SUPERSEDE_LATEST, [runId, keys, steps, attempt]);
}
