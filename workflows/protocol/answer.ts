import type { JsonObject } from '../../dsl/plan/json.ts';

/** One person's answer to an approval. */
export interface GivenAnswer {
  readonly by: string;
  readonly decision: 'approved' | 'rejected';
  readonly answer: JsonObject;
}
