import { randomUUID } from 'node:crypto';
import { changedParam, checkBatch, checkTags } from './checked-batch.ts';
import { isSeen } from './experiment-search.ts';
import { noExperiment, noRun, notActive, runNotActive } from './experiment-rule.ts';
import type { Stage } from './experiment-store.ts';
import { chosenSteps } from './chosen-steps.ts';
import { addPoint } from './memory-task-tracking.ts';
import { RUNS } from './run-search.ts';
import { maxOf, offsetOf, pageOf, type Page, type PageRequest } from './search/page-token.ts';
import { searchIn } from './search/search-in.ts';
import type { MetricPoint, TrackBatch } from './task-tracking.ts';
import type {
  DatasetInput,
  HistoryPage,
  ModelOutput,
  NewRun,
  RunChange,
  RunPoint,
  RunSearch,
  StepRange,
  TrackedRun,
  TrackedRunStore,
} from './tracked-run-store.ts';
import { missing } from './tracking-error.ts';
import { newHeldRun, type HeldRun, type TrackingMemory } from './tracking-memory.ts';

/** Runs of one process. */
export class MemoryTrackedRuns implements TrackedRunStore {
  readonly #memory: TrackingMemory;

  constructor(memory: TrackingMemory) {
    this.#memory = memory;
  }

  async createRun({ experimentId, user, name, startMs, tags }: NewRun): Promise<TrackedRun> {
    checkTags(tags);
    const experiment = this.#memory.experiments.get(experimentId);
    if (experiment === undefined) throw noExperiment(experimentId);
    if (experiment.stage !== 'active') throw notActive(experimentId);
    const runId = randomUUID().replaceAll('-', '');
    const artifactUri = `${experiment.artifactLocation}/${runId}/artifacts`;
    const run = newHeldRun({ runId, experimentId, name, user, startMs, artifactUri });
    for (const [key, value] of Object.entries(tags)) run.tags.set(key, value);
    this.#memory.runs.set(runId, run);
    return runOf(run);
  }

  async getRun(runId: string): Promise<TrackedRun | undefined> {
    const run = this.#memory.runs.get(runId);
    return run && runOf(run);
  }

  async updateRun(runId: string, { status, endMs, name }: RunChange): Promise<TrackedRun> {
    const run = this.#active(runId);
    if (status !== undefined) run.status = status;
    if (endMs !== undefined) run.endMs = endMs;
    if (name !== undefined) {
      run.name = name;
      run.tags.set('mlflow.runName', name);
    }
    return runOf(run);
  }

  async deleteRun(runId: string): Promise<void> {
    this.#held(runId).stage = 'deleted';
  }

  async restoreRun(runId: string): Promise<void> {
    this.#held(runId).stage = 'active';
  }

  async searchRuns({ experimentIds, view, ...request }: RunSearch): Promise<Page<TrackedRun>> {
    const runs = [...this.#memory.runs.values()].filter(
      ({ experimentId, stage }) => experimentIds.includes(experimentId) && isSeen(stage, view),
    );
    return searchIn(runs.map(runOf), request, RUNS);
  }

  async logBatch(runId: string, batch: TrackBatch): Promise<void> {
    checkBatch(batch);
    const run = this.#active(runId);
    for (const [key, value] of Object.entries(batch.params)) {
      const was = run.params.get(key) ?? value;
      if (was !== value) throw changedParam(runId, key, was, value);
    }
    for (const [key, value] of Object.entries(batch.params)) run.params.set(key, value);
    for (const [key, value] of Object.entries(batch.tags)) run.tags.set(key, value);
    if (batch.tags['mlflow.runName'] !== undefined) run.name = batch.tags['mlflow.runName'];
    for (const point of batch.metrics) addPoint(run, point, 0);
  }

  async deleteTag(runId: string, key: string): Promise<void> {
    if (!this.#active(runId).tags.delete(key)) {
      throw missing(`No tag with name: ${key} in run with id ${runId}`);
    }
  }

  async logInputs(
    runId: string,
    datasets: readonly DatasetInput[],
    modelIds: readonly string[],
  ): Promise<void> {
    const run = this.#active(runId);
    for (const dataset of datasets) {
      const known = run.datasets.some(
        ({ name, digest }) => name === dataset.name && digest === dataset.digest,
      );
      if (!known) run.datasets.push(dataset);
    }
    for (const id of modelIds) if (!run.modelInputs.includes(id)) run.modelInputs.push(id);
  }

  async logOutputs(runId: string, outputs: readonly ModelOutput[]): Promise<void> {
    const run = this.#active(runId);
    for (const output of outputs) {
      if (!run.modelOutputs.some(({ modelId }) => modelId === output.modelId)) {
        run.modelOutputs.push(output);
      }
    }
  }

  async metricHistory(runId: string, key: string, page: PageRequest): Promise<HistoryPage> {
    const max = maxOf(page, 25_000, 25_000);
    const offset = offsetOf(page.pageToken);
    const points = this.#points(runId, key);
    const { items, ...next } = pageOf(points.slice(offset, offset + max + 1), offset, max);
    return { points: items, ...next };
  }

  async metricSteps(
    runIds: readonly string[],
    key: string,
    range: StepRange,
  ): Promise<readonly RunPoint[]> {
    const points = runIds.flatMap((runId) =>
      this.#points(runId, key).map((point) => ({ ...point, runId })),
    );
    const steps = new Set(
      chosenSteps(
        points.map(({ step }) => step),
        range,
      ),
    );
    return points
      .filter(({ step }) => steps.has(step))
      .sort((left, right) => order(left.runId, right.runId) || left.step - right.step);
  }

  #points(runId: string, key: string): readonly MetricPoint[] {
    const points = [...this.#held(runId).points.values()].filter((point) => point.key === key);
    return points
      .map(({ attempt: _attempt, ...point }) => point)
      .sort(
        (left, right) =>
          left.timestamp - right.timestamp || left.step - right.step || left.value - right.value,
      );
  }

  #held(runId: string): HeldRun {
    const run = this.#memory.runs.get(runId);
    if (run === undefined) throw noRun(runId);
    return run;
  }

  #active(runId: string): HeldRun {
    const run = this.#held(runId);
    if (run.stage !== 'active') throw runNotActive(runId, run.stage);
    return run;
  }
}

function order(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function runOf(run: HeldRun): TrackedRun {
  const { runId, experimentId, name, user, status, startMs, endMs, artifactUri } = run;
  const stage: Stage = run.stage;
  const latest = [...run.latest.values()].map(({ attempt: _attempt, ...point }) => point);
  return {
    ...{ runId, experimentId, name, user, status, startMs, endMs, stage, artifactUri },
    metrics: latest.sort((left, right) => order(left.key, right.key)),
    params: Object.fromEntries(run.params),
    tags: Object.fromEntries(run.tags),
    datasets: [...run.datasets],
    modelInputs: [...run.modelInputs],
    modelOutputs: [...run.modelOutputs],
  };
}
