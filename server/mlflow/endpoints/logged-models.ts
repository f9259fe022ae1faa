import { z } from 'zod';
import { noLoggedModel } from '../../../stores/tracking/logged-model-search.ts';
import { listArtifacts } from '../artifacts/list-artifacts.ts';
import {
  Bool,
  Int,
  Name,
  Pairs,
  Text,
  endpoint,
  filled,
  listOf,
  nextOf,
  type Call,
  type Endpoint,
} from '../endpoint.ts';
import { loggedModelView } from '../views.ts';
import type { LoggedModel } from '../../../stores/tracking/logged-model-store.ts';

const OfModel = z.object({ model_id: Name });
const Status = z.enum([
  ...['LOGGED_MODEL_PENDING', 'LOGGED_MODEL_READY', 'LOGGED_MODEL_UPLOAD_FAILED'],
] as const);

/** `/mlflow/logged-models/…`, the models of runs since MLflow 3. */
export const loggedModelEndpoints: readonly Endpoint[] = [
  endpoint(
    'POST',
    '/logged-models',
    z.object({
      experiment_id: Name,
      name: Text.default(''),
      model_type: Text.default(''),
      source_run_id: Text.default(''),
      params: Pairs,
      tags: Pairs,
    }),
    async (input, { stores }) => {
      const { experiment_id: experimentId, name, model_type, source_run_id, params, tags } = input;
      const model = await stores.tracking.loggedModels.create({
        ...{ experimentId, name: name || 'model', modelType: model_type },
        ...{ sourceRunId: source_run_id, params, tags },
      });
      return { model: loggedModelView(model) };
    },
  ),
  endpoint('GET', '/logged-models/:model_id', OfModel, async ({ model_id: id }, call) => ({
    model: loggedModelView(await foundModel(id, call)),
  })),
  endpoint(
    'PATCH',
    '/logged-models/:model_id',
    OfModel.extend({ status: Status }),
    async ({ model_id: id, status }, { stores }) => ({
      model: loggedModelView(await stores.tracking.loggedModels.finalize(id, status)),
    }),
  ),
  endpoint('DELETE', '/logged-models/:model_id', OfModel, ({ model_id: id }, { stores }) =>
    stores.tracking.loggedModels.remove(id),
  ),
  endpoint(
    'POST',
    '/logged-models/:model_id/params',
    OfModel.extend({ params: Pairs }),
    async ({ model_id: id, params }, { stores }) => {
      await stores.tracking.loggedModels.addParams(id, params);
    },
  ),
  endpoint(
    'PATCH',
    '/logged-models/:model_id/tags',
    OfModel.extend({ tags: Pairs }),
    async ({ model_id: id, tags }, { stores }) => ({
      model: loggedModelView(await stores.tracking.loggedModels.setTags(id, tags)),
    }),
  ),
  endpoint(
    'DELETE',
    '/logged-models/:model_id/tags/:tag_key',
    OfModel.extend({ tag_key: Name }),
    ({ model_id: id, tag_key: key }, { stores }) => stores.tracking.loggedModels.deleteTag(id, key),
  ),
  endpoint(
    'POST',
    '/logged-models/search',
    z.object({
      experiment_ids: listOf(Text),
      filter: Text.default(''),
      max_results: Int.optional(),
      page_token: Text.optional(),
      order_by: listOf(z.object({ field_name: Name, ascending: Bool.default(true) })),
    }),
    async (input, { stores }) => {
      const page = await stores.tracking.loggedModels.search(input.experiment_ids, {
        filter: input.filter,
        orderBy: input.order_by.map(({ field_name, ascending }) =>
          orderText(field_name, ascending),
        ),
        ...(input.max_results === undefined ? {} : { maxResults: input.max_results }),
        ...(input.page_token === undefined ? {} : { pageToken: input.page_token }),
      });
      return filled({ models: page.items.map(loggedModelView), ...nextOf(page) });
    },
  ),
  endpoint(
    'GET',
    '/logged-models/:model_id/artifacts/directories',
    OfModel.extend({ artifact_directory_path: Text.default('') }),
    async ({ model_id: id, artifact_directory_path: path }, call) => {
      const { artifactUri } = await foundModel(id, call);
      const files = await listArtifacts(call.stores, artifactUri, path);
      return filled({ root_uri: artifactUri, files });
    },
  ),
];

function orderText(field: string, ascending: boolean): string {
  return `${field} ${ascending ? 'ASC' : 'DESC'}`;
}

async function foundModel(modelId: string, { stores }: Call): Promise<LoggedModel> {
  const model = await stores.tracking.loggedModels.get(modelId);
  if (model === undefined) throw noLoggedModel(modelId);
  return model;
}
