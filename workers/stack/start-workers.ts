import { resolve } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { connectTemporal, type TemporalClient } from '../../stores/temporal/connect.ts';
import { buildId } from '../loading/build-id.ts';
import { watchDagFolder } from '../loading/watch-dag-folder.ts';
import { gpuDevice } from './gpu-device.ts';
import { recording, type StackSite } from './stack-site.ts';
import type { TemporalServer } from './temporal.ts';
import { startGeneration } from './worker-generation.ts';
import { WorkerRollout } from './worker-rollout.ts';

const DEPLOYMENT = 'perdure';

/** Starts the workers of the dag folder, and new ones whenever its code changes. */
export async function startWorkers(
  site: StackSite,
  temporal: TemporalServer,
  env: NodeJS.ProcessEnv,
): Promise<WorkerRollout | undefined> {
  const queues = site.roles.filter((role) => role !== 'server');
  if (queues.length === 0) return undefined;
  const { options, home, log, record, stops } = site;
  const dags = resolve(options.dags);
  const client = await clientOf(temporal);
  stops.add('the Temporal client', () => client.close());
  const device = queues.includes('gpu') ? await gpuDevice(options.gpuDevice ?? 'auto', log) : 'cpu';
  const rollout = new WorkerRollout({
    deployment: env.PERDURE_DEPLOYMENT ?? DEPLOYMENT,
    temporal: client,
    log,
    buildOf: () => buildId(dags),
    start: (build) =>
      startGeneration({
        ...{ build, dags, home, env, queues, log },
        gpuDevice: device,
        hooks: (name) => recording(record, name),
      }),
  });
  stops.add('the workers', () => rollout.stop());
  await rollout.begin();
  if (options.watch !== false) await follow(site, dags, rollout);
  return rollout;
}

async function follow({ stops }: StackSite, dags: string, rollout: WorkerRollout): Promise<void> {
  const watching = watchDagFolder(dags, () => void rollout.changed());
  stops.add('the watch of the dag folder', () => watching.close());
  await watching.ready;
}

// Our own server needs none of the user's Temporal settings, which may be meant for another.
async function clientOf({ managed, address, namespace }: TemporalServer): Promise<TemporalClient> {
  if (managed === undefined) return connectTemporal();
  const connection = await Connection.connect({ address });
  return {
    client: new Client({ connection, namespace }),
    address,
    namespace,
    close: () => connection.close(),
  };
}
