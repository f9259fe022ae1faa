import { foldAgain, tell, withoutEnds } from './clear.ts';
import type { ControlEvent } from './event.ts';
import type { InstancePath } from './instance-path.ts';
import type { KeptEnd } from './kept.ts';
import type { RunBook } from './run-book.ts';
import { selectRows } from './select/select-instances.ts';
import { shardsReached } from './shards/verbs-on-shards.ts';
import { selectableOf } from './selectable.ts';
import type { Selection } from './selection.ts';

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
  const selected = selectRows(book.plan, selectableOf(book), selection, 'mark');
  const { rows } = selected;
  const shards = shardsReached(book, selected, verb);
  const marked = rows.filter((row) => row.state !== state).map(({ path }) => path);
  if (marked.length === 0 && shards.size === 0) return;
  const themselves = new Set(rows.map(({ path }) => path));
  const behind = [
    ...failedBehind(book, { paths: marked }),
    // The run does not know the instances in its shards, so it goes on from what was asked.
    ...(shards.size > 0 ? failedBehind(book, selection) : []),
  ];
  const cleared = behind.filter((path) => !themselves.has(path));
  const paths = new Set([...marked, ...cleared]);
  const kept = withoutEnds(book, { paths, shards, verb });
  for (const path of marked) tell(book, path, state, reason);
  for (const path of cleared) tell(book, path, 'none');
  const ends = marked.map((path): KeptEnd => ({ path, state, reason }));
  foldAgain(book, [...kept, ...ends]);
}

/** U3. */
function failedBehind(book: RunBook, { tasks, paths }: Selection): readonly InstancePath[] {
  const behind = {
    ...(tasks === undefined ? {} : { tasks }),
    ...(paths === undefined ? {} : { paths }),
    downstream: true,
    onlyFailed: true,
  };
  return selectRows(book.plan, selectableOf(book), behind, 'mark').rows.map(({ path }) => path);
}
