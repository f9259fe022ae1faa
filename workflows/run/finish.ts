import { ownInstances } from './all-instances.ts';
import type { BoundExpression } from '../protocol/value.ts';
import type { RunCommand } from './command.ts';
import { bind } from './expression/bind.ts';
import { regionResult } from './expression/bind-output.ts';
import { ABSENT, boundList } from './expression/bound-value.ts';
import { ExpressionError } from './expression/expression-error.ts';
import { instancePath, mapIndexOf, parseInstancePath, type InstancePath } from './instance-path.ts';
import type { Kept } from './kept.ts';
import type { Instance } from './instance.ts';
import { pathOf, type RunBook } from './run-book.ts';
import { scopeOf } from './scope-of.ts';
import { tornDownBadly } from './torn-down-badly.ts';

/** True when nothing is left to start and nothing is in flight. */
export function hasEnded(book: RunBook): boolean {
  return nothingLives(book) && book.dropped.size === 0 && unreachedInFlight(book).length === 0;
}

/** In a shard: nothing of its items. */
function nothingLives(book: RunBook): boolean {
  const inside = book.focus?.map.inside;
  if (inside === undefined) return book.root.live === 0;
  return inside.ended >= inside.count - inside.first;
}

/** What a run in flight no longer reaches has nobody left to wait for it. */
export function stopUnreached(book: RunBook): void {
  if (book.kept.size === 0 || !nothingLives(book)) return;
  for (const [key, each] of unreachedInFlight(book)) {
    const node = book.plan.byId.get(parseInstancePath(each.path).taskId);
    if (node === undefined || book.stoppedUnreached.has(key)) continue;
    book.stoppedUnreached.add(key);
    if (each.state === 'inFlight') book.kept.set(key, { ...each, stopped: UNREACHED });
    else if (each.state === 'shard') book.kept.set(key, { ...each, stopping: true });
    const mapIndex = mapIndexOf(each.path, node.maps);
    book.pending.stops.set(key, { path: key, node, mapIndex, reason: UNREACHED });
  }
}

const UNREACHED = 'The run no longer reaches it.';

function unreachedInFlight(book: RunBook): (readonly [InstancePath, Kept])[] {
  return [...book.kept].filter(
    ([, each]) => each.state === 'inFlight' || (each.state === 'shard' && each.as === 'inFlight'),
  );
}

/**
 * How a run ends once nothing in it is left to end. As in Airflow, its leaves decide; a stopped run
 * has failed, and one with a failed teardown that may not fail, and one whose result cannot be
 * computed.
 */
export function finishOf(book: RunBook): Extract<RunCommand, { type: 'finish' }> {
  if (book.focus !== undefined) return finishOfShard(book, book.focus.map);
  const { failed, upstream_failed: upstreamFailed } = book.root.tally;
  const bad = book.stopped !== undefined || tornDownBadly(book) || failed + upstreamFailed > 0;
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

/** What a run did not reach by its end is gone for a run that is opened again (G3). */
export function giveUpUnreached(book: RunBook): void {
  for (const [path, { state }] of book.kept) if (state !== 'shard') book.cleared.add(path);
  book.kept.clear();
}

function finishOfShard(book: RunBook, map: Instance): Extract<RunCommand, { type: 'finish' }> {
  const frames = map.inside?.frames ?? [];
  const scope = scopeOf(book, map.frame);
  const results = frames.map((frame) => regionResult(frame, [], scope, bind));
  const tally = { ...map.given };
  const bad = book.stopped !== undefined || tally.failed + tally.upstream_failed > 0;
  const state = bad ? 'failed' : 'success';
  return { type: 'finish', state, result: boundList(results), removed: removedOf(book), tally };
}

/** G3; what is inside a map that shards run is theirs. */
function removedOf(book: RunBook): readonly InstancePath[] {
  return notReached(book).filter((path) => !isCut(book, path));
}

/** What was cleared, but for what the run has reached again. */
export function notReached(book: RunBook): readonly InstancePath[] {
  const gone = new Set(book.cleared);
  if (gone.size === 0) return [];
  for (const instance of ownInstances(book)) gone.delete(pathOf(instance));
  return [...gone];
}

function isCut(book: RunBook, path: InstancePath): boolean {
  if (book.shards === undefined) return false;
  const node = book.plan.byId.get(parseInstancePath(path).taskId);
  if (node === undefined) return false;
  const mapIndex = mapIndexOf(path, node.maps);
  return node.maps.some(({ id }, depth) => {
    const map = book.plan.byId.get(id);
    return (
      map !== undefined && book.cutMaps.has(instancePath(id, map.maps, mapIndex.slice(0, depth)))
    );
  });
}

function resultOf(book: RunBook): { readonly result: BoundExpression; readonly reason?: string } {
  try {
    return { result: bind(book.plan.root.result, [], scopeOf(book, book.root)) };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return { result: ABSENT, reason: `${error.type}: the result of the run: ${error.message}` };
  }
}
