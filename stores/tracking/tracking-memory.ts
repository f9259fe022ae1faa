import type { MetricPoint, RunStatus } from './task-tracking.ts';
import type { DatasetInput, ModelOutput } from './tracked-run-store.ts';

/** A run of a store in memory. */
export interface HeldRun {
  readonly runId: string;
  readonly experimentId: string;
  name: string;
  readonly user: string;
  status: RunStatus;
  startMs: number;
  endMs: number | null;
  stage: 'active' | 'deleted';
  readonly artifactUri: string;
  readonly owner?: { readonly dagId: string; readonly runId: string } | undefined;
  attempt: number;
  readonly params: Map<string, string>;
  readonly tags: Map<string, string>;
  /** By everything that makes a point itself. */
  points: Map<string, HeldPoint>;
  readonly latest: Map<string, HeldPoint>;
  readonly datasets: DatasetInput[];
  readonly modelInputs: string[];
  readonly modelOutputs: ModelOutput[];
}
export interface HeldPoint extends MetricPoint {
  readonly attempt: number;
}
export interface HeldExperiment {
  readonly experimentId: string;
  name: string;
  readonly artifactLocation: string;
  stage: 'active' | 'deleted';
  readonly createdMs: number;
  updatedMs: number;
  readonly tags: Map<string, string>;
}

/** Tracking of one process; the parts of the memory store share it. */
export class TrackingMemory {
  readonly experiments = new Map<string, HeldExperiment>();
  readonly runs = new Map<string, HeldRun>();
  #next = 0;

  constructor() {
    this.makeExperiment('Default');
  }

  makeExperiment(name: string, artifactLocation?: string): HeldExperiment {
    const experimentId = String(this.#next++);
    const now = Date.now();
    const experiment: HeldExperiment = {
      ...{ experimentId, name, stage: 'active', createdMs: now, updatedMs: now },
      artifactLocation: artifactLocation ?? `mlflow-artifacts:/${experimentId}`,
      tags: new Map(),
    };
    this.experiments.set(experimentId, experiment);
    return experiment;
  }

  experimentNamed(name: string): HeldExperiment | undefined {
    return [...this.experiments.values()].find((experiment) => experiment.name === name);
  }
}

/** A run that has just begun. */
export function newHeldRun(
  run: Pick<
    HeldRun,
    'runId' | 'experimentId' | 'name' | 'user' | 'startMs' | 'artifactUri' | 'owner'
  >,
): HeldRun {
  return {
    ...{ ...run, attempt: 0, status: 'RUNNING', endMs: null, stage: 'active' },
    ...{ params: new Map(), tags: new Map(), points: new Map(), latest: new Map() },
    ...{ datasets: [], modelInputs: [], modelOutputs: [] },
  };
}

export function pointKey({ key, step, timestamp, value }: MetricPoint): string {
  return JSON.stringify([key, step, timestamp, String(value)]);
}
