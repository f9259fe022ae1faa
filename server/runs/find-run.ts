import type { RunRow } from '../../stores/runs/run-store.ts';
import type { Stores } from '../../stores/stores.ts';
import { Problem } from '../problem/problem.ts';

/** @throws Problem UNKNOWN_RUN. */
export async function findRun(stores: Stores, dagId: string, runId: string): Promise<RunRow> {
  const run = await stores.runs.getRun(dagId, runId);
  if (run === undefined) {
    throw new Problem('UNKNOWN_RUN', `There is no run "${dagId}/${runId}".`);
  }
  return run;
}
