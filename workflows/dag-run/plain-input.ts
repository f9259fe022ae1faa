import type { Json } from '../../dsl/plan/json.ts';
import type { RunFacts } from '../protocol/run-input.ts';
import { ENGINE_ACTIVITY } from '../protocol/names.ts';
import type { BoundExpression } from '../protocol/value.ts';
import { engineActivities } from './engine-activities.ts';

/** One field of an input, read in the workflow where it is all there, else by the engine. */
export async function plainField(
  input: BoundExpression,
  field: string,
  run: RunFacts,
): Promise<Json | undefined> {
  const known = input.kind === 'object' ? input.fields[field] : input;
  if (known?.kind === 'literal') {
    return input.kind === 'object' ? known.value : fieldOf(known.value, field);
  }
  const { dagId, runId } = run;
  const value = await engineActivities[ENGINE_ACTIVITY.resolveInput]({ dagId, runId, input });
  return fieldOf(value, field);
}

function fieldOf(value: Json, field: string): Json | undefined {
  // A field that is not there reads as undefined, whatever the value is.
  return value === null ? undefined : (value as { [key: string]: Json })[field];
}
