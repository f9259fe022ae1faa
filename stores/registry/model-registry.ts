import type { JsonObject } from '../../dsl/plan/json.ts';

/**
 * Registered models, their versions and aliases. Words and rules as MLflow's registry has them.
 *
 * G1 Every change writes its row of the audit in the same transaction; a call that finds its change
 *    made already writes none.
 * G2 A number of a version is never given twice, also after the version was deleted.
 */
export interface ModelRegistry {
  /**
   * Adds a version. Idempotent by (name, source run, instance path): the same task instance always
   * gets the same version back, so a repeated attempt registers nothing twice.
   */
  createVersion(version: NewModelVersion): Promise<ModelVersionRow>;
  getVersion(name: string, version: number): Promise<ModelVersionRow | undefined>;
  getByAlias(name: string, alias: string): Promise<ModelVersionRow | undefined>;
  listModels(): Promise<readonly ModelRow[]>;
  /** Newest first. */
  listVersions(name: string): Promise<readonly ModelVersionRow[]>;
  /** Of all models, or of the runs of tracking that are named. */
  listAllVersions(trackingRuns?: readonly string[]): Promise<readonly ModelVersionRow[]>;
  /**
   * Moves an alias if it still points at `expected` (null: if it does not exist).
   * @returns the version the alias points at afterwards; equal to `version` on success.
   */
  moveAlias(move: AliasMove): Promise<number>;

  /** A model without versions. @throws RegistryError MODEL_EXISTS */
  createModel(model: NewModel, by: string): Promise<ModelRow>;
  getModel(name: string): Promise<ModelRow | undefined>;
  /** @throws RegistryError NO_SUCH_MODEL, or MODEL_EXISTS for a new name that is taken. */
  changeModel(name: string, change: ModelChange, by: string): Promise<ModelRow>;
  /** With its versions and aliases. @throws RegistryError NO_SUCH_MODEL */
  deleteModel(name: string, by: string): Promise<void>;
  /** @throws RegistryError NO_SUCH_VERSION */
  changeVersion(
    name: string,
    version: number,
    change: VersionChange,
    by: string,
  ): Promise<ModelVersionRow>;
  /** With the aliases that point at it. @throws RegistryError NO_SUCH_VERSION */
  deleteVersion(name: string, version: number, by: string): Promise<void>;
  /** Wherever the alias points. @throws RegistryError NO_SUCH_VERSION */
  setAlias(name: string, alias: string, version: number, by: string): Promise<void>;
  /** An alias that is not there stays away. @throws RegistryError NO_SUCH_MODEL */
  deleteAlias(name: string, alias: string, by: string): Promise<void>;
  /** Every move of an alias, newest first. */
  aliasHistory(name: string, alias: string): Promise<readonly AliasStep[]>;
}
export interface NewModelVersion {
  readonly name: string;
  readonly source: { readonly dagId: string; readonly runId: string; readonly path: string };
  /** Object-store key of the ONNX file; empty when there is none that can be served. */
  readonly objectKey: string;
  readonly sha256: string;
  readonly size: number;
  /** Input and output names, types and shapes, in Open Inference Protocol words. */
  readonly signature: JsonObject;
  readonly metrics: { readonly [name: string]: number };
  /** Data version, split, code and plan hashes: from the model back to the raw file. */
  readonly lineage: JsonObject;
  readonly tags: { readonly [key: string]: string };
  /** What MLflow's clients know of it. Default: nothing. */
  readonly tracking?: Partial<VersionTracking>;
  readonly description?: string;
  /** Who registers it, when no task does. */
  readonly user?: string;
}
/** A version, as MLflow's clients see it. Texts are empty where there is nothing. */
export interface VersionTracking {
  /** Where its files are: `mlflow-artifacts:/…`, `models:/m-…`, `runs:/…`. */
  readonly sourceUri: string;
  /** The run of tracking that made it. */
  readonly runId: string;
  readonly runLink: string;
  /** The logged model it was registered from. */
  readonly modelId: string;
}
export type ModelStage = 'None' | 'Staging' | 'Production' | 'Archived';
/** A person's decision about a version. */
export interface Approval {
  readonly state: 'approved' | 'rejected';
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
  readonly reason: string;
}
export interface ModelVersionRow extends Omit<
  NewModelVersion,
  'tracking' | 'description' | 'user'
> {
  readonly version: number;
  readonly createdAt: Date;
  readonly aliases: readonly string[];
  readonly tracking: VersionTracking;
  readonly description: string;
  readonly user: string;
  /** MLflow's stages, kept for its clients; nothing here asks for them. Aliases say what serves. */
  readonly stage: ModelStage;
  readonly approval: Approval | null;
  readonly updatedAt: Date;
}
export interface NewModel {
  readonly name: string;
  readonly description?: string;
  readonly tags?: { readonly [key: string]: string };
}
export interface ModelRow {
  readonly name: string;
  /** Number of the newest version, deleted ones counted; 0 when there was none. */
  readonly latestVersion: number;
  readonly aliases: { readonly [alias: string]: number };
  readonly createdAt: Date;
  readonly description: string;
  readonly user: string;
  readonly tags: { readonly [key: string]: string };
  readonly updatedAt: Date;
}
/** Null takes a tag away. */
export type TagChange = { readonly [key: string]: string | null };
export interface ModelChange {
  readonly name?: string;
  readonly description?: string;
  readonly tags?: TagChange;
}
export interface VersionChange {
  readonly description?: string;
  readonly tags?: TagChange;
  readonly stage?: ModelStage;
  /** With a stage: other versions that are in it are archived. */
  readonly archiveOthers?: boolean;
  readonly approval?: Pick<Approval, 'state' | 'reason'>;
}
export interface AliasMove {
  readonly name: string;
  readonly alias: string;
  readonly version: number;
  readonly expected: number | null;
  /** A task of a run, or a person. */
  readonly by: { readonly dagId: string; readonly runId: string } | { readonly user: string };
}
export interface AliasStep {
  readonly from: number | null;
  /** Null: the alias was taken away. */
  readonly to: number | null;
  readonly at: Date;
  /** The person; empty for a task. */
  readonly user: string;
  /** The run; empty for a person. */
  readonly dagId: string;
  readonly runId: string;
}
