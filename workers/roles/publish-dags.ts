import type { Logger } from 'pino';
import type { LoadError } from '../../stores/dags/dag-store.ts';
import type { Stores } from '../../stores/stores.ts';
import type { TemporalClient } from '../../stores/temporal/index.ts';
import type { LoadedFolder } from '../loading/index.ts';
import { startOnce } from '../schedule/start-once.ts';
import { removeSchedule, syncSchedule } from '../schedule/sync-schedules.ts';

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
  const faults: LoadError[] = [];
  for (const { runtime, file } of folder.dags) {
    try {
      await stores.dags.publish({ plan: runtime.plan, file, build: folder.build });
      await syncSchedule(temporal, runtime.plan);
      await startOnce(stores, temporal, runtime);
    } catch (error) {
      // One dag that cannot be scheduled must not keep the others from it.
      const message = error instanceof Error ? error.message : String(error);
      log.error({ err: error, dag: runtime.plan.id }, 'A dag could not be published');
      faults.push({ file, code: 'PUBLISH', message: `Dag "${runtime.plan.id}": ${message}` });
    }
  }
  const errors = [...folder.errors, ...faults];
  await stores.dags.setLoadErrors(source, errors);
  await silenceRemoved(stores, temporal, folder, errors);
  log.info({ dags: folder.dags.length, errors: errors.length }, 'Dags published');
}

/**
 * A dag whose file is gone fires no more; its plans and runs stay. One whose file has a fault keeps
 * its last good plan and its schedule.
 */
async function silenceRemoved(
  stores: Stores,
  temporal: TemporalClient,
  { build }: LoadedFolder,
  errors: readonly LoadError[],
): Promise<void> {
  const faulty = new Set(errors.map(({ file }) => file));
  for (const dag of await stores.dags.list()) {
    if (dag.build !== build && !faulty.has(dag.file)) await removeSchedule(temporal, dag.dagId);
  }
}
