import type { Database, Session, SqlValue, Statement } from '../postgres/database.ts';
import { sqlText } from '../postgres/sql-text.ts';
import { checkExperimentName, nameTaken, noExperiment, notActive } from './experiment-rule.ts';
import { EXPERIMENTS, isSeen } from './experiment-search.ts';
import type {
  Experiment,
  ExperimentStore,
  NewExperiment,
  Stage,
  Texts,
  ViewType,
} from './experiment-store.ts';
import type { Page, SearchRequest } from './search/page-token.ts';
import { searchIn } from './search/search-in.ts';
import { missing } from './tracking-error.ts';

/** Experiments in Postgres. There are few of them: a search looks at them all. */
export class PostgresExperiments implements ExperimentStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async create({ name, artifactLocation, tags = {} }: NewExperiment): Promise<string> {
    checkExperimentName(name);
    return this.#database.transaction(async (session) => {
      const now = Date.now();
      const [made] = await session.query<{ id: string }>(MAKE, [
        ...[sqlText(name), artifactLocation ?? null, now],
      ]);
      if (made === undefined) throw await takenIn(session, name);
      const keys = Object.keys(tags);
      await session.query(SET_TAGS, [made.id, keys, Object.values(tags).map(sqlText)]);
      return made.id;
    });
  }

  async get(experimentId: string): Promise<Experiment | undefined> {
    return isId(experimentId) ? this.#one(GET, [experimentId]) : undefined;
  }

  async getByName(name: string): Promise<Experiment | undefined> {
    return this.#one(GET_BY_NAME, [sqlText(name)]);
  }

  async search(view: ViewType, request: SearchRequest): Promise<Page<Experiment>> {
    const all = (await this.#database.query<SqlExperiment>(LIST, [])).map(experimentOf);
    return searchIn(
      all.filter(({ stage }) => isSeen(stage, view)),
      request,
      EXPERIMENTS,
    );
  }

  async rename(experimentId: string, name: string): Promise<void> {
    checkExperimentName(name);
    await this.#database.transaction(async (session) => {
      if ((await lockStage(session, experimentId)) !== 'active') throw notActive(experimentId);
      const [other] = await session.query<SqlExperiment>(GET_BY_NAME, [sqlText(name)]);
      if (other !== undefined && other.id !== experimentId) throw nameTaken(name, other.stage);
      await session.query(RENAME, [experimentId, sqlText(name), Date.now()]);
    });
  }

  async remove(experimentId: string): Promise<void> {
    await this.#move(experimentId, 'active', 'deleted');
  }

  async restore(experimentId: string): Promise<void> {
    await this.#move(experimentId, 'deleted', 'active');
  }

  async setTag(experimentId: string, key: string, value: string): Promise<void> {
    await this.#database.transaction(async (session) => {
      if ((await lockStage(session, experimentId)) !== 'active') throw notActive(experimentId);
      await session.query(SET_TAGS, [experimentId, [sqlText(key)], [sqlText(value)]]);
    });
  }

  async deleteTag(experimentId: string, key: string): Promise<void> {
    await this.#database.transaction(async (session) => {
      if ((await lockStage(session, experimentId)) !== 'active') throw notActive(experimentId);
      const gone = await session.query(DELETE_TAG, [experimentId, key]);
      if (gone.length === 0) {
        throw missing(`No tag with name: ${key} in experiment with id ${experimentId}`);
      }
    });
  }

  async #move(experimentId: string, from: Stage, to: Stage): Promise<void> {
    await this.#database.transaction(async (session) => {
      if ((await lockStage(session, experimentId)) !== from) throw noExperiment(experimentId);
      await session.query(MOVE, [experimentId, to, Date.now()]);
      await session.query(MOVE_RUNS, [experimentId, to]);
    });
  }

  async #one(statement: Statement, values: readonly SqlValue[]): Promise<Experiment | undefined> {
    const [row] = await this.#database.query<SqlExperiment>(statement, values);
    return row && experimentOf(row);
  }
}

async function takenIn(session: Session, name: string): Promise<Error> {
  const [other] = await session.query<SqlExperiment>(GET_BY_NAME, [sqlText(name)]);
  return nameTaken(name, other?.stage ?? 'active');
}

/** Holds the experiment's row. @throws TrackingError when it is not there. */
export async function lockStage(session: Session, experimentId: string): Promise<Stage> {
  const [row] = isId(experimentId)
    ? await session.query<{ stage: Stage }>(LOCK, [experimentId])
    : [];
  if (row === undefined) throw noExperiment(experimentId);
  return row.stage;
}

/** Whether a text can be an experiment's id at all. */
export function isId(text: string): boolean {
  return /^\d{1,18}$/.test(text);
}

interface SqlExperiment {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  readonly stage: Stage;
  readonly created: string;
  readonly updated: string;
  readonly tags: Texts;
}

function experimentOf(row: SqlExperiment): Experiment {
  const { id, name, location, stage, created, updated, tags } = row;
  return {
    ...{ experimentId: id, name, artifactLocation: location, stage, tags },
    ...{ createdMs: Number(created), updatedMs: Number(updated) },
  };
}

const EXPERIMENTS_SQL = `
  select e.experiment_id as id, e.name, e.artifact_location as location, e.lifecycle_stage as stage,
    e.created_ms as created, e.updated_ms as updated,
    (select coalesce(json_object_agg(t.key, t.value), '{}') from perdure.experiment_tags as t
     where t.experiment_id = e.experiment_id) as tags
  from perdure.experiments as e`;
const GET: Statement = { text: `${EXPERIMENTS_SQL} where e.experiment_id = $1` };
const GET_BY_NAME: Statement = { text: `${EXPERIMENTS_SQL} where e.name = $1` };
const LIST: Statement = { text: EXPERIMENTS_SQL };
const LOCK: Statement = {
  text: `select lifecycle_stage as stage from perdure.experiments
         where experiment_id = $1 for no key update`,
};
/** $1 name, $2 location or null, $3 now. */
const MAKE: Statement = {
  text: `
    with made as (
      select nextval(pg_get_serial_sequence('perdure.experiments', 'experiment_id')) as id
    )
    insert into perdure.experiments (experiment_id, name, artifact_location, created_ms, updated_ms)
    select id, $1, coalesce($2, 'mlflow-artifacts:/' || id), $3::bigint, $3::bigint from made
    on conflict (name) do nothing returning experiment_id as id`,
};
const SET_TAGS: Statement = {
  text: `
    insert into perdure.experiment_tags (experiment_id, key, value)
    select $1, key, value from unnest($2::text[], $3::text[]) as g (key, value)
    on conflict (experiment_id, key) do update set value = excluded.value`,
};
const DELETE_TAG: Statement = {
  text: `delete from perdure.experiment_tags where experiment_id = $1 and key = $2 returning key`,
};
const RENAME: Statement = {
  text: `update perdure.experiments set name = $2, updated_ms = $3 where experiment_id = $1`,
};
const MOVE: Statement = {
  text: `update perdure.experiments set lifecycle_stage = $2, updated_ms = $3 where experiment_id = $1`,
};
const MOVE_RUNS: Statement = {
  text: `update perdure.tracking_runs set lifecycle_stage = $2 where experiment_id = $1`,
};
