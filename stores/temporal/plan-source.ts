import type { CompiledPlan } from '../../dsl/plan/plan.ts';
import type { Json } from '../../dsl/plan/json.ts';
import { INLINE_PLAN_BYTES } from '../../workflows/protocol/value.ts';
import type { PlanSource } from '../../workflows/protocol/run-input.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import { storeValue } from '../values/index.ts';

/** A plan as it travels: whole when small, else by reference to the object store. */
export async function planSource(
  objects: ObjectStore,
  plan: CompiledPlan,
  inlineBytes = INLINE_PLAN_BYTES,
): Promise<PlanSource> {
  const size = Buffer.byteLength(JSON.stringify(plan));
  if (size <= inlineBytes) return { kind: 'inline', plan };
  // A plan is JSON by construction; its interface only lacks the index signature.
  const blob = await storeValue(objects, plan as unknown as Json);
  return { kind: 'blob', hash: plan.hash, blob };
}
