import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openStores } from '../../stores/open-stores.ts';
import { migrateUp } from '../../stores/postgres/index.ts';
import type { Stores } from '../../stores/stores.ts';
import { connectTemporal, type TemporalClient } from '../../stores/temporal/index.ts';
import { startPostgres, type PostgresServer } from '../../workers/stack/postgres.ts';
import { startTemporal, type TemporalServer } from '../../workers/stack/temporal.ts';
import { Fleet } from './fleet.ts';

/** Everything a run needs, each part a process that can be killed on its own. */
export interface ChaosCluster {
  readonly temporal: TemporalServer;
  readonly postgres: PostgresServer;
  readonly fleet: Fleet;
  readonly stores: Stores;
  readonly client: TemporalClient;
  stop(): Promise<void>;
}

const START_LIMIT_MS = 90_000;

export async function startCluster(home: string): Promise<ChaosCluster> {
  const [temporal, postgres] = await Promise.all([
    startTemporal({ home, port: 17_233 }),
    startPostgres({ home, port: 15_432 }),
  ]);
  await migrateUp(postgres.databaseUrl);
  const objectStore = `file://${join(home, 'objects')}`;
  const env = {
    ...process.env,
    TEMPORAL_ADDRESS: temporal.address,
    DATABASE_URL: postgres.databaseUrl,
    PERDURE_OBJECT_STORE: objectStore,
  };
  process.env['TEMPORAL_ADDRESS'] = temporal.address;
  const stores = await openStores({ databaseUrl: postgres.databaseUrl, objectStore });
  const fleet = new Fleet(home, env);
  await startWorkers(fleet);
  const client = await connectTemporal({ address: temporal.address });
  await untilPublished(stores, fleet, 'zombie');
  return { temporal, postgres, fleet, stores, client, stop: () => stopAll() };

  async function stopAll(): Promise<void> {
    await fleet.stop();
    await client.close();
    await stores.close();
    await Promise.all([temporal.stop(), postgres.stop()]);
  }
}

/** Two cpu workers, so that work goes on while one of them is dead or asleep. */
async function startWorkers(fleet: Fleet): Promise<void> {
  const dags = ['--dags', dagFolder()];
  await fleet.start('engine', ['--queue', 'engine', ...dags]);
  await fleet.start('cpu-a', ['--queue', 'cpu', ...dags]);
  await fleet.start('cpu-b', ['--queue', 'cpu', ...dags]);
  await fleet.start('gpu', ['--queue', 'gpu', '--device', 'cpu', ...dags]);
}

/** The dag files are TypeScript sources also when this runs from `dist`. */
function dagFolder(): string {
  const here = fileURLToPath(new URL('.', import.meta.url));
  return here.replace(/[/\\]dist([/\\]test[/\\]chaos)/, '$1').concat('dags');
}

async function untilPublished(stores: Stores, fleet: Fleet, dagId: string): Promise<void> {
  const limit = Date.now() + START_LIMIT_MS;
  while ((await stores.dags.get(dagId)) === undefined) {
    if (Date.now() > limit) {
      throw new Error(`The workers did not publish "${dagId}":\n${fleet.logs().slice(-4_000)}`);
    }
    await sleep(200);
  }
}
