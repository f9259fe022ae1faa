import { randomUUID } from 'node:crypto';
import type { Database, Session } from '../postgres/database.ts';
import { sqlJson, sqlText } from '../postgres/sql-text.ts';
import { changedParam, checkBatch, checkTags } from './checked-batch.ts';
import { chosenSteps } from './chosen-steps.ts';
import { noExperiment, noRun, notActive, runNotActive } from './experiment-rule.ts';
import type { Stage, Texts } from './experiment-store.ts';
import { LOG, addParams, addPoints, addTags, logValues, textColumns } from './postgres-batch.ts';
import { isId } from './postgres-experiments.ts';
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

  async createRun(run: NewRun): Promise<TrackedRun> {
    const { experimentId, user, name, startMs, tags } = run;
    checkTags(tags);
    const runId = randomUUID().replaceAll('-', '');
    const values = [runId, sqlText(name), sqlText(user), startMs, ...textColumns(tags)];
    const [made] = isId(experimentId)
      ? await this.#database.query<SqlMade>(sql.CREATE_RUN, [experimentId, ...values])
      : [];
    if (made === undefined) throw noExperiment(experimentId);
    if (made.uri === null) throw notActive(experimentId);
    return newRun(run, runId, made.uri);
  }

  async getRun(runId: string): Promise<TrackedRun | undefined> {
    return (await readRuns(this.#database, [runId]))[0];
  }

  async updateRun(runId: string, { status, endMs, name }: RunChange): Promise<TrackedRun> {
    const named = name === undefined ? null : sqlText(name);
    const change = [runId, status ?? null, endMs ?? null, named];
    const changed = await this.#database.query(sql.UPDATE_RUN, change);
    if (changed.length === 0) throw await this.#refusal(runId);
    return one(await readRuns(this.#database, [runId]), runId);
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
    if (!isPlain(batch)) return this.#logTogether(runId, batch);
    const [run] = await this.#database.query<SqlStage>(LOG, logValues(runId, batch));
    mustBeActive(runId, run);
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

  /** Why a run was not changed. */
  async #refusal(runId: string): Promise<Error> {
    const [run] = await this.#database.query<SqlStage>(sql.GET_STAGE, [runId]);
    return run === undefined ? noRun(runId) : runNotActive(runId, run.stage);
  }

  /** What may have to be refused half way. */
  async #logTogether(runId: string, { params, tags, metrics }: TrackBatch): Promise<void> {
    await this.#changing(runId, async (session) => {
      await checkParams(session, runId, params);
      await addParams(session, runId, params);
      await addTags(session, runId, tags);
      const name = tags[NAME_TAG];
      if (name !== undefined) {
        await session.query(sql.UPDATE_RUN, [runId, null, null, sqlText(name)]);
      }
      await addPoints(session, runId, metrics, 0);
    });
  }

  async #move(runId: string, to: Stage): Promise<void> {
    const rows = await this.#database.query(sql.MOVE_RUN, [runId, to]);
    if (rows.length === 0) throw noRun(runId);
  }

  #changing<T>(runId: string, change: (session: Session) => Promise<T>): Promise<T> {
    return this.#database.transaction(async (session) => {
      const [row] = await session.query<SqlStage>(sql.LOCK_RUN, [runId]);
      mustBeActive(runId, row);
      return change(session);
    });
  }
}

interface SqlStage {
  readonly stage: Stage;
}
/** Null for the place of a run whose experiment is not active. */
interface SqlMade {
  readonly uri: string | null;
}

const NAME_TAG = 'mlflow.runName';

/** Points and tags that change nothing else need no look before they are written. */
function isPlain({ params, tags }: TrackBatch): boolean {
  return Object.keys(params).length === 0 && tags[NAME_TAG] === undefined;
}

function mustBeActive(runId: string, run: SqlStage | undefined): void {
  if (run === undefined) throw noRun(runId);
  if (run.stage !== 'active') throw runNotActive(runId, run.stage);
}

function newRun({ startMs, ...run }: NewRun, runId: string, artifactUri: string): TrackedRun {
  return {
    ...{ ...run, runId, artifactUri, startMs, endMs: null, status: 'RUNNING', stage: 'active' },
    ...{ metrics: [], params: {}, datasets: [], modelInputs: [], modelOutputs: [] },
  };
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
