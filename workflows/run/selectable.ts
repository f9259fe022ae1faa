import { ownInstances } from './all-instances.ts';
import { compareInstances } from './command-order.ts';
import { mapIndexOf, parseInstancePath } from './instance-path.ts';
import type { KeptInstance } from './kept.ts';
import { pathOf, type RunBook } from './run-book.ts';
import type { SelectableRow } from './select/select-instances.ts';
import type { InstanceRow } from './snapshot.ts';
import type { TaskState } from './state.ts';

/** Everything of a run that a verb may touch: what is open, and what is kept and not reached yet. */
export function selectableOf(book: RunBook): readonly SelectableRow[] {
  const open = [...ownInstances(book)].filter(({ node }) => node.started);
  return [
    ...open.sort(compareInstances).map((instance) => ({
      path: pathOf(instance),
      // A held one has not been handed out: nothing of it is to be taken back.
      state: instance.held ? ('none' as const) : instance.state,
    })),
    ...unreached(book),
  ];
}

function unreached(book: RunBook): SelectableRow[] {
  return [...book.kept.values()].flatMap((each) =>
    each.state === 'shard' ? [] : [{ path: each.path, state: stateOf(each) }],
  );
}

function stateOf(kept: KeptInstance): TaskState {
  return kept.state === 'inFlight' ? (kept.as ?? 'scheduled') : kept.state;
}

/** Selected instances as screens see them. */
export function rowsOf(book: RunBook, selected: readonly SelectableRow[]): readonly InstanceRow[] {
  return selected.flatMap(({ path, state }) => {
    const node = book.plan.byId.get(parseInstancePath(path).taskId);
    if (node === undefined) return [];
    const mapIndex = mapIndexOf(path, node.maps);
    return [{ path, taskId: node.id, mapIndex, kind: node.plan.kind, state }];
  });
}
