import { allInstances } from './all-instances.ts';
import type { BoundExpression } from '../protocol/value.ts';
import type { RunCommand } from './command.ts';
import { bind } from './expression/bind.ts';
import { ABSENT } from './expression/bound-value.ts';
import { ExpressionError } from './expression/expression-error.ts';
import { mapIndexOf, parseInstancePath, type InstancePath } from './instance-path.ts';
import type { KeptInFlight } from './kept.ts';
import { pathOf, type RunBook } from './run-book.ts';
import { scopeOf } from './scope-of.ts';

/** True when nothing is left to start and nothing is in flight. */
export function hasEnded(book: RunBook): boolean {
  return book.root.live === 0 && book.dropped.size === 0 && unreachedInFlight(book).length === 0;
}

/** What a run in flight no longer reaches has nobody left to wait for it. */
export function stopUnreached(book: RunBook): void {
  if (book.root.live > 0 || book.kept.size === 0) return;
  for (const each of unreachedInFlight(book)) {
    if (each.stopped !== undefined) continue;
    const { path } = each;
    const { taskId } = parseInstancePath(path);
    const node = book.plan.byId.get(taskId);
    const reason = 'The run no longer reaches it.';
    book.kept.set(path, { ...each, stopped: reason });
    if (node === undefined) continue;
    book.pending.stops.set(path, { path, node, mapIndex: mapIndexOf(path, node.maps), reason });
  }
}

function unreachedInFlight(book: RunBook): readonly KeptInFlight[] {
  return [...book.kept.values()].filter((each) => each.state === 'inFlight');
}

/**
 * How a run ends once nothing in it is left to end. As in Airflow, its leaves decide; a
 * stopped run has failed, and one with a teardown that may not fail. A run whose result cannot be computed has failed too.
 */
export function finishOf(book: RunBook): Extract<RunCommand, { type: 'finish' }> {
  const { failed, upstream_failed: upstreamFailed } = book.root.tally;
  const bad = book.stopped !== undefined || book.badTeardown || failed + upstreamFailed > 0;
  const { result, reason } = resultOf(book);
  const state = bad || reason !== undefined ? 'failed' : 'success';
  return {
    type: 'finish',
    state,
    result,
    removed: removedOf(book),
    ...(reason === undefined ? {} : { reason }),
  };
}

/** G3. */
function removedOf(book: RunBook): readonly InstancePath[] {
  if (book.cleared.size === 0) return [...book.kept.keys()];
  const gone = new Set([...book.cleared, ...book.kept.keys()]);
  for (const instance of allInstances(book.root)) gone.delete(pathOf(instance));
  return [...gone];
}

function resultOf(book: RunBook): { readonly result: BoundExpression; readonly reason?: string } {
  try {
    return { result: bind(book.plan.root.result, [], scopeOf(book, book.root)) };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return { result: ABSENT, reason: `${error.type}: the result of the run: ${error.message}` };
  }
}
