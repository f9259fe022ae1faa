import { z } from 'zod';
import type { ModelVersionRow } from '../../../stores/registry/model-registry.ts';
import type { Api, ApiContext } from '../context.ts';
import { modelChangeRoutes } from './model-changes.ts';
import { unknownModel } from './unknown-model.ts';
import { AliasName, ModelName, VersionNumber } from '../schemas/id.ts';
import { ModelList, ModelVersionList, ModelVersionView, ModelView } from '../schemas/model.ts';
import { Page, pageOf } from '../schemas/page.ts';
import { REFUSALS } from '../schemas/problem.ts';
import { modelVersionView, modelView } from '../views.ts';

const OfModel = z.strictObject({ name: ModelName });

/** Registered models, their versions and aliases. */
export function modelRoutes(api: Api, context: ApiContext): void {
  const { models } = context.stores;

  api.get(
    '/models',
    {
      schema: {
        operationId: 'listModels',
        querystring: Page,
        response: { 200: ModelList, ...REFUSALS },
      },
    },
    async ({ query }) => {
      const rows = await models.listModels();
      return { models: pageOf(rows, query).map(modelView), total_entries: rows.length };
    },
  );

  api.get(
    '/models/:name',
    {
      schema: {
        operationId: 'getModel',
        params: OfModel,
        response: { 200: ModelView, ...REFUSALS },
      },
    },
    async ({ params: { name } }) => {
      const row = await models.getModel(name);
      if (row === undefined) throw unknownModel(name);
      return modelView(row);
    },
  );

  versionRoutes(api, context);
  modelChangeRoutes(api, context);
}

function versionRoutes(api: Api, { stores: { models } }: ApiContext): void {
  const found = (
    row: ModelVersionRow | undefined,
    name: string,
    which: string,
  ): ModelVersionRow => {
    if (row === undefined) throw unknownModel(name, which);
    return row;
  };

  api.get(
    '/models/:name/versions',
    {
      schema: {
        operationId: 'listModelVersions',
        params: OfModel,
        querystring: Page,
        response: { 200: ModelVersionList, ...REFUSALS },
      },
    },
    async ({ params: { name }, query }) => {
      const rows = await models.listVersions(name);
      // A client may make a model before its first version.
      if (rows.length === 0 && (await models.getModel(name)) === undefined) {
        throw unknownModel(name);
      }
      return {
        model_versions: pageOf(rows, query).map(modelVersionView),
        total_entries: rows.length,
      };
    },
  );

  api.get(
    '/models/:name/versions/:version',
    {
      schema: {
        operationId: 'getModelVersion',
        params: OfModel.extend({ version: VersionNumber }),
        response: { 200: ModelVersionView, ...REFUSALS },
      },
    },
    async ({ params: { name, version } }) =>
      modelVersionView(found(await models.getVersion(name, version), name, `version ${version}`)),
  );

  api.get(
    '/models/:name/aliases/:alias',
    {
      schema: {
        operationId: 'getModelVersionByAlias',
        params: OfModel.extend({ alias: AliasName }),
        response: { 200: ModelVersionView, ...REFUSALS },
      },
    },
    async ({ params: { name, alias } }) =>
      modelVersionView(found(await models.getByAlias(name, alias), name, `alias "${alias}"`)),
  );
}
