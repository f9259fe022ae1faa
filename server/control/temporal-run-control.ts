import {
  controlRun,
  deliverEvent,
  liveState,
  pauseSchedule,
  pinnedBuild,
  startRun,
  type TemporalClient,
} from '../../stores/temporal/index.ts';
import type { Stores } from '../../stores/stores.ts';
import { workflowIdOf } from '../../workflows/protocol/names.ts';
import type { RunControl } from './run-control.ts';
import { deploymentBuilds, makeCurrent } from './temporal-deployments.ts';

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
    control: (dagId, runId, { latest }, request) =>
      controlRun(temporal, stores, { dagId, runId, latest }, request),
    deliver: async (wait, event) => {
      await deliverEvent(temporal, wait, event);
    },
    liveState: (dagId, runId) => liveState(temporal, dagId, runId),
    pauseSchedule: (dagId, paused, by) =>
      pauseSchedule(temporal, dagId, paused, `${paused ? 'Paused' : 'Resumed'} by ${by}`),
    pinnedBuild: (dagId, runId) => buildOf(temporal, workflowIdOf(dagId, runId)),
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

async function buildOf(temporal: TemporalClient, workflowId: string): Promise<string | undefined> {
  try {
    const version = await temporal.client.withDeadline(Date.now() + HEALTH_LIMIT_MS, () =>
      pinnedBuild(temporal, workflowId),
    );
    return version?.buildId;
  } catch {
    return undefined; // too slow to wait for: nothing is known
  }
}
