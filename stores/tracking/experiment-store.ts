import type { Page, SearchRequest } from './search/page-token.ts';

export type Stage = 'active' | 'deleted';
export type ViewType = 'ACTIVE_ONLY' | 'DELETED_ONLY' | 'ALL';
export type Texts = { readonly [key: string]: string };

export interface Experiment {
  /** A whole number in decimal. */
  readonly experimentId: string;
  readonly name: string;
  readonly artifactLocation: string;
  readonly stage: Stage;
  readonly createdMs: number;
  readonly updatedMs: number;
  readonly tags: Texts;
}
export interface NewExperiment {
  readonly name: string;
  /** Default: `mlflow-artifacts:/<id>`. */
  readonly artifactLocation?: string;
  readonly tags?: Texts;
}

/**
 * Experiments. Whatever changes one throws TrackingError RESOURCE_DOES_NOT_EXIST when it is not
 * there; a deleted one keeps its name.
 */
export interface ExperimentStore {
  /** @returns its id. @throws TrackingError RESOURCE_ALREADY_EXISTS */
  create(experiment: NewExperiment): Promise<string>;
  get(experimentId: string): Promise<Experiment | undefined>;
  getByName(name: string): Promise<Experiment | undefined>;
  search(view: ViewType, request: SearchRequest): Promise<Page<Experiment>>;
  /** Only an active one can be renamed. */
  rename(experimentId: string, name: string): Promise<void>;
  /** With its runs. */
  remove(experimentId: string): Promise<void>;
  restore(experimentId: string): Promise<void>;
  setTag(experimentId: string, key: string, value: string): Promise<void>;
  deleteTag(experimentId: string, key: string): Promise<void>;
}
