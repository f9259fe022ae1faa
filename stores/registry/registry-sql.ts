import type { Statement } from '../postgres/database.ts';

const VERSION_COLUMNS = `v.name, v.version, v.dag_id, v.run_id, v.path, v.object_key, v.sha256,
  v.size, v.signature, v.metrics, v.lineage, v.tags, v.created_at,
  array(select a.alias from perdure.model_aliases as a
        where a.name = v.name and a.version = v.version order by a.alias collate "C") as aliases`;
const VERSIONS = `select ${VERSION_COLUMNS} from perdure.model_versions as v`;

export const GET_VERSION: Statement = { text: `${VERSIONS} where v.name = $1 and v.version = $2` };

export const GET_BY_SOURCE: Statement = {
  text: `${VERSIONS} where v.name = $1 and v.dag_id = $2 and v.run_id = $3 and v.path = $4`,
};

export const GET_BY_ALIAS: Statement = {
  text: `${VERSIONS} join perdure.model_aliases as of_alias using (name, version)
         where of_alias.name = $1 and of_alias.alias = $2`,
};

export const LIST_VERSIONS: Statement = {
  text: `${VERSIONS} where v.name = $1 order by v.version desc`,
};

export const LIST_MODELS: Statement = {
  text: `select m.name, m.latest_version as "latestVersion", m.created_at as "createdAt",
           (select coalesce(json_object_agg(a.alias, a.version), '{}')
            from perdure.model_aliases as a where a.name = m.name) as aliases
         from perdure.registered_models as m order by m.name collate "C"`,
};

export const ENSURE_MODEL: Statement = {
  text: 'insert into perdure.registered_models (name) values ($1) on conflict do nothing',
};

export const LOCK_MODEL: Statement = {
  text: 'select latest_version from perdure.registered_models where name = $1 for update',
};

/** $1 name, $2-4 source, $5 version, $6 key, $7 sha256, $8 size, $9-12 JSON. */
export const ADD_VERSION: Statement = {
  text: `
    with latest as (
      update perdure.registered_models set latest_version = $5 where name = $1
    )
    insert into perdure.model_versions (name, dag_id, run_id, path, version, object_key, sha256,
      size, signature, metrics, lineage, tags)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
};

export const GET_ALIAS: Statement = {
  text: 'select version from perdure.model_aliases where name = $1 and alias = $2',
};

/** $3 to, $4 from, $5-6 by whom. */
export const MOVE_ALIAS: Statement = {
  text: `
    with moved as (
      insert into perdure.model_aliases (name, alias, version) values ($1, $2, $3)
      on conflict (name, alias) do update set version = excluded.version, moved_at = now()
    )
    insert into perdure.alias_history (name, alias, from_version, to_version, dag_id, run_id)
    values ($1, $2, $4, $3, $5, $6)`,
};
