import type { CompiledPlan } from '../../dsl/plan/plan.ts';
import type { InstanceRow, RunRow } from '../../stores/runs/run-store.ts';
import type { Stores } from '../../stores/stores.ts';
import type { ControlVerb } from '../../workflows/protocol/control.ts';
import { isTaskState, selectInstances } from '../../workflows/run/index.ts';
import type { RunControl } from '../control/run-control.ts';
import { runInstances } from './run-instances.ts';

/** Verbs that are about a selection of instances. */
export type SelectingVerb = Extract<ControlVerb, { readonly selection: unknown }>;

/** What a verb with this selection would touch now: the dry run. Reads, and changes nothing. */
export async function selectedInstances(
  stores: Stores,
  control: RunControl,
  run: RunRow,
  plan: CompiledPlan,
  verb: SelectingVerb,
): Promise<readonly InstanceRow[]> {
  const { instances } = await runInstances(stores, control, run);
  const rows = instances.flatMap((row) =>
    isTaskState(row.state) ? { ...row, state: row.state } : [],
  );
  const chosen = selectInstances(plan, rows, verb.selection, verb.verb);
  // What has the end already is not marked again.
  return verb.verb === 'mark' ? chosen.filter(({ state }) => state !== verb.state) : chosen;
}
