import type { Instance } from './instance.ts';
import { seedSlots } from './seed-slots.ts';
import { moveTo, pathOf, setState, stop, type RunBook } from './run-book.ts';
import { settleKept } from './settle.ts';
import { isStopped } from './stop-run.ts';

/** Gives an instance that is looked at for the first time what was kept of it; false if nothing was. */
export function takeSeed(book: RunBook, instance: Instance): boolean {
  if (book.kept.size === 0 && book.dropped.size === 0) return false;
  const path = pathOf(instance);
  const seed = book.kept.get(path);
  if (seed === undefined) {
    if (!book.dropped.has(path)) return false;
    book.restarting.set(path, instance);
    moveTo(book, instance, 'restarting');
    return true;
  }
  book.kept.delete(path);
  book.active -= seedSlots(book, seed);
  if (seed.state === 'shard') return false;
  if (seed.state !== 'inFlight') {
    if (seed.output !== undefined) instance.output = seed.output;
    settleKept(book, instance, seed);
    return true;
  }
  setState(book, instance, seed.as ?? 'scheduled');
  book.inFlight.set(path, instance);
  instance.stopped = seed.stopped;
  if (isStopped(book, instance)) stop(book, instance, book.stopped?.reason ?? '');
  return true;
}
