import { z } from 'zod';
import type { AliasStep, ModelVersionRow } from '../../../stores/registry/model-registry.ts';
import { checkAlias } from '../../../stores/registry/registry-name.ts';
import { callerOf } from '../../guard/callers.ts';
import { Problem } from '../../problem/problem.ts';
import type { Api, ApiContext } from '../context.ts';
import { AliasName, ModelName, VersionNumber } from '../schemas/id.ts';
import {
  AliasBody,
  AliasHistory,
  ModelVersionChange,
  ModelVersionView,
  ModelView,
} from '../schemas/model.ts';
import { REFUSALS } from '../schemas/problem.ts';
import { modelVersionView, modelView } from '../views.ts';
import { unknownModel } from './unknown-model.ts';

const OfAlias = z.strictObject({ name: ModelName, alias: AliasName });

/** What people do to registered models; the registry writes its row of the audit with each change. */
export function modelChangeRoutes(api: Api, context: ApiContext): void {
  const { models } = context.stores;

  api.patch(
    '/models/:name/versions/:version',
    {
      schema: {
        operationId: 'changeModelVersion',
        params: z.strictObject({ name: ModelName, version: VersionNumber }),
        body: ModelVersionChange,
        response: { 200: ModelVersionView, ...REFUSALS },
      },
    },
    async (request) => {
      const { name, version } = request.params;
      await foundVersion(context, name, version);
      const { description, tags, approval } = request.body;
      const change = {
        ...(description === undefined ? {} : { description }),
        ...(tags === undefined ? {} : { tags }),
        ...(approval === undefined ? {} : { approval }),
      };
      return modelVersionView(await models.changeVersion(name, version, change, callerOf(request)));
    },
  );
  aliasRoutes(api, context);
  aliasHistoryRoute(api, context);
}

function aliasRoutes(api: Api, context: ApiContext): void {
  const { models } = context.stores;

  api.put(
    '/models/:name/aliases/:alias',
    {
      schema: {
        operationId: 'setModelAlias',
        params: OfAlias,
        body: AliasBody,
        response: { 200: ModelVersionView, ...REFUSALS },
      },
    },
    async (request) => {
      const { name, alias } = request.params;
      const { version, expected } = request.body;
      mustBeAlias(alias);
      await foundVersion(context, name, version);
      const user = callerOf(request);
      if (expected === undefined) await models.setAlias(name, alias, version, user);
      else {
        await mustPointAt(context, { name, alias }, { expected, version });
        const by = { user };
        const at = await models.moveAlias({ name, alias, version, expected, by });
        if (at !== version) throw aliasMoved(alias, at, expected);
      }
      return modelVersionView(await foundVersion(context, name, version));
    },
  );

  api.delete(
    '/models/:name/aliases/:alias',
    {
      schema: {
        operationId: 'deleteModelAlias',
        params: OfAlias,
        response: { 200: ModelView, ...REFUSALS },
      },
    },
    async (request) => {
      const { name, alias } = request.params;
      if ((await models.getModel(name)) === undefined) throw unknownModel(name);
      await models.deleteAlias(name, alias, callerOf(request));
      const row = await models.getModel(name);
      if (row === undefined) throw unknownModel(name);
      return modelView(row);
    },
  );
}

function aliasHistoryRoute(api: Api, context: ApiContext): void {
  const { models } = context.stores;

  api.get(
    '/models/:name/aliases/:alias/history',
    {
      schema: {
        operationId: 'getAliasHistory',
        params: OfAlias,
        response: { 200: AliasHistory, ...REFUSALS },
      },
    },
    async ({ params: { name, alias } }) => {
      if ((await models.getModel(name)) === undefined) throw unknownModel(name);
      return { moves: (await models.aliasHistory(name, alias)).map(moveView) };
    },
  );
}

/** Some words have an alias's form and would read as versions. */
function mustBeAlias(alias: string): void {
  try {
    checkAlias(alias);
  } catch (error) {
    throw new Problem('INVALID_ID', error instanceof Error ? error.message : String(error));
  }
}

function moveView({ from, to, at, user, dagId, runId }: AliasStep): {
  from: number | null;
  to: number | null;
  at: string;
  by: string;
} {
  return { from, to, at: at.toISOString(), by: user === '' ? `${dagId}/${runId}` : user };
}

async function foundVersion(
  { stores }: ApiContext,
  name: string,
  version: number,
): Promise<ModelVersionRow> {
  const row = await stores.models.getVersion(name, version);
  if (row === undefined) throw unknownModel(name, `version ${version}`);
  return row;
}

/** The registry refuses a move from an alias that is gone as unknown; here it has moved. */
async function mustPointAt(
  { stores }: ApiContext,
  { name, alias }: { readonly name: string; readonly alias: string },
  { expected, version }: { readonly expected: number | null; readonly version: number },
): Promise<void> {
  const at = (await stores.models.getByAlias(name, alias))?.version ?? null;
  if (at !== expected && at !== version) throw aliasMoved(alias, at, expected);
}

function aliasMoved(alias: string, at: number | null, expected: number | null): Problem {
  const text = (version: number | null): string =>
    version === null ? 'nowhere' : `at version ${version}`;
  return new Problem(
    'ALIAS_MOVED',
    `Alias "${alias}" points ${text(at)}, not ${text(expected)}. Look again, then decide.`,
  );
}
