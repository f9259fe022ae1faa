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
 * V2 A build that another one has followed does not come back by itself, when its worker is started
 *    again while it drains; to go back, the newer engine is stopped first.
 * V3 Task queues are never ignored (`ignoreMissingTaskQueues` stays false).
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
    const { current, wasCurrent } = await routing(temporal, deployment);
    if (current === deployment.build) return undefined;
    if (wasCurrent && current !== undefined && (await hasEngine(fleet, current))) {
      return `build ${current} has followed this one; stop its engine to go back`;
    }
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
  return (await routing(temporal, { name: deploymentName, build: '' })).current;
}

async function hasEngine(fleet: FleetStore, build: string): Promise<boolean> {
  return (await fleet.list()).some((worker) => worker.build === build && worker.role === 'engine');
}

/** `wasCurrent`: this build has been current before and another one followed it. */
async function routing(
  temporal: TemporalClient,
  { name: deploymentName, build }: Deployment,
): Promise<{ readonly current: string | undefined; readonly wasCurrent: boolean }> {
  const { namespace } = temporal;
  const answer = await temporal.client.workflowService
    .describeWorkerDeployment({ namespace, deploymentName })
    .catch((error: unknown) => {
      if (isNotFound(error)) return undefined;
      throw error;
    });
  const info = answer?.workerDeploymentInfo;
  const mine = info?.versionSummaries?.find((each) => each.deploymentVersion?.buildId === build);
  return {
    current: info?.routingConfig?.currentDeploymentVersion?.buildId ?? undefined,
    wasCurrent: mine?.lastCurrentTime !== undefined && mine.lastCurrentTime !== null,
  };
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
