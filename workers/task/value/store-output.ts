import type { Json } from '../../../dsl/plan/json.ts';
import type { Fact } from '../../../dsl/plan/plan.ts';
import { valueKey } from '../../../stores/objects/object-key.ts';
import type { ObjectStore } from '../../../stores/objects/object-store.ts';
import { FAILURE_TYPES, OFFLOAD_BYTES, type Output } from '../../../workflows/protocol/index.ts';
import { factKey, stepInto, type Loose } from '../../../workflows/run/index.ts';
import { putOnce } from '../context/make-artifacts.ts';
import { finalFault } from '../fault.ts';
import type { TaskLimits } from '../task-limits.ts';
import { sha256Of } from './sha256.ts';
import { toJsonText } from './json-text.ts';
import { placeOf } from './value-place.ts';

export interface OutputRequest {
  readonly subject: string;
  readonly facts: readonly Fact[];
  readonly objects: ObjectStore;
  readonly limits: TaskLimits;
}

/**
 * The output as it travels: small values inline, larger ones as a reference to an object named by
 * their hash. Oversize is found here, long before Temporal would refuse it again and again.
 */
export async function storeOutput(value: unknown, request: OutputRequest): Promise<Output> {
  const json = toJsonText(value, request.subject);
  const size = Buffer.byteLength(json.text);
  if (size < OFFLOAD_BYTES) return { kind: 'inline', value: json.value };
  if (size > request.limits.maxOutputBytes) {
    throw finalFault(
      FAILURE_TYPES.outputTooLarge,
      `${request.subject} has ${size} bytes of JSON; at most ${request.limits.maxOutputBytes} are kept. ` +
        'Keep large data in `ctx.artifacts` and return its uri.',
    );
  }
  const facts = factsOf(json.value, request);
  const bytes = Buffer.from(json.text, 'utf8');
  const sha256 = sha256Of(bytes);
  await putOnce(request.objects, valueKey(sha256), bytes);
  return { kind: 'blob', blob: { sha256, size }, facts };
}

function factsOf(value: Json, request: OutputRequest): { readonly [key: string]: Json } {
  const entries = request.facts.flatMap((fact): [string, Json][] => {
    const found = stepInto(value, fact.path);
    // Steps into JSON lead to JSON.
    const wanted = (fact.want === 'length' ? lengthOf(found) : found) as Json | undefined;
    if (wanted === undefined) return [];
    const bytes = Buffer.byteLength(JSON.stringify(wanted));
    if (bytes <= request.limits.maxFactBytes) return [[factKey(fact.path, fact.want), wanted]];
    throw finalFault(
      FAILURE_TYPES.outputTooLarge,
      `${request.subject} has ${bytes} bytes at ${placeOf(fact.path)}, which the run's control flow reads; ` +
        `at most ${request.limits.maxFactBytes} can travel. Let it decide on something smaller.`,
    );
  });
  return Object.fromEntries(entries);
}

function lengthOf(value: Loose): number | undefined {
  return typeof value === 'string' || Array.isArray(value) ? value.length : undefined;
}
