import {
  cancelRun,
  liveState,
  pauseSchedule,
  startRun,
  type TemporalClient,
} from '../../stores/temporal/index.ts';
import type { Stores } from '../../stores/stores.ts';
import type { Delivery } from '../../workflows/protocol/control.ts';
import { DELIVER_SIGNAL, workflowIdOf } from '../../workflows/protocol/names.ts';
import { ControlRefusedError, type RunControl } from './run-control.ts';
import { deploymentBuilds, makeCurrent, pinnedBuildOf } from './temporal-deployments.ts';

const HEALTH_LIMIT_MS = 2_000;

export interface TemporalControlOptions {
  /** Name of the project's Worker Deployment. */
  readonly deployment?: string;
}

/** Dag runs as Temporal workflows. */
export function temporalRunControl(
  temporal: TemporalClient,
  stores: Stores,
  { deployment = 'perdure' }: TemporalControlOptions = {},
): RunControl {
  return {
    start: (request) => startRun(temporal, stores, request),
    control: async (dagId, runId, _options, request) => {
      if (request.verb !== 'cancel' || !(await cancelRun(temporal, dagId, runId))) {
        throw new ControlRefusedError('NOT_OPEN', `Run "${dagId}/${runId}" is not running.`);
      }
      return { paths: [], count: 0, generation: 1, runState: 'failed' };
    },
    deliver: async ({ dagId, runId, path }, { eventId, payload }) => {
      const delivery: Delivery = { eventId, path, payload };
      await temporal.client.workflow
        .getHandle(workflowIdOf(dagId, runId))
        .signal(DELIVER_SIGNAL, delivery);
    },
    liveState: (dagId, runId) => liveState(temporal, dagId, runId),
    pauseSchedule: (dagId, paused, by) =>
      pauseSchedule(temporal, dagId, paused, `${paused ? 'Paused' : 'Resumed'} by ${by}`),
    pinnedBuild: (dagId, runId) =>
      pinnedBuildOf(temporal, workflowIdOf(dagId, runId), HEALTH_LIMIT_MS),
    deployments: () => deploymentBuilds(temporal, deployment),
    setCurrentBuild: (build) => makeCurrent(temporal, deployment, build),
    healthy: () => healthy(temporal),
  };
}

async function healthy({ client }: TemporalClient): Promise<boolean> {
  try {
    await client.withDeadline(Date.now() + HEALTH_LIMIT_MS, () =>
      client.workflowService.getSystemInfo({}),
    );
    return true;
  } catch {
    return false;
  }
}
