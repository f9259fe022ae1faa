import type { Statement } from '../postgres/database.ts';

const VERSION_COLUMNS = `v.name, v.version, v.dag_id, v.run_id, v.path, v.object_key, v.sha256,
  v.size, v.signature, v.metrics, v.lineage, v.tags, v.created_at, v.description, v.user_id,
  v.source_uri, v.tracking_run, v.run_link, v.model_id, v.stage, v.approval, v.updated_at,
  array(select a.alias from perdure.model_aliases as a
        where a.name = v.name and a.version = v.version order by a.alias collate "C") as aliases`;
const VERSIONS = `select ${VERSION_COLUMNS} from perdure.model_versions as v`;

export const GET_VERSION: Statement = {
  text: `${VERSIONS} where v.name = $1 and v.version = $2 and v.deleted_at is null`,
};

export const GET_BY_SOURCE: Statement = {
  text: `${VERSIONS} where v.name = $1 and v.dag_id = $2 and v.run_id = $3 and v.path = $4
         and v.deleted_at is null`,
};

export const GET_BY_ALIAS: Statement = {
  text: `${VERSIONS} join perdure.model_aliases as of_alias using (name, version)
         where of_alias.name = $1 and of_alias.alias = $2`,
};

export const LIST_VERSIONS: Statement = {
  text: `${VERSIONS} where v.name = $1 and v.deleted_at is null order by v.version desc`,
};

/** $1 runs of tracking, or null for all. */
export const LIST_ALL_VERSIONS: Statement = {
  text: `${VERSIONS} where v.deleted_at is null
         and ($1::text[] is null or v.tracking_run = any($1::text[]))`,
};

const MODELS = `
  select m.name, m.latest_version as "latestVersion", m.created_at as "createdAt", m.description,
    m.user_id as user, m.tags, m.updated_at as "updatedAt",
    (select coalesce(json_object_agg(a.alias, a.version), '{}')
     from perdure.model_aliases as a where a.name = m.name) as aliases
  from perdure.registered_models as m`;

export const LIST_MODELS: Statement = { text: `${MODELS} order by m.name collate "C"` };

export const GET_MODEL: Statement = { text: `${MODELS} where m.name = $1` };

/** $1 name, $2 user. */
export const ENSURE_MODEL: Statement = {
  text: `insert into perdure.registered_models (name, user_id) values ($1, $2)
         on conflict do nothing`,
};

/** $1 name, $2 user, $3 description, $4 tags. A row back: it was not there. */
export const CREATE_MODEL: Statement = {
  text: `insert into perdure.registered_models (name, user_id, description, tags)
         values ($1, $2, $3, $4) on conflict do nothing returning name`,
};

export const LOCK_MODEL: Statement = {
  text: 'select latest_version, tags from perdure.registered_models where name = $1 for update',
};

/** $1 name, $2 new name, $3 description or null, $4 tags. */
export const CHANGE_MODEL: Statement = {
  text: `update perdure.registered_models
         set name = $2, description = coalesce($3, description), tags = $4,
           updated_at = clock_timestamp()
         where name = $1`,
};

export const TOUCH_MODEL: Statement = {
  text: `update perdure.registered_models set updated_at = clock_timestamp() where name = $1`,
};

export const DELETE_ALIASES: Statement = {
  text: `delete from perdure.model_aliases where name = $1`,
};
export const DELETE_VERSIONS: Statement = {
  text: `delete from perdure.model_versions where name = $1`,
};
export const DELETE_MODEL: Statement = {
  text: `delete from perdure.registered_models where name = $1`,
};

/** $1 name, $2-4 source, $5 version, $6 key, $7 sha256, $8 size, $9-12 JSON, $13-18 texts. */
export const ADD_VERSION: Statement = {
  text: `
    with latest as (
      update perdure.registered_models set latest_version = $5, updated_at = clock_timestamp()
      where name = $1
    )
    insert into perdure.model_versions (name, dag_id, run_id, path, version, object_key, sha256,
      size, signature, metrics, lineage, tags, description, user_id, source_uri, tracking_run,
      run_link, model_id)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
};

/** $1 name, $2 version, $3 description, $4 stage, $5 approval, $6 tags. */
export const CHANGE_VERSION: Statement = {
  text: `update perdure.model_versions
         set description = $3, stage = $4, approval = $5, tags = $6, updated_at = clock_timestamp()
         where name = $1 and version = $2`,
};

/** $1 name, $2 stage. */
export const ARCHIVE_STAGE: Statement = {
  text: `update perdure.model_versions set stage = 'Archived', updated_at = clock_timestamp()
         where name = $1 and stage = $2 and deleted_at is null`,
};

/** Its source is free again: the same task may register anew. */
export const DELETE_VERSION: Statement = {
  text: `update perdure.model_versions
         set deleted_at = clock_timestamp(), path = path || ' (deleted ' || version || ')'
         where name = $1 and version = $2`,
};
export const DELETE_ALIASES_OF: Statement = {
  text: `delete from perdure.model_aliases where name = $1 and version = $2`,
};

export const GET_ALIAS: Statement = {
  text: 'select version from perdure.model_aliases where name = $1 and alias = $2',
};

/**
 * $1 name, $2 alias, $3 to, $4 whether from wherever it is, $5 else from where (null: nowhere), $6-7
 * by which run, $8 by whom, $9-11 of the audit.
 *
 * One statement, so that the model is locked for one round trip. Each part waits for the lock on the
 * model and then sees what the last holder left: a row that is locked is read again. What cannot be
 * locked, because it was not there when the statement began, is met by `on conflict`: then nothing
 * is written, and the caller asks again.
 */
export const MOVE_ALIAS: Statement = {
  name: 'perdure-registry-move-alias',
  text: `
    with model as (
      select name from perdure.registered_models where name = $1 for update
    ), target as (
      select v.name, v.version from model join perdure.model_versions as v using (name)
      where v.version = $3 and v.deleted_at is null for share of v
    ), was as (
      select a.version from model join perdure.model_aliases as a using (name)
      where a.alias = $2 for update of a
    ), allowed as (
      select target.name, was.version as from_version from target left join was on true
      where was.version is distinct from $3 and ($4 or was.version is not distinct from $5)
    ), moved as (
      insert into perdure.model_aliases as a (name, alias, version)
      select name, $2, $3 from allowed
      on conflict (name, alias) do update set version = excluded.version, moved_at = now()
        where a.version = (select from_version from allowed)
      returning name
    ), history as (
      insert into perdure.alias_history (name, alias, from_version, to_version, dag_id, run_id, by)
      select name, $2, from_version, $3, $6, $7, $8 from moved join allowed using (name)
    ), audited as (
      insert into perdure.audit (id, at, by, action, dag_id, run_id, detail)
      select $9, $10, $11, 'model.alias.set', nullif($6, ''), nullif($7, ''),
        json_build_object('name', name, 'alias', $2::text, 'from', from_version, 'to', $3::int)
      from moved join allowed using (name)
    ), touched as (
      update perdure.registered_models as m set updated_at = clock_timestamp()
      from moved where m.name = moved.name
    )
    select (select version from was) as was, exists (select from target) as there,
      exists (select from moved) as moved`,
};

/** $3 from, $4 by whom. */
export const DELETE_ALIAS: Statement = {
  text: `
    with gone as (
      delete from perdure.model_aliases where name = $1 and alias = $2
    )
    insert into perdure.alias_history (name, alias, from_version, to_version, dag_id, run_id, by)
    values ($1, $2, $3, null, '', '', $4)`,
};

export const RENAME_HISTORY: Statement = {
  text: `update perdure.alias_history set name = $2 where name = $1`,
};

export const ALIAS_HISTORY: Statement = {
  text: `
    select from_version as from, to_version as to, moved_at as at, by as user,
      dag_id as "dagId", run_id as "runId"
    from perdure.alias_history where name = $1 and alias = $2 order by id desc`,
};
