import type { Stage, Texts, ViewType } from './experiment-store.ts';
import type { Page, PageRequest, SearchRequest } from './search/page-token.ts';
import type { MetricPoint, RunStatus, TrackBatch } from './task-tracking.ts';

/** A data set that a run read. */
export interface DatasetInput {
  readonly name: string;
  readonly digest: string;
  readonly sourceType: string;
  readonly source: string;
  readonly schema?: string;
  readonly profile?: string;
  readonly tags: Texts;
}
export interface ModelOutput {
  readonly modelId: string;
  readonly step: number;
}
export interface TrackedRun {
  readonly runId: string;
  readonly experimentId: string;
  readonly name: string;
  readonly user: string;
  readonly status: RunStatus;
  readonly startMs: number;
  readonly endMs: number | null;
  readonly stage: Stage;
  readonly artifactUri: string;
  /** The latest point of each metric, by key. */
  readonly metrics: readonly MetricPoint[];
  readonly params: Texts;
  readonly tags: Texts;
  readonly datasets: readonly DatasetInput[];
  readonly modelInputs: readonly string[];
  readonly modelOutputs: readonly ModelOutput[];
}
export interface NewRun {
  readonly experimentId: string;
  readonly user: string;
  readonly name: string;
  readonly startMs: number;
  readonly tags: Texts;
}
export interface RunChange {
  readonly status?: RunStatus;
  readonly endMs?: number;
  readonly name?: string;
}
export interface RunSearch extends SearchRequest {
  readonly experimentIds: readonly string[];
  readonly view: ViewType;
}
export interface HistoryPage {
  readonly points: readonly MetricPoint[];
  readonly nextPageToken?: string;
}

/**
 * Runs of experiments. Whatever changes one throws TrackingError RESOURCE_DOES_NOT_EXIST when it is
 * not there, and INVALID_PARAMETER_VALUE when it is deleted.
 */
export interface TrackedRunStore {
  createRun(run: NewRun): Promise<TrackedRun>;
  getRun(runId: string): Promise<TrackedRun | undefined>;
  /** @returns the run as it is then. */
  updateRun(runId: string, change: RunChange): Promise<TrackedRun>;
  deleteRun(runId: string): Promise<void>;
  restoreRun(runId: string): Promise<void>;
  /** Newest first unless ordered otherwise; metrics are compared by their latest points. */
  searchRuns(search: RunSearch): Promise<Page<TrackedRun>>;
  /**
   * Adds points, params and tags, all or none of them.
   * @throws TrackingError INVALID_PARAMETER_VALUE for another value of a param that is there.
   */
  logBatch(runId: string, batch: TrackBatch): Promise<void>;
  /** @throws TrackingError RESOURCE_DOES_NOT_EXIST when the run has no such tag. */
  deleteTag(runId: string, key: string): Promise<void>;
  logInputs(
    runId: string,
    datasets: readonly DatasetInput[],
    modelIds: readonly string[],
  ): Promise<void>;
  logOutputs(runId: string, outputs: readonly ModelOutput[]): Promise<void>;
  /** By time, step and value. */
  metricHistory(runId: string, key: string, page: PageRequest): Promise<HistoryPage>;
  /** All points of some steps of some runs, by run, step and time; for charts. */
  metricSteps(
    runIds: readonly string[],
    key: string,
    steps: StepRange,
  ): Promise<readonly RunPoint[]>;
}
export interface StepRange {
  readonly from?: number;
  readonly to?: number;
  /** At most so many steps, spread evenly, the first and the last among them. */
  readonly max: number;
}
export interface RunPoint extends MetricPoint {
  readonly runId: string;
}
