/** A point of a metric's curve. */
export interface MetricPoint {
  readonly key: string;
  readonly value: number;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly step: number;
}

/** Things to record of a run, together. */
export interface TrackBatch {
  readonly params: { readonly [key: string]: string };
  readonly metrics: readonly MetricPoint[];
  readonly tags: { readonly [key: string]: string };
}

export const EMPTY_BATCH: TrackBatch = { params: {}, metrics: [], tags: {} };

/** MLflow's words for how a run is. */
export type RunStatus = 'RUNNING' | 'SCHEDULED' | 'FINISHED' | 'FAILED' | 'KILLED';
export type EndStatus = Extract<RunStatus, 'FINISHED' | 'FAILED' | 'KILLED'>;

/** An attempt of a task instance that records something. */
export interface TrackedTask {
  readonly dagId: string;
  readonly runId: string;
  readonly path: string;
  readonly generation: number;
  /** Temporal's attempt: a greater one of the same generation supersedes a smaller one. */
  readonly attempt: number;
  /** The author's try. */
  readonly tryNumber: number;
  readonly user: string;
  readonly startedAt: Date;
}

/**
 * What the engine records of its own tasks.
 *
 * T1 A batch that is sent again changes nothing: points are keyed by run, key, step, time and value.
 * T2 A later attempt's points replace those of earlier attempts at the same key and step; steps that
 *    it does not reach again stay, because a task goes on from its checkpoint.
 * T3 An attempt that a later one has superseded changes nothing.
 */
export interface TaskTracking {
  /**
   * Makes experiment, parent run and run where they are missing, and adds a batch to the run.
   * @returns false when a later attempt has recorded there.
   */
  recordTask(task: TrackedTask, batch: TrackBatch): Promise<boolean>;
  /** Ends the run of a task, if it has one; a later attempt that records opens it again. */
  endTask(task: TrackedTask, status: EndStatus, endedAt: Date): Promise<void>;
  /** Ends the run of a dag run, if it has one, and whatever below it was left running. */
  endDagRun(dagId: string, runId: string, status: EndStatus, endedAt: Date): Promise<void>;
}

/** The tags every run of a task carries. */
export function taskTags(
  task: TrackedTask,
  parentRunId: string,
): { readonly [key: string]: string } {
  return {
    ...dagRunTags(task),
    'mlflow.runName': task.path,
    'mlflow.parentRunId': parentRunId,
    'mlflow.source.name': `${task.dagId}.${task.path}`,
    'perdure.task': task.path,
    'perdure.try': String(task.tryNumber),
  };
}

/** The tags of the run of a dag run. */
export function dagRunTags({ dagId, runId, user }: Pick<TrackedTask, 'dagId' | 'runId' | 'user'>): {
  readonly [key: string]: string;
} {
  return {
    'mlflow.runName': runId,
    'mlflow.source.name': dagId,
    'mlflow.source.type': 'PROJECT',
    'mlflow.user': user,
    'perdure.dag_id': dagId,
    'perdure.run_id': runId,
  };
}
