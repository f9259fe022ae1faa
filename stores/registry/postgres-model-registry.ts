import type { JsonObject } from '../../dsl/plan/json.ts';
import { ADD_AUDIT, auditValues } from '../audit/postgres-audit-store.ts';
import { jsonCopy } from '../json-copy.ts';
import type { Database, Session, SqlValue, Statement } from '../postgres/database.ts';
import { sqlJson, sqlText } from '../postgres/sql-text.ts';
import type {
  AliasMove,
  AliasStep,
  ModelChange,
  ModelRegistry,
  ModelRow,
  ModelVersionRow,
  NewModel,
  NewModelVersion,
  VersionChange,
} from './model-registry.ts';
import { moveAliasOf } from './postgres-alias-move.ts';
import { changedTags, registryEntry } from './registry-audit.ts';
import {
  checkAlias,
  checkMetrics,
  checkModelName,
  modelExists,
  noSuchModel,
  noSuchVersion,
} from './registry-name.ts';
import * as sql from './registry-sql.ts';
import { toVersion, type SqlVersion } from './version-row.ts';

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
    return (await this.#versions(sql.GET_VERSION, [name, version]))[0];
  }

  async getByAlias(name: string, alias: string): Promise<ModelVersionRow | undefined> {
    return (await this.#versions(sql.GET_BY_ALIAS, [name, alias]))[0];
  }

  async listModels(): Promise<readonly ModelRow[]> {
    return this.#database.query<ModelRow>(sql.LIST_MODELS, []);
  }

  async listVersions(name: string): Promise<readonly ModelVersionRow[]> {
    return this.#versions(sql.LIST_VERSIONS, [name]);
  }

  async listAllVersions(trackingRuns?: readonly string[]): Promise<readonly ModelVersionRow[]> {
    return this.#versions(sql.LIST_ALL_VERSIONS, [trackingRuns ?? null]);
  }

  async moveAlias(move: AliasMove): Promise<number> {
    checkModelName(move.name);
    checkAlias(move.alias);
    return moveAliasOf(this.#database, move, { from: move.expected });
  }

  async createModel(
    { name, description = '', tags = {} }: NewModel,
    by: string,
  ): Promise<ModelRow> {
    checkModelName(name);
    return this.#database.transaction(async (session) => {
      const values = [name, sqlText(by), sqlText(description), sqlJson(tags)];
      const [made] = await session.query(sql.CREATE_MODEL, values);
      if (made === undefined) throw modelExists(name);
      await note(session, 'model.create', { user: by }, { name });
      return modelIn(session, name);
    });
  }

  async getModel(name: string): Promise<ModelRow | undefined> {
    return (await this.#database.query<ModelRow>(sql.GET_MODEL, [name]))[0];
  }

  async changeModel(name: string, change: ModelChange, by: string): Promise<ModelRow> {
    const { name: newName = name, description, tags = {} } = change;
    checkModelName(newName);
    return this.#database.transaction(async (session) => {
      const model = await lock(session, name);
      if (newName !== name) await mustBeFree(session, newName);
      const text = description === undefined ? null : sqlText(description);
      const changed = sqlJson(changedTags(model.tags, tags));
      await session.query(sql.CHANGE_MODEL, [name, newName, text, changed]);
      if (newName !== name) await session.query(sql.RENAME_HISTORY, [name, newName]);
      await note(session, 'model.change', { user: by }, { name, ...jsonCopy(change) });
      return modelIn(session, newName);
    });
  }

  async deleteModel(name: string, by: string): Promise<void> {
    await this.#database.transaction(async (session) => {
      await lock(session, name);
      for (const part of [sql.DELETE_ALIASES, sql.DELETE_VERSIONS, sql.DELETE_MODEL]) {
        await session.query(part, [name]);
      }
      await note(session, 'model.delete', { user: by }, { name });
    });
  }

  async changeVersion(
    name: string,
    version: number,
    change: VersionChange,
    by: string,
  ): Promise<ModelVersionRow> {
    return this.#changing(name, version, async (session, row) => {
      const { description = row.description, stage = row.stage, tags = {}, archiveOthers } = change;
      const approval =
        change.approval === undefined
          ? row.approval
          : { ...change.approval, by, at: new Date().toISOString() };
      if (archiveOthers === true) await session.query(sql.ARCHIVE_STAGE, [name, stage]);
      await session.query(sql.CHANGE_VERSION, [
        ...[name, version, sqlText(description), stage],
        ...[approval === null ? null : sqlJson(approval), sqlJson(changedTags(row.tags, tags))],
      ]);
      await note(
        session,
        'model.version.change',
        { user: by },
        {
          ...{ name, version },
          ...jsonCopy(change),
        },
      );
      return versionIn(session, name, version);
    });
  }

  async deleteVersion(name: string, version: number, by: string): Promise<void> {
    await this.#changing(name, version, async (session) => {
      await session.query(sql.DELETE_ALIASES_OF, [name, version]);
      await session.query(sql.DELETE_VERSION, [name, version]);
      await note(session, 'model.version.delete', { user: by }, { name, version });
    });
  }

  async setAlias(name: string, alias: string, version: number, by: string): Promise<void> {
    checkAlias(alias);
    await moveAliasOf(this.#database, { name, alias, version, by: { user: by } }, 'anywhere');
  }

  async deleteAlias(name: string, alias: string, by: string): Promise<void> {
    await this.#database.transaction(async (session) => {
      await lock(session, name);
      const from = await aliasIn(session, name, alias);
      if (from === null) return;
      await session.query(sql.DELETE_ALIAS, [name, alias, from, sqlText(by)]);
      await note(session, 'model.alias.delete', { user: by }, { name, alias, from });
    });
  }

  async aliasHistory(name: string, alias: string): Promise<readonly AliasStep[]> {
    return this.#database.query<AliasStep>(sql.ALIAS_HISTORY, [name, alias]);
  }

  async #versions(
    statement: Statement,
    values: readonly SqlValue[],
  ): Promise<readonly ModelVersionRow[]> {
    return (await this.#database.query<SqlVersion>(statement, values)).map(toVersion);
  }

  #changing<T>(
    name: string,
    version: number,
    change: (session: Session, row: ModelVersionRow) => Promise<T>,
  ): Promise<T> {
    return this.#database.transaction(async (session) => {
      await session.query(sql.LOCK_MODEL, [name]);
      const row = await versionIn(session, name, version);
      const result = await change(session, row);
      await session.query(sql.TOUCH_MODEL, [name]);
      return result;
    });
  }
}

async function create(session: Session, version: NewModelVersion): Promise<SqlVersion> {
  const { name, source, tracking = {}, description = '', user = '' } = version;
  const owner = [name, source.dagId, source.runId, source.path];
  await session.query(sql.ENSURE_MODEL, [name, sqlText(user)]);
  const { latest_version: latest } = await lock(session, name);
  const [known] = await session.query<SqlVersion>(sql.GET_BY_SOURCE, owner);
  if (known !== undefined) return known;
  const number = latest + 1;
  const { objectKey, sha256, size, signature, metrics, lineage, tags } = version;
  const json = [signature, metrics, lineage, tags].map(sqlJson);
  const { sourceUri = '', runId = '', runLink = '', modelId = '' } = tracking;
  const texts = [description, user, sourceUri, runId, runLink, modelId].map(sqlText);
  const values = [...owner, number, objectKey, sha256, size, ...json, ...texts];
  await session.query(sql.ADD_VERSION, values);
  const by = user === '' ? source : { user };
  await note(session, 'model.version.create', by, { name, version: number });
  const [added] = await session.query<SqlVersion>(sql.GET_VERSION, [name, number]);
  if (added === undefined) throw noSuchVersion(name, number);
  return added;
}

/** G1. */
async function note(
  session: Session,
  action: string,
  by: AliasMove['by'],
  detail: JsonObject,
): Promise<void> {
  await session.query(ADD_AUDIT, auditValues(registryEntry(action, by, detail)));
}

interface LockedModel {
  readonly latest_version: number;
  readonly tags: { readonly [key: string]: string };
}

async function lock(session: Session, name: string): Promise<LockedModel> {
  const [model] = await session.query<LockedModel>(sql.LOCK_MODEL, [name]);
  if (model === undefined) throw noSuchModel(name);
  return model;
}

async function mustBeFree(session: Session, name: string): Promise<void> {
  const [other] = await session.query<ModelRow>(sql.GET_MODEL, [name]);
  if (other !== undefined) throw modelExists(name);
}

async function modelIn(session: Session, name: string): Promise<ModelRow> {
  const [row] = await session.query<ModelRow>(sql.GET_MODEL, [name]);
  if (row === undefined) throw noSuchModel(name);
  return row;
}

async function versionIn(
  session: Session,
  name: string,
  version: number,
): Promise<ModelVersionRow> {
  const [row] = await session.query<SqlVersion>(sql.GET_VERSION, [name, version]);
  if (row === undefined) throw noSuchVersion(name, version);
  return toVersion(row);
}

async function aliasIn(session: Session, name: string, alias: string): Promise<number | null> {
  const [row] = await session.query<{ version: number }>(sql.GET_ALIAS, [name, alias]);
  return row?.version ?? null;
}
