import type { JsonObject } from '../../dsl/plan/json.ts';
import { valueKey } from '../objects/object-key.ts';

/** Key of the object an `Output` of the protocol refers to; undefined for one that needs none. */
export function valueKeyOf(output: JsonObject | null): string | undefined {
  const blob = output?.['kind'] === 'blob' ? output['blob'] : undefined;
  const isObject = typeof blob === 'object' && blob !== null && 'sha256' in blob;
  return isObject && typeof blob.sha256 === 'string' ? valueKey(blob.sha256) : undefined;
}
