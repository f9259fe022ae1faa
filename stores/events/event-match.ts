import { jsonEqual } from '../../workflows/run/expression/json-equal.ts';
import { isList } from '../../workflows/run/expression/step-into.ts';
import type { Json } from '../../dsl/plan/json.ts';
import type { NewEventWait } from './event-store.ts';

/** Whether a payload has every field a wait asks for, with the same JSON. */
export function payloadFits(payload: Json, where: NewEventWait['where']): boolean {
  const fields = Object.entries(where);
  if (fields.length === 0) return true;
  if (typeof payload !== 'object' || payload === null || isList(payload)) return false;
  return fields.every(([name, wanted]) => {
    // An own field alone: `where` may name what every object inherits.
    const found = Object.hasOwn(payload, name) ? payload[name] : undefined;
    return found !== undefined && jsonEqual(found, wanted);
  });
}
