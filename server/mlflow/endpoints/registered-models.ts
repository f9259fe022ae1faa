import { z } from 'zod';
import type { ModelRow } from '../../../stores/registry/model-registry.ts';
import { noSuchModel } from '../../../stores/registry/registry-name.ts';
import { checkTags } from '../../../stores/tracking/checked-batch.ts';
import { textAt } from '../../../stores/tracking/experiment-search.ts';
import { MODEL_SEARCH } from '../../../stores/tracking/search/schemas.ts';
import { searchIn, type SearchIn } from '../../../stores/tracking/search/search-in.ts';
import { invalid } from '../../../stores/tracking/tracking-error.ts';
import {
  Name,
  Pairs,
  SearchFields,
  Text,
  endpoint,
  filled,
  listOf,
  nextOf,
  requestOf,
  type Call,
  type Endpoint,
} from '../endpoint.ts';
import { modelView, newestByStage, versionView } from '../registry-views.ts';
import { VersionText, stageOf } from './version-text.ts';

const OfModel = z.object({ name: Name });
const OfAlias = OfModel.extend({ alias: Name });

/** `/mlflow/registered-models/…` */
export const registeredModelEndpoints: readonly Endpoint[] = [
  endpoint(
    'POST',
    '/registered-models/create',
    OfModel.extend({ description: Text.default(''), tags: Pairs }),
    async ({ name, description, tags }, { stores, user }) => {
      checkTags(tags);
      const model = await stores.models.createModel({ name, description, tags }, user);
      return { registered_model: modelView(model, []) };
    },
  ),
  endpoint('GET', '/registered-models/get', OfModel, async ({ name }, call) => {
    const model = await call.stores.models.getModel(name);
    if (model === undefined) throw noSuchModel(name);
    return { registered_model: await viewOf(model, call) };
  }),
  endpoint(
    'PATCH',
    '/registered-models/update',
    OfModel.extend({ description: Text.optional() }),
    async ({ name, description }, call) => {
      const change = description === undefined ? {} : { description };
      const model = await call.stores.models.changeModel(name, change, call.user);
      return { registered_model: await viewOf(model, call) };
    },
  ),
  endpoint(
    'POST',
    '/registered-models/rename',
    OfModel.extend({ new_name: Name }),
    async ({ name, new_name: newName }, call) => {
      const model = await call.stores.models.changeModel(name, { name: newName }, call.user);
      return { registered_model: await viewOf(model, call) };
    },
  ),
  endpoint('DELETE', '/registered-models/delete', OfModel, ({ name }, { stores, user }) =>
    stores.models.deleteModel(name, user),
  ),
  endpoint('GET', '/registered-models/search', z.object(SearchFields), async (input, call) => {
    const models = (await call.stores.models.listModels()).filter(promptFilter(input.filter));
    const page = searchIn(models, requestOf(input), MODELS);
    const views = await Promise.all(page.items.map((model) => viewOf(model, call)));
    return filled({ registered_models: views, ...nextOf(page) });
  }),
  ...(['GET', 'POST'] as const).map((method) =>
    endpoint(
      method,
      '/registered-models/get-latest-versions',
      OfModel.extend({ stages: listOf(Text) }),
      async ({ name, stages }, { stores }) => {
        if ((await stores.models.getModel(name)) === undefined) throw noSuchModel(name);
        const wanted = stages.map(stageOf);
        const newest = newestByStage(await stores.models.listVersions(name));
        const versions = newest.filter(
          ({ stage }) => wanted.length === 0 || wanted.includes(stage),
        );
        return filled({ model_versions: versions.map(versionView) });
      },
    ),
  ),
  endpoint(
    'POST',
    '/registered-models/set-tag',
    OfModel.extend({ key: Name, value: Text.default('') }),
    async ({ name, key, value }, { stores, user }) => {
      checkTags({ [key]: value });
      await stores.models.changeModel(name, { tags: { [key]: value } }, user);
    },
  ),
  endpoint(
    'DELETE',
    '/registered-models/delete-tag',
    OfModel.extend({ key: Name }),
    async ({ name, key }, { stores, user }) => {
      await stores.models.changeModel(name, { tags: { [key]: null } }, user);
    },
  ),
  ...aliasEndpoints(),
];

function aliasEndpoints(): readonly Endpoint[] {
  return [
    endpoint(
      'POST',
      '/registered-models/alias',
      OfAlias.extend({ version: VersionText }),
      ({ name, alias, version }, { stores, user }) =>
        stores.models.setAlias(name, alias, version, user),
    ),
    endpoint('DELETE', '/registered-models/alias', OfAlias, ({ name, alias }, { stores, user }) =>
      stores.models.deleteAlias(name, alias, user),
    ),
    endpoint('GET', '/registered-models/alias', OfAlias, async ({ name, alias }, { stores }) => {
      const row = await stores.models.getByAlias(name, alias);
      if (row !== undefined) return { model_version: versionView(row) };
      if ((await stores.models.getModel(name)) === undefined) throw noSuchModel(name);
      throw invalid(`Registered model alias ${alias} not found.`);
    }),
  ];
}

async function viewOf(model: ModelRow, { stores }: Call): Promise<object> {
  return modelView(model, await stores.models.listVersions(model.name));
}

/** MLflow keeps prompts among the models: they are found only by who asks for them. */
export function promptFilter(
  filter: string,
): (thing: { readonly tags: { readonly [key: string]: string } }) => boolean {
  if (filter.includes(PROMPT_TAG)) return () => true;
  return ({ tags }) => textAt(tags, PROMPT_TAG) !== 'true';
}

const PROMPT_TAG = 'mlflow.prompt.is_prompt';

/** A tag as a search sees it: what does not say that it is a prompt is none. */
export function tagOf(
  { tags }: { readonly tags: { readonly [key: string]: string } },
  key: string,
): string | undefined {
  return textAt(tags, key) ?? (key === PROMPT_TAG ? 'false' : undefined);
}

const MODELS: SearchIn<ModelRow> = {
  schema: MODEL_SEARCH,
  standard: 100,
  limit: 1_000,
  natural: (left, right) => (left.name < right.name ? -1 : 1),
  read: (model, on, key) => {
    if (on === 'tag') return tagOf(model, key);
    if (key === 'name') return model.name;
    return (key === 'creation_timestamp' ? model.createdAt : model.updatedAt).getTime();
  },
};
