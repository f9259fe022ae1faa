import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { Json, JsonSchema } from '../../dsl/plan/json.ts';
import { nodesInside } from '../../dsl/plan/node-regions.ts';
import type { CompiledPlan } from '../../dsl/plan/plan.ts';
import type { Stores } from '../../stores/stores.ts';
import { Problem } from '../problem/problem.ts';
import { problemIssues } from '../problem/zod-issues.ts';

/** What one dag says of the payload of an event. */
interface Declared {
  readonly place: string;
  readonly schema: JsonSchema;
}

/**
 * The payload of an event as the dags that wait for it declare it: defaults filled in. Asked are
 * the newest plans of all dags; what nobody declares may be anything.
 * @throws Problem INVALID_PAYLOAD naming the event, the dag that refuses it, and every fault.
 */
export async function checkedPayload(stores: Stores, source: string, given: Json): Promise<Json> {
  let payload = given;
  for (const { place, schema } of await declaredPayloads(stores, source)) {
    const parsed = z.fromJSONSchema(schema).safeParse(payload);
    if (!parsed.success) {
      throw new Problem(
        'INVALID_PAYLOAD',
        `The payload does not fit the event "${source}" as ${place} waits for it.`,
        { issues: problemIssues(parsed.error) },
      );
    }
    // A JSON Schema lets nothing but JSON through, and adds nothing but its defaults.
    payload = parsed.data as Json;
  }
  return payload;
}

async function declaredPayloads(stores: Stores, source: string): Promise<readonly Declared[]> {
  const dags = await stores.dags.list();
  const found = await Promise.all(
    dags.map(async ({ dagId, planHash }) => {
      const known = declared.get(planHash);
      if (known !== undefined) return known.get(source) ?? [];
      const plan = await stores.dags.plan(dagId, planHash);
      return (plan === undefined ? undefined : declaredBy(plan).get(source)) ?? [];
    }),
  );
  return found.flat();
}

const declared = new LRUCache<string, ReadonlyMap<string, readonly Declared[]>>({ max: 2_000 });

/** By the event's name. */
function declaredBy(plan: CompiledPlan): ReadonlyMap<string, readonly Declared[]> {
  const bySource = new Map<string, Declared[]>();
  for (const node of nodesInside(plan.root)) {
    if (node.kind !== 'waitForEvent' || node.payload === undefined) continue;
    const place = `"${node.id}" of dag "${plan.id}"`;
    const all = bySource.get(node.source) ?? [];
    bySource.set(node.source, [...all, { place, schema: node.payload }]);
  }
  declared.set(plan.hash, bySource);
  return bySource;
}
