import type { Ending, Instance } from './instance.ts';
import { openRegions } from './open-regions.ts';
import type { RunBook } from './run-book.ts';
import { settle } from './settle.ts';

/** Ends an instance that never began; what is in the cases of a branch or in a resource ends with it. */
export function endUnrun(book: RunBook, instance: Instance, ending: Ending): void {
  const { kind } = instance.node.plan;
  if (kind === 'branch' || kind === 'withResource') {
    const state = ending.state === 'skipped' ? 'skipped' : 'upstream_failed';
    const reason = ending.state === 'failed' ? `"${instance.node.id}" failed.` : ending.reason;
    // Opened first: else the frame around would seem to have ended in between.
    openRegions(book, instance, () => ({ state, reason }));
  }
  settle(book, instance, ending);
}
