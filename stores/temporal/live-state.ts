import type { LiveState } from '../../workflows/protocol/live-state.ts';
import { STATE_QUERY, workflowIdOf } from '../../workflows/protocol/names.ts';
import type { TemporalClient } from './connect.ts';

/**
 * The states of an open run from its workflow. `undefined` when no worker answers within
 * `limitMs`: the caller then shows what the database has.
 */
export async function liveState(
  temporal: TemporalClient,
  dagId: string,
  runId: string,
  limitMs = 2_000,
): Promise<LiveState | undefined> {
  const handle = temporal.client.workflow.getHandle(workflowIdOf(dagId, runId));
  try {
    return await temporal.client.withDeadline(Date.now() + limitMs, () =>
      handle.query<LiveState>(STATE_QUERY),
    );
  } catch {
    // Not found, no worker, or too slow: all mean that only the database can answer.
    return undefined;
  }
}
