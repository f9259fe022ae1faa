import { frameAt, type Frame, type Instance } from './instance.ts';
import type { RunBook } from './run-book.ts';

/**
 * Looks at every instance that was enqueued, and at those enqueued meanwhile, until none is left.
 *
 * D1 In topological order: an instance is looked at after everything before it has come to rest,
 *    so one event has one outcome whatever order its consequences are found in.
 * D2 Loops over instances; recursion is as deep as containers are nested, never as long as
 *    a chain of tasks.
 */
export function drain(
  book: RunBook,
  frame: Frame,
  look: (book: RunBook, instance: Instance) => void,
): void {
  for (let next = frame.agenda.pop(); next !== undefined; next = frame.agenda.pop()) {
    const instance = frame.instances[next];
    if (instance === undefined) continue;
    instance.queued = false;
    drainInside(book, instance, look);
    look(book, instance);
  }
  frame.queued = false;
}

function drainInside(
  book: RunBook,
  container: Instance,
  look: (book: RunBook, instance: Instance) => void,
): void {
  const inside = container.inside;
  if (inside === undefined) return;
  for (let next = inside.agenda.pop(); next !== undefined; next = inside.agenda.pop()) {
    const frame = frameAt(inside, next);
    if (frame !== undefined) drain(book, frame, look);
  }
}
