import type { JsonObject } from '../../dsl/plan/json.ts';
import type { Approval, ModelStage, ModelVersionRow } from './model-registry.ts';

/** A version as the statements of `registry-sql.ts` give it. */
export interface SqlVersion {
  readonly name: string;
  readonly version: number;
  readonly dag_id: string;
  readonly run_id: string;
  readonly path: string;
  readonly object_key: string;
  readonly sha256: string;
  readonly size: string;
  readonly signature: JsonObject;
  readonly metrics: { readonly [name: string]: number };
  readonly lineage: JsonObject;
  readonly tags: { readonly [key: string]: string };
  readonly created_at: Date;
  readonly aliases: readonly string[];
  readonly description: string;
  readonly user_id: string;
  readonly source_uri: string;
  readonly tracking_run: string;
  readonly run_link: string;
  readonly model_id: string;
  readonly stage: ModelStage;
  readonly approval: Approval | null;
  readonly updated_at: Date;
}

export function toVersion(row: SqlVersion): ModelVersionRow {
  const { name, version, path, sha256, signature, metrics, lineage, tags, aliases } = row;
  const { description, stage, approval } = row;
  return {
    ...{ name, version, sha256, signature, metrics, lineage, tags, aliases },
    ...{ description, stage, approval, user: row.user_id, updatedAt: row.updated_at },
    source: { dagId: row.dag_id, runId: row.run_id, path },
    ...{ objectKey: row.object_key, size: Number(row.size), createdAt: row.created_at },
    tracking: {
      ...{ sourceUri: row.source_uri, runId: row.tracking_run },
      ...{ runLink: row.run_link, modelId: row.model_id },
    },
  };
}
