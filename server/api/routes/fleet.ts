import type { z } from 'zod';
import type { Stores } from '../../../stores/stores.ts';
import type { Api, ApiContext } from '../context.ts';
import { ImportErrorList } from '../schemas/dag.ts';
import { MonitorHealth, VersionView, WorkerList } from '../schemas/fleet.ts';
import { workerBeatView } from '../views.ts';
import { REFUSALS } from '../schemas/problem.ts';
import { ENGINE_VERSION } from '../engine-version.ts';

/** What there is to know of the installation itself. */
export function fleetRoutes(api: Api, context: ApiContext): void {
  const { stores } = context;

  api.get(
    '/importErrors',
    {
      schema: { operationId: 'listImportErrors', response: { 200: ImportErrorList, ...REFUSALS } },
    },
    async () => {
      const rows = await stores.dags.listLoadErrors();
      const import_errors = rows.map(({ file, code, message }) => ({
        filename: file,
        code,
        message,
      }));
      return { import_errors, total_entries: rows.length };
    },
  );

  api.get(
    '/workers',
    { schema: { operationId: 'listWorkers', response: { 200: WorkerList, ...REFUSALS } } },
    async () => {
      const workers = (await stores.fleet.list()).map(workerBeatView);
      return { workers, total_entries: workers.length };
    },
  );

  api.get(
    '/monitor/health',
    { schema: { operationId: 'getHealth', response: { 200: MonitorHealth, ...REFUSALS } } },
    () => monitorHealth(context),
  );

  api.get(
    '/version',
    { schema: { operationId: 'getVersion', response: { 200: VersionView, ...REFUSALS } } },
    async () => ({ version: ENGINE_VERSION, api: 'v1' as const }),
  );
}

async function monitorHealth({
  stores,
  control,
}: ApiContext): Promise<z.output<typeof MonitorHealth>> {
  const [fleet, objects, temporal] = await Promise.all([
    aliveWorkers(stores),
    answers(stores.objects.head('health')),
    control.healthy(),
  ]);
  const queues: Record<string, number> = {};
  for (const { role, queue } of fleet ?? []) {
    if (role !== 'engine') queues[queue] = (queues[queue] ?? 0) + 1;
  }
  return {
    metadatabase: word(fleet !== undefined),
    object_store: word(objects),
    temporal: word(temporal),
    engine: word(fleet?.some(({ role }) => role === 'engine') === true),
    queues,
  };
}

async function aliveWorkers(
  stores: Stores,
): Promise<Awaited<ReturnType<Stores['fleet']['list']>> | undefined> {
  try {
    return await stores.fleet.list();
  } catch {
    return undefined; // the database does not answer, which is the answer
  }
}

async function answers(asked: Promise<unknown>): Promise<boolean> {
  try {
    await asked;
    return true;
  } catch {
    return false;
  }
}

function word(healthy: boolean): { status: 'healthy' | 'unhealthy' } {
  return { status: healthy ? 'healthy' : 'unhealthy' };
}
