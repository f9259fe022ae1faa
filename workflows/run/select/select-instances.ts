import type { CompiledPlan } from '../../../dsl/plan/plan.ts';
import { mapIndexOf, parseInstancePath, type InstancePath } from '../instance-path.ts';
import { buildStaticPlan } from '../plan/build-static-plan.ts';
import type { StaticPlan } from '../plan/static-plan.ts';
import type { Selection } from '../selection.ts';
import { isFinal, type TaskState } from '../state.ts';
import type { Targets } from './targets.ts';
import { addResources, selectTargets, type Candidate } from './select-targets.ts';

/** What a selection is made from: rows of the database, or what a run in flight knows. */
export interface SelectableRow {
  readonly path: InstancePath;
  readonly state: TaskState;
}

/**
 * The rows that a `clear` or `mark` with this selection is about, in the given order.
 *
 * A clear takes the setup and teardown of every resource it reaches into along. A mark leaves those
 * out that have the state already; that is for the caller to say.
 */
export function selectInstances<Row extends SelectableRow>(
  plan: CompiledPlan,
  rows: readonly Row[],
  selection: Selection,
  verb: 'clear' | 'mark' = 'clear',
): readonly Row[] {
  return selectRows(buildStaticPlan(plan), rows, selection, verb).rows;
}

/** The same over a plan that has been read, and what it was found by. */
export function selectRows<Row extends SelectableRow>(
  plan: StaticPlan,
  rows: readonly Row[],
  selection: Selection,
  verb: 'clear' | 'mark',
): { readonly rows: readonly Row[]; readonly targets: Targets } {
  const candidates = rows.map((row) => candidateOf(plan, row.path));
  const known = candidates.filter((each) => each !== undefined);
  const targets = selectTargets(plan, selection, known);
  if (verb === 'clear') addResources(targets);
  const wanted = rows.filter((row, at) => {
    const candidate = candidates[at];
    return (
      candidate !== undefined &&
      isWanted(row.state, selection) &&
      (verb === 'mark' || isTouchedByClear(row.state)) &&
      targets.has(candidate.node, candidate.mapIndex)
    );
  });
  return { rows: wanted, targets };
}

function candidateOf(plan: StaticPlan, path: InstancePath): Candidate | undefined {
  const node = plan.byId.get(parseInstancePath(path).taskId);
  if (node?.started !== true) return undefined;
  return { node, mapIndex: mapIndexOf(path, node.maps) };
}

function isWanted(
  state: TaskState,
  { onlyFailed = false, onlyRunning = false }: Selection,
): boolean {
  if (onlyFailed && state !== 'failed' && state !== 'upstream_failed') return false;
  return !onlyRunning || !isFinal(state);
}

/** What has not begun, and what is on its way back to the beginning, cannot be cleared. */
function isTouchedByClear(state: TaskState): boolean {
  return state !== 'none' && state !== 'restarting' && state !== 'removed';
}
