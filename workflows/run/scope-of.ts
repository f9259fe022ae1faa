import type { Scope } from './expression/scope.ts';
import type { Frame } from './instance.ts';
import type { RunBook } from './run-book.ts';

/** Where an expression of a frame's region is read. */
export function scopeOf(book: RunBook, frame: Frame): Scope {
  const { plan, run, params, events } = book;
  return { frame, plan, run, params, events };
}
