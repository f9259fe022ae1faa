import { WorkflowNotFoundError } from '@temporalio/client';
import type { FleetStore } from '../fleet/fleet-store.ts';
import type { RunRow } from '../runs/run-store.ts';
import type { TemporalClient } from './connect.ts';
import { ControlError } from './control-error.ts';

/** A version of a Worker Deployment, as Temporal names it. */
export interface PinnedBuild {
  readonly deploymentName: string;
  readonly buildId: string;
}

/**
 * The build a closed run is to go on with: its own, as Temporal knows it; undefined (the current
 * one) with `latest`, for workers without versions, and for a run that Temporal has forgotten and
 * whose plan is the dag's newest.
 *
 * @throws ControlError `NO_WORKERS` when its own build has no engine alive.
 */
export async function buildOfReopened(
  temporal: TemporalClient,
  fleet: FleetStore,
  run: RunRow,
  latest: boolean,
): Promise<PinnedBuild | undefined> {
  if (latest) return undefined;
  const pinned = await pinnedBuild(temporal, run.workflowId);
  if (pinned === undefined) return undefined;
  const engines = (await fleet.list()).filter(({ role }) => role === 'engine');
  if (engines.some(({ build }) => build === pinned.buildId)) return pinned;
  throw new ControlError(
    'NO_WORKERS',
    `Run "${run.runId}" belongs to build ${pinned.buildId}, of which no engine worker is alive. ` +
      'Start one, or let the run go on with the newest plan (`--latest`).',
  );
}

/** The version that the newest execution of a workflow id was pinned to. */
export async function pinnedBuild(
  temporal: TemporalClient,
  workflowId: string,
): Promise<PinnedBuild | undefined> {
  try {
    const { raw } = await temporal.client.workflow.getHandle(workflowId).describe();
    const version = raw.workflowExecutionInfo?.versioningInfo?.deploymentVersion;
    const { deploymentName, buildId } = version ?? {};
    if (!deploymentName || !buildId) return undefined;
    return { deploymentName, buildId };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}
