import { randomUUID } from 'node:crypto';
import type { Database, Session } from '../postgres/database.ts';
import { sqlJson, sqlText } from '../postgres/sql-text.ts';
import { changedParam, checkBatch, checkTags } from './checked-batch.ts';
import { chosenSteps } from './chosen-steps.ts';
import { noRun, notActive, runNotActive } from './experiment-rule.ts';
import type { Stage, Texts } from './experiment-store.ts';
import { addLatest, addParams, addPoints, addTags } from './postgres-batch.ts';
import { lockStage } from './postgres-experiments.ts';
import { readRuns } from './postgres-run-rows.ts';
import { runQuery } from './run-search-sql.ts';
import { maxOf, offsetOf, pageOf, type Page, type PageRequest } from './search/page-token.ts';
import type { MetricPoint, TrackBatch } from './task-tracking.ts';
import type {
  DatasetInput,
  HistoryPage,
  ModelOutput,
  NewRun,
  RunChange,
  RunPoint,
  RunSearch,
  StepRange,
  TrackedRun,
  TrackedRunStore,
} from './tracked-run-store.ts';
import * as sql from './tracked-run-sql.ts';
import { missing } from './tracking-error.ts';

/** Runs in Postgres. Whatever changes a run holds the lock on its row. */
export class PostgresTrackedRuns implements TrackedRunStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async createRun({ experimentId, user, name, startMs, tags }: NewRun): Promise<TrackedRun> {
    checkTags(tags);
    const runId = randomUUID().replaceAll('-', '');
    return this.#database.transaction(async (session) => {
      if ((await lockStage(session, experimentId)) !== 'active') throw notActive(experimentId);
      await session.query(sql.CREATE_RUN, [
        ...[runId, experimentId, sqlText(name), sqlText(user), startMs],
      ]);
      await addTags(session, runId, tags);
      return one(await readRuns(session, [runId]), runId);
    });
  }

  async getRun(runId: string): Promise<TrackedRun | undefined> {
    return (await readRuns(this.#database, [runId]))[0];
  }

  async updateRun(runId: string, { status, endMs, name }: RunChange): Promise<TrackedRun> {
    return this.#changing(runId, async (session) => {
      const named = name === undefined ? null : sqlText(name);
      await session.query(sql.UPDATE_RUN, [runId, status ?? null, endMs ?? null, named]);
      if (named !== null) await addTags(session, runId, { 'mlflow.runName': named });
      return one(await readRuns(session, [runId]), runId);
    });
  }

  async deleteRun(runId: string): Promise<void> {
    await this.#move(runId, 'deleted');
  }

  async restoreRun(runId: string): Promise<void> {
    await this.#move(runId, 'active');
  }

  async searchRuns(search: RunSearch): Promise<Page<TrackedRun>> {
    const { statement, values, offset, max } = runQuery(search);
    const rows = await this.#database.query<{ run_id: string }>(statement, values);
    const page = pageOf(rows, offset, max);
    const runs = await readRuns(
      this.#database,
      page.items.map(({ run_id }) => run_id),
    );
    return { ...page, items: runs };
  }

  async logBatch(runId: string, batch: TrackBatch): Promise<void> {
    checkBatch(batch);
    await this.#changing(runId, async (session) => {
      await checkParams(session, runId, batch.params);
      await addParams(session, runId, batch.params);
      await addTags(session, runId, batch.tags);
      const name = batch.tags['mlflow.runName'];
      if (name !== undefined)
        await session.query(sql.UPDATE_RUN, [runId, null, null, sqlText(name)]);
      await addPoints(session, runId, batch.metrics, 0);
      await addLatest(session, runId, batch.metrics, 0);
    });
  }

  async deleteTag(runId: string, key: string): Promise<void> {
    await this.#changing(runId, async (session) => {
      const gone = await session.query(sql.DELETE_TAG, [runId, sqlText(key)]);
      if (gone.length === 0) throw missing(`No tag with name: ${key} in run with id ${runId}`);
    });
  }

  async logInputs(
    runId: string,
    datasets: readonly DatasetInput[],
    modelIds: readonly string[],
  ): Promise<void> {
    await this.#changing(runId, async (session) => {
      for (const { name, digest, ...rest } of datasets) {
        await session.query(sql.ADD_DATASET, [
          runId,
          sqlText(name),
          sqlText(digest),
          sqlJson(rest),
        ]);
      }
      await session.query(sql.ADD_MODELS, [runId, 'input', modelIds, modelIds.map(() => 0)]);
    });
  }

  async logOutputs(runId: string, outputs: readonly ModelOutput[]): Promise<void> {
    const ids = outputs.map(({ modelId }) => modelId);
    const steps = outputs.map(({ step }) => step);
    await this.#changing(runId, (session) =>
      session.query(sql.ADD_MODELS, [runId, 'output', ids, steps]),
    );
  }

  async metricHistory(runId: string, key: string, page: PageRequest): Promise<HistoryPage> {
    const max = maxOf(page, 25_000, 25_000);
    const offset = offsetOf(page.pageToken);
    const rows = await this.#database.query<SqlPoint>(sql.HISTORY, [runId, key, max + 1, offset]);
    if (rows.length === 0) await this.#mustBeThere(runId);
    const { items, ...next } = pageOf(rows, offset, max);
    return { points: items.map(({ run_id: _run, ...point }) => numbered(point)), ...next };
  }

  async metricSteps(
    runIds: readonly string[],
    key: string,
    range: StepRange,
  ): Promise<readonly RunPoint[]> {
    const found = await this.#database.query<{ step: string }>(sql.STEPS, [runIds, key]);
    const steps = chosenSteps(
      found.map(({ step }) => Number(step)),
      range,
    );
    const rows = await this.#database.query<SqlPoint>(sql.POINTS_AT, [runIds, key, steps]);
    return rows.map((row) => ({ ...numbered(row), runId: row.run_id }));
  }

  async #mustBeThere(runId: string): Promise<void> {
    if ((await this.#database.query(sql.GET_STAGE, [runId])).length === 0) throw noRun(runId);
  }

  async #move(runId: string, to: Stage): Promise<void> {
    const rows = await this.#database.query(sql.MOVE_RUN, [runId, to]);
    if (rows.length === 0) throw noRun(runId);
  }

  #changing<T>(runId: string, change: (session: Session) => Promise<T>): Promise<T> {
    return this.#database.transaction(async (session) => {
      const [row] = await session.query<{ stage: Stage }>(sql.LOCK_RUN, [runId]);
      if (row === undefined) throw noRun(runId);
      if (row.stage !== 'active') throw runNotActive(runId, row.stage);
      return change(session);
    });
  }
}

async function checkParams(session: Session, runId: string, params: Texts): Promise<void> {
  const keys = Object.keys(params);
  if (keys.length === 0) return;
  const known = await session.query<{ key: string; value: string }>(sql.GET_PARAMS, [runId, keys]);
  for (const { key, value } of known) {
    const given = params[key];
    if (given !== undefined && sqlText(given) !== value) {
      throw changedParam(runId, key, value, given);
    }
  }
}

interface SqlPoint {
  readonly run_id: string;
  readonly key: string;
  readonly value: number;
  readonly timestamp: string;
  readonly step: string;
}

function numbered({ key, value, timestamp, step }: Omit<SqlPoint, 'run_id'>): MetricPoint {
  return { key, value, timestamp: Number(timestamp), step: Number(step) };
}

function one(runs: readonly TrackedRun[], runId: string): TrackedRun {
  const run = runs[0];
  if (run === undefined) throw noRun(runId);
  return run;
}
