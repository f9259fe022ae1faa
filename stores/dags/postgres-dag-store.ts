import type { CompiledPlan } from '../../dsl/plan/plan.ts';
import type { Database, Statement } from '../postgres/database.ts';
import { sqlJson, sqlText } from '../postgres/sql-text.ts';
import type { DagRow, DagStore, LoadError, PublishedDag } from './dag-store.ts';
import { scheduleText } from './schedule-text.ts';

/** Dags and their versions in Postgres. */
export class PostgresDagStore implements DagStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async publish({ plan, file, build }: PublishedDag): Promise<void> {
    const { tags, owner = null } = plan.settings;
    const facts = [sqlText(file), build, scheduleText(plan.schedule), tags, owner];
    await this.#database.query(PUBLISH, [plan.id, plan.hash, sqlJson(plan), ...facts]);
  }

  async list(): Promise<readonly DagRow[]> {
    return (await this.#database.query<SqlDag>(LIST, [])).map(toDag);
  }

  async get(dagId: string): Promise<DagRow | undefined> {
    return (await this.#database.query<SqlDag>(GET, [dagId])).map(toDag)[0];
  }

  async plan(dagId: string, hash?: string): Promise<CompiledPlan | undefined> {
    const rows = await this.#database.query<SqlPlan>(PLAN, [dagId, hash ?? null]);
    return rows[0]?.plan;
  }

  async setPaused(dagId: string, paused: boolean, by: string): Promise<boolean> {
    return (await this.#database.query(PAUSE, [dagId, paused, sqlText(by)])).length > 0;
  }

  async setLoadErrors(source: string, errors: readonly LoadError[]): Promise<void> {
    await this.#database.transaction(async (session) => {
      await session.query(LOCK_SOURCE, [source]);
      await session.query(CLEAR_ERRORS, [source]);
      await session.query(ADD_ERRORS, [
        source,
        errors.map(({ file }) => sqlText(file)),
        errors.map(({ code }) => code),
        errors.map(({ message }) => sqlText(message)),
      ]);
    });
  }

  async listLoadErrors(): Promise<readonly LoadError[]> {
    return this.#database.query<LoadError>(LIST_ERRORS, []);
  }
}

interface SqlPlan {
  readonly plan: CompiledPlan;
}
interface SqlDag extends Pick<DagRow, 'file' | 'build' | 'paused' | 'schedule' | 'tags' | 'owner'> {
  readonly dag_id: string;
  readonly plan_hash: string;
  readonly updated_at: Date;
}

function toDag({ dag_id, plan_hash, updated_at, ...row }: SqlDag): DagRow {
  return { dagId: dag_id, planHash: plan_hash, ...row, updatedAt: updated_at };
}

const PUBLISH: Statement = {
  // The foreign key is checked at the end of the statement, when the version is there.
  text: `
    with version as (
      insert into perdure.dag_versions (dag_id, hash, plan) values ($1, $2, $3)
      on conflict do nothing
    )
    insert into perdure.dags (dag_id, plan_hash, file, build, schedule, tags, owner)
    values ($1, $2, $4, $5, $6, $7, $8)
    on conflict (dag_id) do update set
      plan_hash = excluded.plan_hash, file = excluded.file, build = excluded.build,
      schedule = excluded.schedule, tags = excluded.tags, owner = excluded.owner,
      updated_at = now()`,
};

const DAG_COLUMNS = 'dag_id, plan_hash, file, build, paused, schedule, tags, owner, updated_at';
const LIST: Statement = {
  text: `select ${DAG_COLUMNS} from perdure.dags order by dag_id collate "C"`,
};
const GET: Statement = { text: `select ${DAG_COLUMNS} from perdure.dags where dag_id = $1` };
const PLAN: Statement = {
  text: `select plan from perdure.dag_versions where dag_id = $1 and hash = coalesce($2,
           (select plan_hash from perdure.dags where dag_id = $1))`,
};
const PAUSE: Statement = {
  text: `update perdure.dags set paused = $2, paused_by = $3, paused_at = now()
         where dag_id = $1 returning dag_id`,
};
/** Two reports of one source come one after the other; else both would insert the same rows. */
const LOCK_SOURCE: Statement = {
  text: `select pg_advisory_xact_lock(hashtextextended('perdure load errors of ' || $1, 0))`,
};
const CLEAR_ERRORS: Statement = { text: 'delete from perdure.load_errors where source = $1' };
const ADD_ERRORS: Statement = {
  text: `insert into perdure.load_errors (source, position, file, code, message)
         select $1, position, file, code, message
         from unnest($2::text[], $3::text[], $4::text[])
           with ordinality as t (file, code, message, position)`,
};
const LIST_ERRORS: Statement = {
  text: `select file, code, message from perdure.load_errors
         order by source collate "C", position`,
};
