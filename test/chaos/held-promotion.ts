import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** The lock on a model's row, held by the trial. */
export interface HeldModel {
  /** Waits until somebody waits for it. @returns how many do. */
  untilAwaited(): Promise<number>;
  release(): Promise<void>;
}

const LIMIT_MS = 60_000;

/** Locks a model, so that whoever moves its aliases waits in Postgres. */
export async function heldPromotion(databaseUrl: string, name: string): Promise<HeldModel> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query('begin');
  await client.query('select 1 from perdure.registered_models where name = $1 for update', [name]);
  return {
    untilAwaited: async () => {
      const limit = Date.now() + LIMIT_MS;
      while (Date.now() < limit) {
        // Within a transaction the view stays as it was first read.
        await client.query('select pg_stat_clear_snapshot()');
        const { rows } = await client.query<{ count: number }>(WAITING);
        const count = rows[0]?.count ?? 0;
        if (count > 0) return count;
        await sleep(20);
      }
      throw new Error('No promotion came to wait for the lock.');
    },
    release: async () => {
      await client.query('rollback');
      await client.end();
    },
  };
}

const WAITING = `
  select count(*)::int as count from pg_stat_activity
  where application_name = 'perdure' and wait_event_type = 'Lock' and query like '%alias_history%'`;
