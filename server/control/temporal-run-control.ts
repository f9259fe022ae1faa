import {
  cancelRun,
  liveState,
  pauseSchedule,
  startRun,
  type TemporalClient,
} from '../../stores/temporal/index.ts';
import type { Stores } from '../../stores/stores.ts';
import type { RunControl } from './run-control.ts';

const HEALTH_LIMIT_MS = 2_000;

/** Dag runs as Temporal workflows. */
export function temporalRunControl(temporal: TemporalClient, stores: Stores): RunControl {
  return {
    start: (request) => startRun(temporal, stores, request),
    cancel: (dagId, runId) => cancelRun(temporal, dagId, runId),
    liveState: (dagId, runId) => liveState(temporal, dagId, runId),
    pauseSchedule: (dagId, paused, by) =>
      pauseSchedule(temporal, dagId, paused, `${paused ? 'Paused' : 'Resumed'} by ${by}`),
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
