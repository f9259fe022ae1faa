import type { Json } from '../../dsl/plan/json.ts';
import type { CompiledPlan } from '../../dsl/plan/plan.ts';
import { readPlan } from '../../dsl/runtime/index.ts';
import type { ObjectStore } from '../../stores/objects/object-store.ts';
import { loadValue, storeValue } from '../../stores/values/index.ts';
import type {
  KeepRun,
  LoadedText,
  PlanReference,
  TextPart,
} from '../../workflows/dag-run/engine-activities.ts';
import { tamperedPlan } from '../../workflows/dag-run/tampered-plan.ts';
import type { KeptSource } from '../../workflows/protocol/run-input.ts';

/** Characters of one part: with its quotes escaped, well below Temporal's 2 MB for a payload. */
const PART_CHARS = 400_000;
/** A list of kept instances below this travels in the next execution's input. */
const INLINE_CHARS = 1_000_000;

export async function loadPlan(
  objects: ObjectStore,
  { hash, blob }: PlanReference,
): Promise<CompiledPlan> {
  const plan = readPlan(await loadValue(objects, blob));
  if (plan.hash === hash) return plan;
  throw tamperedPlan(plan.hash, hash);
}

/** A part of a stored value's JSON text. Its bytes are checked against their hash each time. */
export async function loadText(
  objects: ObjectStore,
  { blob, from }: TextPart,
): Promise<LoadedText> {
  const text = JSON.stringify(await loadValue(objects, blob));
  const to = from + PART_CHARS;
  return { text: text.slice(from, to), next: to < text.length ? to : null };
}

/** What a run keeps for its next execution, in the input or in the object store. */
export async function keptSource(objects: ObjectStore, kept: KeepRun['kept']): Promise<KeptSource> {
  if (JSON.stringify(kept).length <= INLINE_CHARS) return { kind: 'inline', kept };
  // Kept instances are JSON; their interface only lacks the index signature.
  return { kind: 'blob', blob: await storeValue(objects, kept as unknown as Json) };
}
