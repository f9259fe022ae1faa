import type { Json } from '../../dsl/plan/json.ts';
import type { Stores } from '../../stores/stores.ts';
import { storeValue } from '../../stores/values/index.ts';
import type { FinishShard } from '../../workflows/dag-run/engine-activities.ts';
import type { BlobReference } from '../../workflows/protocol/value.ts';
import { resolveOfRun } from './instance-values.ts';

/** Writes the ends of a shard's instances, and its items' results as one list. */
export async function finishShard(
  stores: Stores,
  { dagId, runId, results, instances, generation }: FinishShard,
): Promise<BlobReference | null> {
  await stores.runs.finishInstances(dagId, runId, instances, generation);
  const list = await resolveOfRun(stores, { dagId, runId }, results);
  if (!Array.isArray(list)) return null;
  // A missing result keeps its place as null; the rest is JSON by its plan.
  return storeValue(stores.objects, JSON.parse(JSON.stringify(list)) as Json);
}
