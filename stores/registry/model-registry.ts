import type { JsonObject } from '../../dsl/plan/json.ts';

/** Registered models, their versions and aliases. Words and rules as MLflow's registry has them. */
export interface ModelRegistry {
  /**
   * Adds a version. Idempotent by (name, source run, instance path): the same task instance always
   * gets the same version back, so a repeated attempt registers nothing twice.
   */
  createVersion(version: NewModelVersion): Promise<ModelVersionRow>;
  getVersion(name: string, version: number): Promise<ModelVersionRow | undefined>;
  getByAlias(name: string, alias: string): Promise<ModelVersionRow | undefined>;
  listModels(): Promise<readonly ModelRow[]>;
  listVersions(name: string): Promise<readonly ModelVersionRow[]>;
  /**
   * Moves an alias if it still points at `expected` (null: if it does not exist).
   * @returns the version the alias points at afterwards; equal to `version` on success.
   */
  moveAlias(move: AliasMove): Promise<number>;
}
export interface NewModelVersion {
  readonly name: string;
  readonly source: { readonly dagId: string; readonly runId: string; readonly path: string };
  /** Object-store key of the ONNX file. */
  readonly objectKey: string;
  readonly sha256: string;
  readonly size: number;
  /** Input and output names, types and shapes, in Open Inference Protocol words. */
  readonly signature: JsonObject;
  readonly metrics: { readonly [name: string]: number };
  /** Data version, split, code and plan hashes: from the model back to the raw file. */
  readonly lineage: JsonObject;
  readonly tags: { readonly [key: string]: string };
}
export interface ModelVersionRow extends NewModelVersion {
  readonly version: number;
  readonly createdAt: Date;
  readonly aliases: readonly string[];
}
export interface ModelRow {
  readonly name: string;
  readonly latestVersion: number;
  readonly aliases: { readonly [alias: string]: number };
  readonly createdAt: Date;
}
export interface AliasMove {
  readonly name: string;
  readonly alias: string;
  readonly version: number;
  readonly expected: number | null;
  readonly by: { readonly dagId: string; readonly runId: string };
}
