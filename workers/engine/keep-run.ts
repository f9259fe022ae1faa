import type { Stores } from '../../stores/stores.ts';
import type { KeepRun } from '../../workflows/dag-run/engine-activities.ts';
import type { KeptSource } from '../../workflows/protocol/run-input.ts';
import { keptSource } from './stored-text.ts';

/** What a run keeps for its next execution, and on record in which generation that will be. */
export async function keepRun(
  stores: Stores,
  { dagId, runId, generation, kept }: KeepRun,
): Promise<KeptSource> {
  await stores.runs.recordControl({
    ...{ dagId, runId, generation, verb: 'continue', by: 'engine', reason: null },
    requestId: `continue ${dagId}/${runId} ${generation}`,
    ...{ at: new Date(), detail: {}, reset: [], marked: [] },
  });
  return keptSource(stores.objects, kept);
}
