import type { Experiment } from '../../stores/tracking/experiment-store.ts';
import type { LoggedModel } from '../../stores/tracking/logged-model-store.ts';
import type { MetricPoint } from '../../stores/tracking/task-tracking.ts';
import type { DatasetInput, TrackedRun } from '../../stores/tracking/tracked-run-store.ts';
import { filled, pairsOf } from './endpoint.ts';

/** What MLflow's messages look like as JSON: protobuf's rules, whole numbers as numbers. */
export function experimentView(experiment: Experiment): object {
  return filled({
    experiment_id: experiment.experimentId,
    name: experiment.name,
    artifact_location: experiment.artifactLocation,
    lifecycle_stage: experiment.stage,
    creation_time: experiment.createdMs,
    last_update_time: experiment.updatedMs,
    tags: pairsOf(experiment.tags),
    workspace: 'default',
  });
}

export function runInfoView(run: TrackedRun): object {
  return filled({
    run_uuid: run.runId,
    run_id: run.runId,
    run_name: run.name,
    experiment_id: run.experimentId,
    user_id: run.user,
    status: run.status,
    start_time: run.startMs,
    end_time: run.endMs === null || run.endMs === 0 ? undefined : run.endMs,
    artifact_uri: run.artifactUri,
    lifecycle_stage: run.stage,
  });
}

export function runView(run: TrackedRun): {
  info: object;
  data: object;
  inputs: object;
  outputs: object;
} {
  return {
    info: runInfoView(run),
    data: filled({
      metrics: run.metrics.map(metricView),
      params: pairsOf(run.params),
      tags: pairsOf(run.tags),
    }),
    inputs: filled({
      dataset_inputs: run.datasets.map(datasetView),
      model_inputs: run.modelInputs.map((model_id) => ({ model_id })),
    }),
    outputs: filled({
      model_outputs: run.modelOutputs.map(({ modelId, step }) => ({ model_id: modelId, step })),
    }),
  };
}

export function metricView({ key, value, timestamp, step }: MetricPoint): object {
  return { key, value: doubleText(value), timestamp, step };
}

/** JSON has no NaN and no infinities. */
export function doubleText(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

function datasetView(dataset: DatasetInput): object {
  const { name, digest, sourceType, source, schema, profile, tags } = dataset;
  return filled({
    tags: pairsOf(tags),
    dataset: filled({ name, digest, source_type: sourceType, source, schema, profile }),
  });
}

export function loggedModelView(model: LoggedModel): object {
  return {
    info: filled({
      model_id: model.modelId,
      experiment_id: model.experimentId,
      name: model.name,
      creation_timestamp_ms: model.createdMs,
      last_updated_timestamp_ms: model.updatedMs,
      artifact_uri: model.artifactUri,
      status: model.status,
      model_type: model.modelType === '' ? undefined : model.modelType,
      source_run_id: model.sourceRunId === '' ? undefined : model.sourceRunId,
      tags: pairsOf(model.tags),
    }),
    data: filled({
      params: pairsOf(model.params),
      metrics: model.metrics.map(({ runId, datasetName, datasetDigest, ...point }) => ({
        ...metricView(point),
        model_id: model.modelId,
        run_id: runId,
        ...(datasetName === undefined ? {} : { dataset_name: datasetName }),
        ...(datasetDigest === undefined ? {} : { dataset_digest: datasetDigest }),
      })),
    }),
  };
}
