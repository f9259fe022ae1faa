import { z } from 'zod';
import type { Api } from '../api/context.ts';
import { ENGINE_VERSION } from '../api/engine-version.ts';
import { AliasName, ModelName, VersionNumber } from '../api/schemas/id.ts';
import { REFUSALS } from '../api/schemas/problem.ts';
import { Problem } from '../problem/problem.ts';
import { dataTypeName } from './data-type.ts';
import type { InferenceLimits } from './limits.ts';
import type { ModelChoice, ModelServing } from './model-serving.ts';
import { InferRequest, ModelMetadata, ServerMetadata } from './open-inference-schema.ts';
import type { ValueFacts } from './session-message.ts';

const Live = z.strictObject({ live: z.boolean() });
const Ready = z.strictObject({ ready: z.boolean() });
const OfModel = z.strictObject({ name: ModelName, version: VersionNumber.optional() });
const Query = z.strictObject({ alias: AliasName.optional() });

/** The Open Inference Protocol, version 2, over HTTP and JSON. */
export function inferenceRoutes(api: Api, serving: ModelServing, limits: InferenceLimits): void {
  const get = { querystring: z.strictObject({}) };
  api.get('', { schema: { ...get, response: { 200: ServerMetadata, ...REFUSALS } } }, async () => ({
    name: 'perdure',
    version: ENGINE_VERSION,
    extensions: [],
  }));
  api.get('/health/live', { schema: { ...get, response: { 200: Live } } }, async () => ({
    live: true,
  }));
  api.get('/health/ready', { schema: { ...get, response: { 200: Ready } } }, async () => ({
    ready: true,
  }));
  for (const base of ['/models/:name', '/models/:name/versions/:version']) {
    modelRoutes(api, serving, base);
    inferRoute(api, serving, limits, base);
  }
}

function modelRoutes(api: Api, serving: ModelServing, base: string): void {
  api.get(
    base,
    {
      schema: {
        params: OfModel,
        querystring: Query,
        response: { 200: ModelMetadata, ...REFUSALS },
      },
    },
    async ({ params, query }) => {
      const row = await serving.choose(choiceOf(params, query.alias));
      const facts = await serving.facts(row);
      return {
        name: row.name,
        versions: [String(row.version)],
        platform: 'onnxruntime_onnx',
        inputs: facts.inputs.map(tensorMetadata),
        outputs: facts.outputs.map(tensorMetadata),
      };
    },
  );

  api.get(
    `${base}/ready`,
    { schema: { params: OfModel, querystring: Query, response: { 200: Ready, ...REFUSALS } } },
    async ({ params, query }) => {
      const row = await serving.choose(choiceOf(params, query.alias));
      await serving.facts(row).catch((cause: unknown) => {
        const why = cause instanceof Problem ? cause.message : 'It could not be loaded.';
        throw new Problem('MODEL_NOT_READY', `Model "${row.name}" is not ready. ${why}`, { cause });
      });
      return { ready: true };
    },
  );
}

function inferRoute(api: Api, serving: ModelServing, limits: InferenceLimits, base: string): void {
  api.post(
    `${base}/infer`,
    {
      bodyLimit: limits.bodyBytes,
      schema: { params: OfModel, querystring: Query, body: InferRequest },
    },
    async ({ params, query, body }) => {
      const alias = query.alias ?? aliasParameter(body.parameters?.['alias']);
      const { version, outputs } = await serving.infer(choiceOf(params, alias), body);
      return {
        model_name: params.name,
        model_version: String(version),
        ...(body.id === undefined ? {} : { id: body.id }),
        outputs,
      };
    },
  );
}

function choiceOf(
  { name, version }: z.output<typeof OfModel>,
  alias: string | undefined,
): ModelChoice {
  return {
    name,
    ...(version === undefined ? {} : { version }),
    ...(alias === undefined ? {} : { alias }),
  };
}

/** The alias may also stand in the request's `parameters`, for clients that cannot set a query. */
function aliasParameter(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const parsed = AliasName.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Problem('INVALID_REQUEST', 'parameters.alias is no alias.');
}

function tensorMetadata(value: ValueFacts): { name: string; datatype: string; shape: number[] } {
  return { name: value.name, datatype: dataTypeName(value.type), shape: [...value.shape] };
}
