import { z } from 'zod';
import { EMPTY_BATCH, type MetricPoint } from '../../../stores/tracking/task-tracking.ts';
import type { ModelMetric } from '../../../stores/tracking/logged-model-store.ts';
import { invalid } from '../../../stores/tracking/tracking-error.ts';
import {
  Double,
  Int,
  Name,
  Pairs,
  Text,
  endpoint,
  listOf,
  type Call,
  type Endpoint,
} from '../endpoint.ts';
import { OfRun, runIdOf } from './runs.ts';

/** As MLflow: more is to be sent in several batches. */
const BATCH_METRICS = 1_000;
const BATCH_ITEMS = 1_000;
const BATCH_PARAMS = 100;
const BATCH_TAGS = 100;

const Point = z.object({
  key: Name,
  value: Double,
  timestamp: Int,
  step: Int.default(0),
  model_id: Text.optional(),
  dataset_name: Text.optional(),
  dataset_digest: Text.optional(),
});
type Point = z.output<typeof Point>;

/** What is logged to a run. */
export const loggingEndpoints: readonly Endpoint[] = [
  endpoint('POST', '/runs/log-metric', OfRun.extend(Point.shape), (input, call) =>
    logPoints(runIdOf(input), [input], call),
  ),
  ...['/runs/log-parameter', '/runs/log-param'].map((path) =>
    endpoint(
      'POST',
      path,
      OfRun.extend({ key: Name, value: Text.default('') }),
      (input, { stores }) =>
        stores.tracking.runs.logBatch(runIdOf(input), {
          ...EMPTY_BATCH,
          params: { [input.key]: input.value },
        }),
    ),
  ),
  endpoint(
    'POST',
    '/runs/set-tag',
    OfRun.extend({ key: Name, value: Text.default('') }),
    (input, { stores }) =>
      stores.tracking.runs.logBatch(runIdOf(input), {
        ...EMPTY_BATCH,
        tags: { [input.key]: input.value },
      }),
  ),
  endpoint('POST', '/runs/delete-tag', OfRun.extend({ key: Name }), (input, { stores }) =>
    stores.tracking.runs.deleteTag(runIdOf(input), input.key),
  ),
  endpoint(
    'POST',
    '/runs/log-batch',
    OfRun.extend({ metrics: listOf(Point), params: listOf(Param()), tags: Pairs }),
    async (input, { stores }) => {
      const { metrics, params, tags } = input;
      checkSizes(metrics.length, params.length, Object.keys(tags).length);
      const runId = runIdOf(input);
      await stores.tracking.runs.logBatch(runId, {
        metrics: metrics.map(pointOf),
        params: paramsOf(params),
        tags,
      });
      await logModelPoints(runId, metrics, stores);
    },
  ),
  endpoint(
    'POST',
    '/runs/log-inputs',
    OfRun.extend({ datasets: listOf(Dataset()), models: listOf(z.object({ model_id: Name })) }),
    (input, { stores }) =>
      stores.tracking.runs.logInputs(
        runIdOf(input),
        input.datasets,
        input.models.map(({ model_id: id }) => id),
      ),
  ),
  endpoint(
    'POST',
    '/runs/outputs',
    OfRun.extend({ models: listOf(z.object({ model_id: Name, step: Int.default(0) })) }),
    (input, { stores }) =>
      stores.tracking.runs.logOutputs(
        runIdOf(input),
        input.models.map(({ model_id: modelId, step }) => ({ modelId, step })),
      ),
  ),
  endpoint(
    'POST',
    '/runs/log-model',
    OfRun.extend({ model_json: Name }),
    async (input, { stores }) => {
      const runId = runIdOf(input);
      const run = await stores.tracking.runs.getRun(runId);
      const history = JSON.stringify([
        ...modelsOf(run?.tags[HISTORY_TAG]),
        jsonOf(input.model_json),
      ]);
      await stores.tracking.runs.logBatch(runId, {
        ...EMPTY_BATCH,
        tags: { [HISTORY_TAG]: history },
      });
    },
  ),
];

/** Where clients before MLflow 3 look for the models of a run. */
const HISTORY_TAG = 'mlflow.log-model.history';

function Param(): z.ZodType<{ key: string; value: string }> {
  return z.object({ key: Name, value: Text.default('') });
}

function Dataset() {
  return z
    .object({
      tags: Pairs,
      dataset: z.object({
        name: Name,
        digest: Name,
        source_type: Text.default(''),
        source: Text.default(''),
        schema: Text.optional(),
        profile: Text.optional(),
      }),
    })
    .transform(({ tags, dataset: { source_type: sourceType, schema, profile, ...dataset } }) => ({
      ...{ ...dataset, sourceType, tags },
      ...(schema === undefined ? {} : { schema }),
      ...(profile === undefined ? {} : { profile }),
    }));
}

async function logPoints(runId: string, points: readonly Point[], { stores }: Call): Promise<void> {
  await stores.tracking.runs.logBatch(runId, { ...EMPTY_BATCH, metrics: points.map(pointOf) });
  await logModelPoints(runId, points, stores);
}

/** Points that name a logged model are that model's too. */
async function logModelPoints(
  runId: string,
  points: readonly Point[],
  stores: Call['stores'],
): Promise<void> {
  const models = new Map<string, ModelMetric[]>();
  for (const point of points) {
    const { model_id: modelId, dataset_name: name, dataset_digest: digest } = point;
    if (modelId === undefined || modelId === '') continue;
    const metric: ModelMetric = {
      ...{ ...pointOf(point), runId },
      ...(name === undefined || name === '' ? {} : { datasetName: name }),
      ...(digest === undefined || digest === '' ? {} : { datasetDigest: digest }),
    };
    models.set(modelId, [...(models.get(modelId) ?? []), metric]);
  }
  for (const [modelId, metrics] of models) {
    await stores.tracking.loggedModels.addMetrics(modelId, metrics);
  }
}

/** Infinities become the greatest doubles, as MLflow's databases keep them. */
function pointOf({ key, value, timestamp, step }: Point): MetricPoint {
  const kept = Number.isNaN(value)
    ? value
    : Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));
  return { key, value: kept, timestamp, step };
}

/** @throws TrackingError when one key is given two values. */
function paramsOf(params: readonly { key: string; value: string }[]): Record<string, string> {
  const texts = new Map<string, string>();
  for (const { key, value } of params) {
    if ((texts.get(key) ?? value) !== value) {
      throw invalid(`Duplicate parameter keys have been submitted: ['${key}'].`);
    }
    texts.set(key, value);
  }
  return Object.fromEntries(texts);
}

function checkSizes(metrics: number, params: number, tags: number): void {
  const check = (what: string, count: number, max: number): void => {
    if (count <= max) return;
    throw invalid(
      `A batch logging request can contain at most ${max} ${what}. Got ${count} ${what}.`,
    );
  };
  check('metrics', metrics, BATCH_METRICS);
  check('params', params, BATCH_PARAMS);
  check('tags', tags, BATCH_TAGS);
  check('metrics, params, and tags', metrics + params + tags, BATCH_ITEMS);
}

function modelsOf(text: string | undefined): readonly unknown[] {
  const models = text === undefined ? [] : jsonOf(text);
  return Array.isArray(models) ? models : [];
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('Malformed model info: it is not valid JSON.');
  }
}
