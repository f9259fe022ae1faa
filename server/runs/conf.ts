import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { JsonObject } from '../../dsl/plan/json.ts';
import type { CompiledPlan } from '../../dsl/plan/plan.ts';
import { Problem, type ProblemIssue } from '../problem/problem.ts';
import { problemIssues } from '../problem/zod-issues.ts';
import { unstorableText } from './unstorable-text.ts';

const schemas = new LRUCache<string, z.ZodType>({ max: 500 });

/**
 * A run's params from what the caller gave: defaults filled in, every fault reported at once.
 * The schema is the plan's, so nothing of the author's code is needed, and an unknown key (a typo,
 * mostly) is a fault as well.
 * @throws Problem INVALID_PARAMS.
 */
export function paramsOf(plan: CompiledPlan, conf: JsonObject): JsonObject {
  const place = unstorableText(conf);
  if (place !== undefined) throw unfit(plan, [{ path: place, ...UNSTORABLE }]);
  const parsed = schemaOf(plan).safeParse(conf);
  if (!parsed.success) {
    throw unfit(plan, problemIssues(parsed.error));
  }
  // The schema is an object schema over JSON, so what it lets through is a JSON object.
  return parsed.data as JsonObject;
}

const UNSTORABLE = {
  code: 'unstorable_text',
  message: 'Text holds a NUL character or half of a surrogate pair',
};

function unfit(plan: CompiledPlan, issues: readonly ProblemIssue[]): Problem {
  return new Problem('INVALID_PARAMS', `The conf does not fit the params of dag "${plan.id}".`, {
    issues,
  });
}

function schemaOf(plan: CompiledPlan): z.ZodType {
  const known = schemas.get(plan.hash);
  if (known !== undefined) return known;
  const closed = { additionalProperties: false, ...plan.params };
  const made = z.fromJSONSchema(closed);
  schemas.set(plan.hash, made);
  return made;
}
