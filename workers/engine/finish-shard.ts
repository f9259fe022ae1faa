import type { Json } from '../../dsl/plan/json.ts';
import { nodesInside } from '../../dsl/plan/node-regions.ts';
import type { Stores } from '../../stores/stores.ts';
import { storeValue } from '../../stores/values/index.ts';
import type { FinishShard, LoadShard } from '../../workflows/dag-run/engine-activities.ts';
import type { KeptSource } from '../../workflows/protocol/run-input.ts';
import type { ShardInput } from '../../workflows/protocol/shard-input.ts';
import type { BlobReference } from '../../workflows/protocol/value.ts';
import {
  isFinal,
  mapIndexOf,
  parseInstancePath,
  type TaskState,
} from '../../workflows/run/index.ts';
import type { KeptRow } from '../../stores/runs/run-control.ts';
import type { InstanceRow } from '../../stores/runs/run-store.ts';
import { resolveOfRun } from './instance-values.ts';
import { mapInPlan } from './map-in-plan.ts';
import { keptOf } from './reopen-run.ts';
import { keptSource } from './stored-text.ts';

/** Writes the ends of a shard's instances, and its items' results as one list. */
export async function finishShard(
  stores: Stores,
  { dagId, runId, results, instances, generation }: FinishShard,
): Promise<BlobReference | null> {
  await stores.runs.recordTransitions(dagId, runId, instances, generation);
  const list = await resolveOfRun(stores, { dagId, runId }, results);
  if (!Array.isArray(list)) return null;
  // A missing result keeps its place as null; the rest is JSON by its plan.
  return storeValue(stores.objects, JSON.parse(JSON.stringify(list)) as Json);
}

export async function storeInput(stores: Stores, input: ShardInput): Promise<BlobReference> {
  // A workflow's input is JSON; its interface only lacks the index signature.
  return storeValue(stores.objects, input as unknown as Json);
}

/** What the rows of earlier executions keep of a shard's instances. */
export async function loadShard(stores: Stores, shard: LoadShard): Promise<KeptSource> {
  const { dagId, runId, planHash, path, from, to } = shard;
  const plan = await stores.dags.plan(dagId, planHash);
  const map = plan === undefined ? undefined : mapInPlan(plan.root, parseInstancePath(path).taskId);
  if (plan === undefined || map === undefined) return { kind: 'inline', kept: [] };
  const around = mapIndexOf(path, map.maps);
  const rows: KeptRow[] = [];
  for (const { id } of nodesInside(map.node.body)) {
    for (const row of await stores.runs.listInstances(dagId, runId, { taskId: id })) {
      const index = row.mapIndex[around.length] ?? -1;
      const inside = around.every((each, depth) => each === row.mapIndex[depth]);
      const kept = inside && index >= from && index < to ? keptRow(row) : undefined;
      if (kept !== undefined) rows.push(kept);
    }
  }
  return keptSource(stores.objects, keptOf(plan, rows));
}

function keptRow({ path, state, output, reason }: InstanceRow): KeptRow | undefined {
  // Rows hold states of instances alone.
  const known = state as TaskState;
  return isFinal(known) ? { path, state: known, output, reason } : undefined;
}
