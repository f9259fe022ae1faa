import type { WorkerOptions } from '@temporalio/worker';
import type { Deployment } from './deployment.ts';

/**
 * Settings where Temporal's defaults do not fit, with the reason of each.
 *
 * `shutdownGraceTime` is 0 by default and would cancel every task at the first SIGTERM;
 * `shutdownForceTime` is unset and could hang for ever; the heartbeat throttle (60 s) bounds how
 * late a cancel is seen; the workflow cache is sized for a small machine, not for its heap.
 */
export function workerSettings(deployment: Deployment | undefined): Partial<WorkerOptions> {
  return {
    shutdownGraceTime: '10s',
    shutdownForceTime: '30s',
    maxHeartbeatThrottleInterval: '2s',
    defaultHeartbeatThrottleInterval: '2s',
    maxCachedWorkflows: cachedWorkflows(process.env['PERDURE_MAX_CACHED_WORKFLOWS']),
    reuseV8Context: true,
    ...(deployment === undefined
      ? {}
      : {
          workerDeploymentOptions: {
            version: { deploymentName: deployment.name, buildId: deployment.build },
            useWorkerVersioning: true,
            defaultVersioningBehavior: 'PINNED' as const,
          },
        }),
  };
}

/** 0 replays every run from its history at each step: how the tests prove that it can. */
function cachedWorkflows(given: string | undefined): number {
  const wanted = given === undefined || given === '' ? 200 : Number(given);
  if (Number.isInteger(wanted) && wanted >= 0) return wanted;
  throw new Error(`PERDURE_MAX_CACHED_WORKFLOWS is a whole number from 0, not "${given}".`);
}
