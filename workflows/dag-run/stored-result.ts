import type { Json } from '../../dsl/plan/json.ts';
import type { StoredResult } from './engine-activities.ts';

/** Whether a run's result came as a reference; no author's value has this one key. */
export function isStoredResult(result: Json | StoredResult): result is StoredResult {
  return typeof result === 'object' && result !== null && 'perdure.result' in result;
}
