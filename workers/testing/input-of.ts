import type { Json } from '../../dsl/plan/json.ts';
import { resolveOfRun } from '../engine/instance-values.ts';
import type { StartedInstance } from './started-instance.ts';
import type { VirtualRun } from './virtual-run.ts';

/** The input of a word that is no task, computed. */
export async function inputOf(
  run: VirtualRun,
  { command }: StartedInstance,
): Promise<{ readonly [field: string]: Json | undefined }> {
  const { world, facts } = run.options;
  const value = await resolveOfRun(world.options.stores, facts, command.input);
  // The input of these nodes is an object of JSON by their plan.
  return (value ?? {}) as { readonly [field: string]: Json | undefined };
}
