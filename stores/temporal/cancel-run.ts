import { WorkflowNotFoundError } from '@temporalio/client';
import { workflowIdOf } from '../../workflows/protocol/names.ts';
import type { TemporalClient } from './connect.ts';

/**
 * Asks a run to stop; its tasks get their abort signal, and the run ends as failed.
 * @returns false when no such run is open.
 */
export async function cancelRun(
  temporal: TemporalClient,
  dagId: string,
  runId: string,
): Promise<boolean> {
  try {
    await temporal.client.workflow.getHandle(workflowIdOf(dagId, runId)).cancel();
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
