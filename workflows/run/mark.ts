import { foldAgain, tell, withoutEnds } from './clear.ts';
import type { ControlEvent } from './event.ts';
import type { KeptEnd } from './kept.ts';
import type { RunBook } from './run-book.ts';
import { selectRows } from './select/select-instances.ts';
import { shardsReached } from './shards/verbs-on-shards.ts';
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
export function mark(book: RunBook, verb: Mark): void {
  const { selection, state, reason } = verb;
  const { rows, targets } = selectRows(book.plan, selectableOf(book), selection, 'mark');
  const shards = shardsReached(book, targets, verb);
  const marked = rows.filter((row) => row.state !== state).map(({ path }) => path);
  if (marked.length === 0 && shards.size === 0) return;
  const cleared = failedBehind(book, marked, rows);
  const paths = new Set([...marked, ...cleared]);
  const kept = withoutEnds(book, { paths, shards, verb });
  for (const path of marked) tell(book, path, state, reason);
  for (const path of cleared) tell(book, path, 'none');
  const ends = marked.map((path): KeptEnd => ({ path, state, reason }));
  foldAgain(book, [...kept, ...ends]);
}

/** U3. */
function failedBehind(
  book: RunBook,
  marked: readonly string[],
  selected: readonly { readonly path: string }[],
): readonly string[] {
  if (marked.length === 0) return [];
  const themselves = new Set(selected.map(({ path }) => path));
  const behind = { paths: marked, downstream: true, onlyFailed: true };
  return selectRows(book.plan, selectableOf(book), behind, 'mark')
    .rows.map(({ path }) => path)
    .filter((path) => !themselves.has(path));
}
