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

/** What a cluster is made of. */
export interface ClusterShape {
  /** The folder of the dags, as `sourceFolder` finds it. */
  readonly dags: string;
  /** A dag of that folder: the cluster is up once it is published. */
  readonly dagId: string;
  /** Flags of each worker process, by its name. */
  readonly workers: { readonly [name: string]: readonly string[] };
  readonly ports: { readonly temporal: number; readonly postgres: number };
}

/** Two cpu workers, so that work goes on while one of them is dead or asleep. */
const CHAOS: ClusterShape = {
  dags: sourceFolder(import.meta.url, 'dags'),
  dagId: 'zombie',
  workers: {
    engine: ['--queue', 'engine'],
    'cpu-a': ['--queue', 'cpu'],
    'cpu-b': ['--queue', 'cpu'],
    gpu: ['--queue', 'gpu', '--device', 'cpu'],
  },
  ports: { temporal: 17_233, postgres: 15_432 },
};
const START_LIMIT_MS = 300_000;

export async function startCluster(home: string, shape = CHAOS): Promise<ChaosCluster> {
  const [temporal, postgres] = await Promise.all([
    startTemporal({ home, port: shape.ports.temporal }),
    startPostgres({ home, port: shape.ports.postgres }),
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
  for (const [name, flags] of Object.entries(shape.workers)) {
    await fleet.start(name, [...flags, '--dags', shape.dags]);
  }
  const client = await connectTemporal({ address: temporal.address });
  await untilPublished(stores, fleet, shape.dagId);
  return { temporal, postgres, fleet, stores, client, stop: () => stopAll() };

  async function stopAll(): Promise<void> {
    await fleet.stop();
    await client.close();
    await stores.close();
    await Promise.all([temporal.stop(), postgres.stop()]);
  }
}

/** A folder beside a module. Dag files are TypeScript sources also when the module is in `dist`. */
export function sourceFolder(moduleUrl: string, name: string): string {
  const here = fileURLToPath(new URL('.', moduleUrl));
  return here.replace(/[/\\]dist([/\\]test[/\\])/, '$1').concat(name);
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
