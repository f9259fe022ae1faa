import { textAt } from './experiment-search.ts';
import { isLater } from './latest-point.ts';
import type { LoggedModel, ModelMetric } from './logged-model-store.ts';
import { LOGGED_MODEL_SEARCH } from './search/schemas.ts';
import type { SearchIn, SearchValue } from './search/search-in.ts';
import { missing, type TrackingError } from './tracking-error.ts';

/** How logged models are searched. */
export const LOGGED_MODELS: SearchIn<LoggedModel> = {
  schema: LOGGED_MODEL_SEARCH,
  standard: 100,
  limit: 1_000,
  natural: (left, right) =>
    right.createdMs - left.createdMs || (left.modelId < right.modelId ? -1 : 1),
  read: (model, on, key) => {
    if (on === 'param') return textAt(model.params, key);
    if (on === 'tag') return textAt(model.tags, key);
    if (on === 'metric') return latestOf(model, key);
    return attributeOf(model, key);
  },
};

function latestOf({ metrics }: LoggedModel, key: string): number | undefined {
  const points = metrics.filter((point) => point.key === key);
  return points.reduce<ModelMetric | undefined>(
    (best, point) => (best === undefined || isLater(point, best) ? point : best),
    undefined,
  )?.value;
}

function attributeOf(model: LoggedModel, key: string): SearchValue {
  switch (key) {
    case 'name':
      return model.name;
    case 'model_id':
      return model.modelId;
    case 'model_type':
      return model.modelType;
    case 'status':
      return model.status.replace('LOGGED_MODEL_', '');
    case 'source_run_id':
      return model.sourceRunId;
    case 'creation_time':
      return model.createdMs;
    default:
      return model.updatedMs;
  }
}

export function noLoggedModel(modelId: string): TrackingError {
  return missing(`Logged model with ID '${modelId}' not found.`);
}

/** @throws TrackingError RESOURCE_DOES_NOT_EXIST when there is no such tag. */
export function withoutTag(model: LoggedModel, key: string): LoggedModel {
  if (textAt(model.tags, key) === undefined) {
    throw missing(
      `No tag with key ${JSON.stringify(key)} found for model with ID '${model.modelId}'.`,
    );
  }
  const tags = Object.fromEntries(Object.entries(model.tags).filter(([each]) => each !== key));
  return { ...model, tags };
}

/** With points that are not there yet. */
export function withMetrics(model: LoggedModel, points: readonly ModelMetric[]): LoggedModel {
  const known = new Set(model.metrics.map((point) => JSON.stringify(point)));
  const fresh = points.filter((point) => !known.has(JSON.stringify(point)));
  return { ...model, metrics: [...model.metrics, ...fresh] };
}
