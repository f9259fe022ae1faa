import type { Json } from '../../../dsl/plan/json.ts';
import type { Fact } from '../../../dsl/plan/plan.ts';
import { factKey } from './fact-key.ts';
import type { Loose } from './loose.ts';
import { isList, stepInto } from './step-into.ts';

/** What control flow reads of a value that stays elsewhere. A fact whose value is missing has no key. */
export function factsOf(facts: readonly Fact[], value: Json): { readonly [key: string]: Json } {
  return Object.fromEntries(
    facts.flatMap((fact): [string, Json][] => {
      const found = stepInto(value, fact.path);
      const wanted = fact.want === 'length' ? lengthOf(found) : found;
      // Steps into JSON lead to JSON.
      return wanted === undefined ? [] : [[factKey(fact.path, fact.want), wanted as Json]];
    }),
  );
}

function lengthOf(value: Loose): number | undefined {
  return isList(value) || typeof value === 'string' ? value.length : undefined;
}
