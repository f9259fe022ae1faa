import { collectKept } from './collect-kept.ts';
import type { InstancePath } from './instance-path.ts';
import { mapIndexOf, parseInstancePath } from './instance-path.ts';
import type { Kept } from './kept.ts';
import { layOut, rebuild } from './rebuild.ts';
import type { RunBook } from './run-book.ts';
import { selectRows } from './select/select-instances.ts';
import { selectableOf } from './selectable.ts';
import type { Selection } from './selection.ts';
import type { TaskState } from './state.ts';

/**
 * The selected instances forget their ends and run again by their trigger rules.
 *
 * A1 A clear is the same run, folded again over all that is kept but the selection.
 * A2 One in flight is told to stop; once it has reported, and only then, it runs again.
 * A3 A clear that touches something lifts a cancel, and opens a finished run again.
 * A4 Before `start` there is nothing but what is kept, so that is all it touches, silently.
 */
export function clear(book: RunBook, selection: Selection): void {
  const cleared = selectRows(book.plan, selectableOf(book), selection, 'clear');
  if (cleared.length === 0) return;
  const paths = new Set(cleared.map(({ path }) => path));
  book.stopped = undefined;
  const kept = withoutEnds(book, paths);
  for (const path of paths) tell(book, path, 'none');
  foldAgain(book, kept);
}

/** What is kept when the given instances are not: of those in flight, that their report is due. */
export function withoutEnds(book: RunBook, paths: ReadonlySet<InstancePath>): Kept[] {
  for (const path of paths) book.cleared.add(path);
  const kept: Kept[] = [];
  for (const each of collectKept(book)) {
    const { path } = each;
    if (!paths.has(path) || (each.state === 'inFlight' && each.dropped === true)) {
      kept.push(each);
      continue;
    }
    if (each.state === 'inFlight') {
      kept.push({ path, state: 'inFlight', dropped: true });
      stopDropped(book, path);
    }
  }
  return kept;
}

/** Begins again from there; before `start` there is nothing to begin again. */
export function foldAgain(book: RunBook, kept: readonly Kept[]): void {
  book.finished = false;
  if (book.started) {
    rebuild(book, kept);
    return;
  }
  book.kept.clear();
  book.dropped.clear();
  book.active = 0;
  layOut(book, kept);
}

export function tell(book: RunBook, path: InstancePath, state: TaskState, reason?: string): void {
  const { taskId } = parseInstancePath(path);
  const mapIndex = mapIndexOf(path, book.plan.byId.get(taskId)?.maps ?? []);
  const because = reason === undefined ? {} : { reason };
  if (book.started) book.pending.transitions.push({ path, taskId, mapIndex, state, ...because });
}

function stopDropped(book: RunBook, path: InstancePath): void {
  const { taskId } = parseInstancePath(path);
  const node = book.plan.byId.get(taskId);
  if (node === undefined || book.pending.stops.has(path)) return;
  const mapIndex = mapIndexOf(path, node.maps);
  book.pending.stops.set(path, { path, node, mapIndex, reason: CLEARED });
}

const CLEARED = 'Cleared or marked while it ran.';
