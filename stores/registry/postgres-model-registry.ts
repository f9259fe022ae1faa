import type { JsonObject } from '../../dsl/plan/json.ts';
import type { Database, Session } from '../postgres/database.ts';
import { sqlJson } from '../postgres/sql-text.ts';
import type {
  AliasMove,
  ModelRegistry,
  ModelRow,
  ModelVersionRow,
  NewModelVersion,
} from './model-registry.ts';
import {
  checkAlias,
  checkMetrics,
  checkModelName,
  noSuchAlias,
  noSuchVersion,
} from './registry-name.ts';
import * as sql from './registry-sql.ts';

/**
 * The model registry in Postgres. Whatever changes a model holds the lock on its row, so versions
 * are numbered without gaps and alias moves of one model come one after the other.
 */
export class PostgresModelRegistry implements ModelRegistry {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async createVersion(version: NewModelVersion): Promise<ModelVersionRow> {
    checkModelName(version.name);
    checkMetrics(version.metrics);
    const row = await this.#database.transaction((session) => create(session, version));
    return toVersion(row);
  }

  async getVersion(name: string, version: number): Promise<ModelVersionRow | undefined> {
    return (await this.#database.query<SqlVersion>(sql.GET_VERSION, [name, version])).map(
      toVersion,
    )[0];
  }

  async getByAlias(name: string, alias: string): Promise<ModelVersionRow | undefined> {
    return (await this.#database.query<SqlVersion>(sql.GET_BY_ALIAS, [name, alias])).map(
      toVersion,
    )[0];
  }

  async listModels(): Promise<readonly ModelRow[]> {
    return this.#database.query<ModelRow>(sql.LIST_MODELS, []);
  }

  async listVersions(name: string): Promise<readonly ModelVersionRow[]> {
    return (await this.#database.query<SqlVersion>(sql.LIST_VERSIONS, [name])).map(toVersion);
  }

  async moveAlias(move: AliasMove): Promise<number> {
    checkModelName(move.name);
    checkAlias(move.alias);
    return this.#database.transaction((session) => moveWithin(session, move));
  }
}

interface SqlVersion {
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
}

async function create(session: Session, version: NewModelVersion): Promise<SqlVersion> {
  const { name, source } = version;
  const owner = [name, source.dagId, source.runId, source.path];
  await session.query(sql.ENSURE_MODEL, [name]);
  const [model] = await session.query<{ latest_version: number }>(sql.LOCK_MODEL, [name]);
  const [known] = await session.query<SqlVersion>(sql.GET_BY_SOURCE, owner);
  if (known !== undefined) return known;
  const number = (model?.latest_version ?? 0) + 1;
  const { objectKey, sha256, size, signature, metrics, lineage, tags } = version;
  const json = [signature, metrics, lineage, tags].map(sqlJson);
  await session.query(sql.ADD_VERSION, [...owner, number, objectKey, sha256, size, ...json]);
  const [added] = await session.query<SqlVersion>(sql.GET_VERSION, [name, number]);
  if (added === undefined) throw noSuchVersion(name, number);
  return added;
}

async function moveWithin(session: Session, move: AliasMove): Promise<number> {
  const { name, alias, version, expected, by } = move;
  await session.query(sql.LOCK_MODEL, [name]);
  const [target] = await session.query(sql.GET_VERSION, [name, version]);
  if (target === undefined) throw noSuchVersion(name, version);
  const [row] = await session.query<{ version: number }>(sql.GET_ALIAS, [name, alias]);
  const current = row?.version ?? null;
  // There already: this very move, whose answer was lost, or another of the same aim.
  if (current === version) return version;
  if (current !== null && current !== expected) return current;
  if (current === null && expected !== null) throw noSuchAlias(name, alias);
  await session.query(sql.MOVE_ALIAS, [name, alias, version, current, by.dagId, by.runId]);
  return version;
}

function toVersion(row: SqlVersion): ModelVersionRow {
  const { name, version, path, sha256, signature, metrics, lineage, tags, aliases } = row;
  return {
    ...{ name, version, sha256, signature, metrics, lineage, tags, aliases },
    source: { dagId: row.dag_id, runId: row.run_id, path },
    ...{ objectKey: row.object_key, size: Number(row.size), createdAt: row.created_at },
  };
}
