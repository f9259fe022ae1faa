import type { Database, Statement } from '../postgres/database.ts';
import { sqlJson } from '../postgres/sql-text.ts';
import type { FleetStore, WorkerBeat } from './fleet-store.ts';

/** The fleet in Postgres. Times of beats are the database's, so workers' clocks may differ. */
export class PostgresFleetStore implements FleetStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async beat(worker: WorkerBeat): Promise<void> {
    const { identity, queue, role, build, host, pid, device, backend, startedAt } = worker;
    const { queues = [queue], capabilities } = worker;
    const offered = capabilities === undefined ? null : sqlJson(capabilities);
    const values = [identity, queue, role, build, host, pid, device, backend, startedAt];
    await this.#database.query(BEAT, [...values, queues, offered]);
  }

  async leave(identity: string): Promise<void> {
    await this.#database.query(LEAVE, [identity]);
  }

  async list(withinMs = 15_000): Promise<readonly WorkerBeat[]> {
    const rows = await this.#database.query<SqlBeat>(LIST, [withinMs]);
    return rows.map(({ started_at: startedAt, capabilities, ...beat }) => ({
      ...beat,
      ...(capabilities === null ? {} : { capabilities }),
      startedAt,
    }));
  }
}

type SqlBeat = Omit<WorkerBeat, 'startedAt' | 'capabilities'> & {
  readonly started_at: Date;
  readonly capabilities: NonNullable<WorkerBeat['capabilities']> | null;
};

const BEAT: Statement = {
  name: 'perdure-beat',
  // Workers that were killed never leave: their rows go a day later.
  text: `
    with gone as (delete from perdure.fleet where beat_at < now() - interval '1 day')
    insert into perdure.fleet
      (identity, queue, role, build, host, pid, device, backend, started_at, queues,
       capabilities, beat_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, now())
    on conflict (identity, queue, role) do update set
      build = excluded.build, host = excluded.host, pid = excluded.pid, device = excluded.device,
      backend = excluded.backend, started_at = excluded.started_at, queues = excluded.queues,
      capabilities = excluded.capabilities, beat_at = excluded.beat_at`,
};

const LEAVE: Statement = { text: 'delete from perdure.fleet where identity = $1' };

const LIST: Statement = {
  text: `select identity, role, queue, build, host, pid, device, backend, started_at, queues,
           capabilities
         from perdure.fleet where beat_at >= now() - $1 * interval '1 millisecond'
         order by queue collate "C", identity collate "C"`,
};
