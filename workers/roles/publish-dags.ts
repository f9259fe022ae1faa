import type { Logger } from 'pino';
import type { Stores } from '../../stores/stores.ts';
import type { TemporalClient } from '../../stores/temporal/index.ts';
import type { LoadedFolder } from '../loading/index.ts';
import { startOnce } from '../schedule/start-once.ts';
import { syncSchedule } from '../schedule/sync-schedules.ts';

/**
 * Makes a folder's dags known: plans and load errors to the database, schedules to Temporal. Only
 * the engine of the current build does this, so an old worker never brings an old plan back.
 */
export async function publishDags(
  stores: Stores,
  temporal: TemporalClient,
  folder: LoadedFolder,
  source: string,
  log: Logger,
): Promise<void> {
  await stores.dags.setLoadErrors(source, folder.errors);
  for (const { runtime, file } of folder.dags) {
    await stores.dags.publish({ plan: runtime.plan, file, build: folder.build });
    await syncSchedule(temporal, runtime.plan);
    await startOnce(stores, temporal, runtime);
  }
  log.info({ dags: folder.dags.length, errors: folder.errors.length }, 'Dags published');
}
