import { randomUUID } from 'node:crypto';
import { LOGGED_MODELS, noLoggedModel, withMetrics, withoutTag } from './logged-model-search.ts';
import type {
  LoggedModel,
  LoggedModelStatus,
  LoggedModelStore,
  ModelMetric,
  NewLoggedModel,
} from './logged-model-store.ts';
import { noExperiment } from './experiment-rule.ts';
import type { Page, SearchRequest } from './search/page-token.ts';
import { searchIn } from './search/search-in.ts';
import type { TrackingMemory } from './tracking-memory.ts';

/** Logged models of one process. */
export class MemoryLoggedModels implements LoggedModelStore {
  readonly #memory: TrackingMemory;
  readonly #models = new Map<string, LoggedModel>();

  constructor(memory: TrackingMemory) {
    this.#memory = memory;
  }

  async create(model: NewLoggedModel): Promise<LoggedModel> {
    const experiment = this.#memory.experiments.get(model.experimentId);
    if (experiment === undefined) throw noExperiment(model.experimentId);
    const modelId = `m-${randomUUID().replaceAll('-', '')}`;
    const now = Date.now();
    const made: LoggedModel = {
      ...{ ...model, modelId, createdMs: now, updatedMs: now, metrics: [] },
      status: 'LOGGED_MODEL_PENDING',
      artifactUri: `${experiment.artifactLocation}/models/${modelId}/artifacts`,
    };
    this.#models.set(modelId, made);
    return made;
  }

  async get(modelId: string): Promise<LoggedModel | undefined> {
    return this.#models.get(modelId);
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
    this.#change(modelId, (model) => withoutTag(model, key));
  }

  async addMetrics(modelId: string, metrics: readonly ModelMetric[]): Promise<void> {
    this.#change(modelId, (model) => withMetrics(model, metrics));
  }

  async remove(modelId: string): Promise<void> {
    if (!this.#models.delete(modelId)) throw noLoggedModel(modelId);
  }

  async search(
    experimentIds: readonly string[],
    request: SearchRequest,
  ): Promise<Page<LoggedModel>> {
    const models = [...this.#models.values()].filter(({ experimentId }) =>
      experimentIds.includes(experimentId),
    );
    return searchIn(models, request, LOGGED_MODELS);
  }

  #change(modelId: string, change: (model: LoggedModel) => LoggedModel): LoggedModel {
    const model = this.#models.get(modelId);
    if (model === undefined) throw noLoggedModel(modelId);
    const changed = { ...change(model), updatedMs: Date.now() };
    this.#models.set(modelId, changed);
    return changed;
  }
}
