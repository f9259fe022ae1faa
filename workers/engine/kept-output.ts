import type { Fact } from '../../dsl/plan/plan.ts';
import type { Output } from '../../workflows/protocol/index.ts';
import { factsOf } from '../../workflows/run/expression/facts-of.ts';
import { jsonSize } from '../../workflows/run/expression/json-size.ts';

/** Larger values stay in the database under their instance's path: a reference is shorter. */
const INLINE_BYTES = 200;

/** An output as it travels with what a run keeps. */
export function keptOutput(output: Output, facts: readonly Fact[]): Output {
  if (output.kind !== 'inline' || jsonSize(output.value) <= INLINE_BYTES) return output;
  return { kind: 'stored', facts: factsOf(facts, output.value) };
}
