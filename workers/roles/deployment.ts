import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { FleetStore, WorkerBeat } from '../../stores/fleet/fleet-store.ts';
import type { TemporalClient } from '../../stores/temporal/index.ts';

/**
 * Versions of a project's workers as one Worker Deployment: engine, cpu and gpu together, build id
 * = hash of author code, lockfile and engine.
 *
 * V1 A build becomes current only when each queue that the current build serves is served by the
 *    new one too, so that no run is pinned to a build without workers.
 * V2 Task queues are never ignored (`ignoreMissingTaskQueues` stays false).
 */
export interface Deployment {
  readonly name: string;
  readonly build: string;
}

const POLL_MS = 500;

/** Waits for V1, then makes `build` current. Ends early, with false, when `signal` aborts. */
export async function becomeCurrent(
  temporal: TemporalClient,
  fleet: FleetStore,
  deployment: Deployment,
  signal: AbortSignal,
  log: Logger,
): Promise<boolean> {
  let complaint = '';
  while (!signal.aborted) {
    const obstacle = await tryOnce(temporal, fleet, deployment);
    if (obstacle === undefined) return true;
    if (obstacle !== complaint) log.info({ build: deployment.build, obstacle }, 'Not current yet');
    complaint = obstacle;
    await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
  }
  return false;
}

/** `undefined` when the build is current now, else what stands in the way. */
async function tryOnce(
  temporal: TemporalClient,
  fleet: FleetStore,
  deployment: Deployment,
): Promise<string | undefined> {
  try {
    const current = await currentBuild(temporal, deployment.name);
    if (current === deployment.build) return undefined;
    const missing = await missingQueues(fleet, deployment.build, current);
    if (missing.length > 0) return `no worker of this build for ${missing.join(', ')}`;
    await temporal.client.workflowService.setWorkerDeploymentCurrentVersion({
      namespace: temporal.namespace,
      deploymentName: deployment.name,
      buildId: deployment.build,
      identity: `perdure-engine-${process.pid}`,
    });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Build id of the current version; `undefined` when the deployment is new. */
export async function currentBuild(
  temporal: TemporalClient,
  deploymentName: string,
): Promise<string | undefined> {
  const { namespace } = temporal;
  const answer = await temporal.client.workflowService
    .describeWorkerDeployment({ namespace, deploymentName })
    .catch((error: unknown) => {
      if (isNotFound(error)) return undefined;
      throw error;
    });
  const version = answer?.workerDeploymentInfo?.routingConfig?.currentDeploymentVersion;
  return version?.buildId ?? undefined;
}

async function missingQueues(
  fleet: FleetStore,
  build: string,
  current: string | undefined,
): Promise<string[]> {
  const workers = await fleet.list();
  const servedBy = (id: string): Set<string> =>
    new Set(workers.filter((worker) => worker.build === id).map(serviceOf));
  const mine = servedBy(build);
  const needed = new Set(['engine', ...(current === undefined ? [] : servedBy(current))]);
  return [...needed].filter((service) => !mine.has(service)).sort();
}

/** Engines poll the same queue name as cpu workers, but for workflow tasks. */
function serviceOf({ role, queue }: WorkerBeat): string {
  return role === 'engine' ? 'engine' : queue;
}

const GRPC_NOT_FOUND = 5;

function isNotFound(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === GRPC_NOT_FOUND;
}
