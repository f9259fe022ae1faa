import type { Texts } from './experiment-store.ts';
import type { Page, SearchRequest } from './search/page-token.ts';
import type { MetricPoint } from './task-tracking.ts';

export type LoggedModelStatus =
  'LOGGED_MODEL_PENDING' | 'LOGGED_MODEL_READY' | 'LOGGED_MODEL_UPLOAD_FAILED';

/** A model as a run logged it, before anybody registers it. */
export interface LoggedModel {
  /** `m-` and 32 hex digits. */
  readonly modelId: string;
  readonly experimentId: string;
  readonly name: string;
  readonly modelType: string;
  readonly sourceRunId: string;
  readonly status: LoggedModelStatus;
  readonly createdMs: number;
  readonly updatedMs: number;
  readonly artifactUri: string;
  readonly params: Texts;
  readonly tags: Texts;
  readonly metrics: readonly ModelMetric[];
}
export interface ModelMetric extends MetricPoint {
  readonly runId: string;
  readonly datasetName?: string;
  readonly datasetDigest?: string;
}
export type NewLoggedModel = Pick<
  LoggedModel,
  'experimentId' | 'name' | 'modelType' | 'sourceRunId' | 'params' | 'tags'
>;

/** Whatever changes a model throws TrackingError RESOURCE_DOES_NOT_EXIST when it is not there. */
export interface LoggedModelStore {
  create(model: NewLoggedModel): Promise<LoggedModel>;
  get(modelId: string): Promise<LoggedModel | undefined>;
  finalize(modelId: string, status: LoggedModelStatus): Promise<LoggedModel>;
  addParams(modelId: string, params: Texts): Promise<LoggedModel>;
  setTags(modelId: string, tags: Texts): Promise<LoggedModel>;
  /** @throws TrackingError RESOURCE_DOES_NOT_EXIST when it has no such tag. */
  deleteTag(modelId: string, key: string): Promise<void>;
  addMetrics(modelId: string, metrics: readonly ModelMetric[]): Promise<void>;
  remove(modelId: string): Promise<void>;
  search(experimentIds: readonly string[], request: SearchRequest): Promise<Page<LoggedModel>>;
}
