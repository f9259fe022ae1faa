import { parseInstancePath } from './instance-path.ts';
import type { Kept } from './kept.ts';
import { slotsOf, type RunBook } from './run-book.ts';

/** What is kept in flight takes its slot before the run has come to it again. */
export function seedSlots(book: RunBook, seed: Kept): number {
  if (seed.state === 'shard') return seed.as === 'inFlight' ? (seed.slots ?? 0) : 0;
  if (seed.state !== 'inFlight' || seed.dropped === true) return 0;
  const node = book.plan.byId.get(parseInstancePath(seed.path).taskId);
  return node === undefined ? 0 : slotsOf(node.plan.kind, seed.as ?? 'scheduled');
}
