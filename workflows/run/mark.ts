import { foldAgain, tell, withoutEnds } from './clear.ts';
import type { ControlEvent } from './event.ts';
import type { KeptEnd } from './kept.ts';
import type { RunBook } from './run-book.ts';
import { selectRows } from './select/select-instances.ts';
import { selectableOf } from './selectable.ts';

type Mark = Extract<ControlEvent, { type: 'mark' }>;

/**
 * The selected instances get an end without running.
 *
 * U1 A mark is the same run, folded again over what is kept with these ends in their place.
 * U2 One in flight is told to stop, and what it reports does not count.
 * U3 Failed and upstream_failed instances downstream of them are cleared, as in Airflow.
 * U4 A mark does not lift a cancel.
 */
export function mark(book: RunBook, { selection, state, reason }: Mark): void {
  const rows = selectableOf(book);
  const selected = selectRows(book.plan, rows, selection, 'mark');
  const marked = selected.filter((row) => row.state !== state).map(({ path }) => path);
  if (marked.length === 0) return;
  const ends = marked.map((path): KeptEnd => ({ path, state, reason }));
  const cleared = failedBehind(book, marked, selected);
  const kept = withoutEnds(book, new Set([...marked, ...cleared]));
  for (const path of marked) tell(book, path, state, reason);
  for (const path of cleared) tell(book, path, 'none');
  foldAgain(book, [...kept, ...ends]);
}

/** U3. */
function failedBehind(
  book: RunBook,
  marked: readonly string[],
  selected: readonly { readonly path: string }[],
): readonly string[] {
  const themselves = new Set(selected.map(({ path }) => path));
  const behind = { paths: marked, downstream: true, onlyFailed: true };
  return selectRows(book.plan, selectableOf(book), behind, 'mark')
    .map(({ path }) => path)
    .filter((path) => !themselves.has(path));
}
