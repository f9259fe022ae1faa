import type { Selection } from '../../selection.ts';
import type { TaskState } from '../../state.ts';
import { isEnd } from './count.ts';
import { reached } from './reached.ts';
import { pick, withResources, type Picked } from './select.ts';
import { treeOf } from './tree.ts';
import { allSpots, startedSpots, type Unfolding } from './unfolding.ts';

/** Forgets the ends of the selected instances, and lifts a cancel; false when none is touched. */
export function clear(run: Unfolding, selection: Selection): boolean {
  const tree = treeOf(run.plan, everyPath(run));
  const picked = withResources(tree, pick(run.plan, tree, selection));
  const cleared = wanted(run, picked, selection).filter((path) => {
    const state = stateOf(run, path);
    return state !== 'none' && state !== 'restarting';
  });
  forget(run, cleared);
  for (const path of cleared) run.memory.forgotten.add(path);
  if (cleared.length > 0) run.memory.cancelled = false;
  return cleared.length > 0;
}

/** Gives the selected instances an end, and clears what had failed behind them. */
export function mark(
  run: Unfolding,
  selection: Selection,
  state: 'success' | 'failed' | 'skipped',
): boolean {
  const tree = treeOf(run.plan, everyPath(run));
  const selected = wanted(run, pick(run.plan, tree, selection), selection);
  const marked = selected.filter((path) => stateOf(run, path) !== state);
  const behind = reached(
    tree,
    tree.spots.filter(({ path }) => marked.includes(path)),
    'downstream',
  ).filter((path) => isBad(stateOf(run, path)) && !selected.includes(path));
  forget(run, [...marked, ...behind]);
  for (const path of behind) run.memory.forgotten.add(path);
  for (const path of marked) run.memory.ends.set(path, { state });
  return marked.length > 0;
}

function wanted(run: Unfolding, picked: Picked, selection: Selection): readonly string[] {
  const { onlyFailed = false, onlyRunning = false } = selection;
  return [...known(run)].filter((path) => {
    const state = stateOf(run, path);
    return picked.has(path) && (!onlyFailed || isBad(state)) && (!onlyRunning || !isEnd(state));
  });
}

/** Instances that there are, or of which something is kept although the run is not there again. */
function known(run: Unfolding): ReadonlySet<string> {
  const { ends, open } = run.memory;
  const inFlight = [...open].filter(([, { dropped }]) => !dropped).map(([path]) => path);
  return new Set([...startedSpots(run).map(({ path }) => path), ...ends.keys(), ...inFlight]);
}

function everyPath(run: Unfolding): ReadonlySet<string> {
  return new Set([...allSpots(run).map(({ path }) => path), ...known(run)]);
}

function stateOf({ memory, held }: Unfolding, path: string): TaskState {
  if (held.has(path)) return 'none';
  const open = memory.open.get(path);
  const now = open?.dropped === true ? 'restarting' : (open?.state ?? 'none');
  return memory.ends.get(path)?.state ?? now;
}

function forget({ memory }: Unfolding, paths: readonly string[]): void {
  for (const path of paths) {
    const open = memory.open.get(path);
    if (open !== undefined) memory.open.set(path, { ...open, dropped: true });
    memory.ends.delete(path);
  }
}

function isBad(state: TaskState): boolean {
  return state === 'failed' || state === 'upstream_failed';
}
