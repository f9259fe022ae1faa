import { randomUUID } from 'node:crypto';
import type { Database, Statement } from '../postgres/database.ts';
import { sqlJson } from '../postgres/sql-text.ts';
import { noExperiment } from './experiment-rule.ts';
import { LOGGED_MODELS, noLoggedModel, withMetrics, withoutTag } from './logged-model-search.ts';
import type {
  LoggedModel,
  LoggedModelStatus,
  LoggedModelStore,
  ModelMetric,
  NewLoggedModel,
} from './logged-model-store.ts';
import { isId } from './postgres-experiments.ts';
import type { Page, SearchRequest } from './search/page-token.ts';
import { searchIn } from './search/search-in.ts';

/** Logged models in Postgres: a row is the whole model, changed under its lock. */
export class PostgresLoggedModels implements LoggedModelStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async create(model: NewLoggedModel): Promise<LoggedModel> {
    const { experimentId } = model;
    const [experiment] = isId(experimentId)
      ? await this.#database.query<{ location: string }>(LOCATION, [experimentId])
      : [];
    if (experiment === undefined) throw noExperiment(experimentId);
    const modelId = `m-${randomUUID().replaceAll('-', '')}`;
    const now = Date.now();
    const made: LoggedModel = {
      ...{ ...model, modelId, createdMs: now, updatedMs: now, metrics: [] },
      status: 'LOGGED_MODEL_PENDING',
      artifactUri: `${experiment.location}/models/${modelId}/artifacts`,
    };
    await this.#database.query(ADD, [modelId, experimentId, sqlJson(made)]);
    return made;
  }

  async get(modelId: string): Promise<LoggedModel | undefined> {
    return (await this.#database.query<SqlModel>(GET, [modelId]))[0]?.model;
  }

  async finalize(modelId: string, status: LoggedModelStatus): Promise<LoggedModel> {
    return this.#change(modelId, (model) => ({ ...model, status }));
  }

  async addParams(modelId: string, params: LoggedModel['params']): Promise<LoggedModel> {
    return this.#change(modelId, (model) => ({ ...model, params: { ...model.params, ...params } }));
  }

  async setTags(modelId: string, tags: LoggedModel['tags']): Promise<LoggedModel> {
    return this.#change(modelId, (model) => ({ ...model, tags: { ...model.tags, ...tags } }));
  }

  async deleteTag(modelId: string, key: string): Promise<void> {
    await this.#change(modelId, (model) => withoutTag(model, key));
  }

  async addMetrics(modelId: string, metrics: readonly ModelMetric[]): Promise<void> {
    await this.#change(modelId, (model) => withMetrics(model, metrics));
  }

  async remove(modelId: string): Promise<void> {
    const gone = await this.#database.query(REMOVE, [modelId]);
    if (gone.length === 0) throw noLoggedModel(modelId);
  }

  async search(
    experimentIds: readonly string[],
    request: SearchRequest,
  ): Promise<Page<LoggedModel>> {
    const rows = await this.#database.query<SqlModel>(LIST, [experimentIds.filter(isId)]);
    return searchIn(
      rows.map(({ model }) => model),
      request,
      LOGGED_MODELS,
    );
  }

  async #change(
    modelId: string,
    change: (model: LoggedModel) => LoggedModel,
  ): Promise<LoggedModel> {
    return this.#database.transaction(async (session) => {
      const [row] = await session.query<SqlModel>(LOCK, [modelId]);
      if (row === undefined) throw noLoggedModel(modelId);
      const changed = { ...change(row.model), updatedMs: Date.now() };
      await session.query(CHANGE, [modelId, sqlJson(changed)]);
      return changed;
    });
  }
}

interface SqlModel {
  readonly model: LoggedModel;
}

const LOCATION: Statement = {
  text: `select artifact_location as location from perdure.experiments where experiment_id = $1`,
};
const ADD: Statement = {
  text: `insert into perdure.logged_models (model_id, experiment_id, model) values ($1, $2, $3)`,
};
const GET: Statement = { text: `select model from perdure.logged_models where model_id = $1` };
const LOCK: Statement = {
  text: `select model from perdure.logged_models where model_id = $1 for update`,
};
const CHANGE: Statement = {
  text: `update perdure.logged_models set model = $2 where model_id = $1`,
};
const REMOVE: Statement = {
  text: `delete from perdure.logged_models where model_id = $1 returning model_id`,
};
const LIST: Statement = {
  text: `select model from perdure.logged_models where experiment_id = any($1::bigint[])`,
};
