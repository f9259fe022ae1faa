import { collectKept } from './collect-kept.ts';
import { mapIndexOf, parseInstancePath, type InstancePath } from './instance-path.ts';
import { keyOf, type Kept, type KeptInFlight } from './kept.ts';
import { layOut, rebuild } from './rebuild.ts';
import type { RunBook } from './run-book.ts';
import { selectRows } from './select/select-instances.ts';
import { selectableOf } from './selectable.ts';
import type { ShardVerb } from './shards/shard.ts';
import {
  isStoppedBy,
  shardsReached,
  withVerb,
  type ShardChange,
} from './shards/verbs-on-shards.ts';
import type { TaskState } from './state.ts';

/**
 * The selected instances forget their ends and run again by their trigger rules.
 *
 * A1 A clear is the same run, folded again over all that is kept but the selection.
 * A2 One in flight is told to stop; once it has reported, and only then, it runs again.
 * A3 A clear that touches something lifts a cancel, and opens a finished run again.
 * A4 A shard that holds some of it clears it there: at once while it is in flight, else it runs
 *    again for it. The run knows them by shard.
 * A5 Before `start` there is nothing but what is kept, so that is all it touches, silently.
 */
export function clear(book: RunBook, verb: Extract<ShardVerb, { type: 'clear' }>): void {
  const selected = selectRows(book.plan, selectableOf(book), verb.selection, 'clear');
  const { rows } = selected;
  const shards = shardsReached(book, selected, verb);
  if (rows.length === 0 && shards.size === 0) return;
  const paths = new Set(rows.map(({ path }) => path));
  book.stopped = undefined;
  const kept = withoutEnds(book, { paths, shards, verb });
  for (const path of paths) tell(book, path, 'none');
  foldAgain(book, kept);
}

/** What a verb is about. */
export interface Reached {
  readonly paths: ReadonlySet<InstancePath>;
  readonly shards: ReadonlyMap<InstancePath, ShardChange>;
  readonly verb: ShardVerb;
}

/** What is kept when the given instances are not: of those in flight, that their report is due. */
export function withoutEnds(book: RunBook, reached: Reached): Kept[] {
  const { paths, shards, verb } = reached;
  for (const path of paths) book.cleared.add(path);
  return collectKept(book).flatMap((each): Kept[] => {
    if (each.state === 'shard') {
      const change = shards.get(keyOf(each));
      if (change === undefined) return [each];
      const after = withVerb(book, each, change, verb);
      if (!isStoppedBy(each, change)) return [after];
      return [after, { ...dropped(book, keyOf(each), each.path), slots: each.slots ?? 0 }];
    }
    const isDue = each.state === 'inFlight' && each.dropped === true;
    if (!paths.has(each.path) || isDue) return [each];
    return each.state === 'inFlight' ? [dropped(book, each.path, each.path)] : [];
  });
}

/** Its execution is told to stop, and what that reports will not count. */
function dropped(book: RunBook, key: InstancePath, path: InstancePath): KeptInFlight {
  const node = book.plan.byId.get(parseInstancePath(path).taskId);
  if (node !== undefined && !book.pending.stops.has(key)) {
    const mapIndex = mapIndexOf(path, node.maps);
    book.pending.stops.set(key, { path: key, node, mapIndex, reason: CLEARED });
  }
  return { path: key, state: 'inFlight', dropped: true };
}

const CLEARED = 'Cleared or marked while it ran.';

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
