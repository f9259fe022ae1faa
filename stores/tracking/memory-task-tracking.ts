import { isLater } from './latest-point.ts';
import { dagRunId, taskRunId } from './run-id.ts';
import {
  dagRunTags,
  taskTags,
  type EndStatus,
  type MetricPoint,
  type TaskTracking,
  type TrackBatch,
  type TrackedTask,
} from './task-tracking.ts';
import { newHeldRun, pointKey, type HeldRun, type TrackingMemory } from './tracking-memory.ts';

/** What the engine records, in one process. */
export class MemoryTaskTracking implements TaskTracking {
  readonly #memory: TrackingMemory;

  constructor(memory: TrackingMemory) {
    this.#memory = memory;
  }

  async recordTask(task: TrackedTask, { params, metrics, tags }: TrackBatch): Promise<boolean> {
    const run = this.#open(task);
    if (run === undefined) return false;
    for (const [key, value] of Object.entries(params)) run.params.set(key, value);
    for (const [key, value] of Object.entries(tags)) run.tags.set(key, value);
    if (task.attempt > 1) supersede(run, metrics, task.attempt);
    for (const point of metrics) addPoint(run, point, task.attempt);
    return true;
  }

  async endTask(task: TrackedTask, status: EndStatus, endedAt: Date): Promise<void> {
    const run = this.#memory.runs.get(taskRunId(task, task.generation));
    if (run !== undefined && run.attempt <= task.attempt) end(run, status, endedAt);
  }

  async endDagRun(dagId: string, runId: string, status: EndStatus, endedAt: Date): Promise<void> {
    for (const run of this.#memory.runs.values()) {
      if (run.owner?.dagId !== dagId || run.owner.runId !== runId) continue;
      if (run.runId === dagRunId(dagId, runId) || run.status === 'RUNNING') {
        end(run, status, endedAt);
      }
    }
  }

  #open(task: TrackedTask): HeldRun | undefined {
    const parentId = dagRunId(task.dagId, task.runId);
    const run = this.#run(task, taskRunId(task, task.generation), task.path);
    if (run.attempt > task.attempt) return undefined;
    const isNew = run.attempt < task.attempt;
    Object.assign(run, { attempt: task.attempt, status: 'RUNNING', endMs: null });
    if (!isNew) return run;
    const parent = this.#run(task, parentId, task.runId);
    Object.assign(parent, { status: 'RUNNING', endMs: null });
    for (const [key, value] of Object.entries(dagRunTags(task))) parent.tags.set(key, value);
    for (const [key, value] of Object.entries(taskTags(task, parentId))) run.tags.set(key, value);
    return run;
  }

  #run({ dagId, runId, user, startedAt }: TrackedTask, id: string, name: string): HeldRun {
    const known = this.#memory.runs.get(id);
    if (known !== undefined) return known;
    const experiment = this.#memory.experimentNamed(dagId) ?? this.#memory.makeExperiment(dagId);
    const run = newHeldRun({
      ...{ runId: id, experimentId: experiment.experimentId, name, user },
      startMs: startedAt.getTime(),
      artifactUri: `mlflow-artifacts:/runs/${id}/artifacts`,
      owner: { dagId, runId },
    });
    this.#memory.runs.set(id, run);
    return run;
  }
}

/** Adds a point that is not there. */
export function addPoint(run: HeldRun, point: MetricPoint, attempt: number): void {
  const key = pointKey(point);
  if (!run.points.has(key)) run.points.set(key, { ...point, attempt });
  const latest = run.latest.get(point.key);
  if (latest === undefined || isLater(point, latest))
    run.latest.set(point.key, { ...point, attempt });
}

/** T2. */
function supersede(run: HeldRun, metrics: readonly MetricPoint[], attempt: number): void {
  const given = new Set(metrics.map(({ key, step }) => JSON.stringify([key, step])));
  for (const [id, point] of run.points) {
    const replaced = given.has(JSON.stringify([point.key, point.step]));
    if (replaced && point.attempt < attempt) run.points.delete(id);
  }
  for (const { key, step } of metrics) {
    const latest = run.latest.get(key);
    if (latest?.step === step && latest.attempt < attempt) run.latest.delete(key);
  }
}

function end(run: HeldRun, status: EndStatus, endedAt: Date): void {
  Object.assign(run, { status, endMs: endedAt.getTime() });
}
