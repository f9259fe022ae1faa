import type { MapNode } from '../../dsl/plan/plan.ts';
import { FAILURE_TYPES } from '../protocol/failure-type.ts';
import type { BoundExpression } from '../protocol/value.ts';
import { enqueue, enqueueAll } from './enqueue.ts';
import { bind } from './expression/bind.ts';
import { knownValue } from './expression/bound-value.ts';
import { listLength } from './expression/list-length.ts';
import { describe } from './expression/operand.ts';
import { isList } from './expression/step-into.ts';
import { attempt, failure } from './fail.ts';
import { openFrame } from './frame.ts';
import { insideOf } from './inside.ts';
import type { Inside, Instance } from './instance.ts';
import { publish } from './publish.ts';
import { moveTo, type RunBook } from './run-book.ts';
import { scopeOf } from './scope-of.ts';
import { frameEnded, settle } from './settle.ts';
import { cutMap } from './shards/cut-map.ts';
import { adoptShards, continueShards } from './shards/run-shards.ts';
import { turnedOffBecause } from './short-circuit.ts';
import { isStopped } from './stop-run.ts';
import { emptyTally, summaryState, type Tally } from './tally.ts';

/**
 * A map: one frame of its body for each item of a list that is known when the map is entered.
 *
 * M1 Downstream, a map counts as its body's watched instances over all items; as one instance while
 *    it has not expanded, when it has no items, or when nothing in its body runs.
 * M2 No items: the map is skipped, and its value is the empty list.
 * M3 Items are entered in order, at most `maxParallel` at a time; one is over when nothing in it is
 *    left to end. Once nothing in it may start any more, all are entered, to end unrun.
 * M4 Where it is cut, its items are run by shards, with the same outcome.
 * M5 It ends after its last item: failed items make it `upstream_failed`, only skipped ones skipped.
 */
export function enterMap(book: RunBook, map: Instance, node: MapNode): void {
  const list = attempt(map, () => readList(book, map, node));
  if (!list.ok) {
    settle(book, map, list.ending);
    return;
  }
  const { count, items } = list.value;
  if (count === undefined) {
    const message = `"${map.node.id}" maps over ${shown(items)}, expected a list.`;
    settle(book, map, failure(FAILURE_TYPES.itemsNotAList, message));
    return;
  }
  map.inside = insideOf([], count, { items, shards: cutMap(book, map, count) });
  if (count === 0) {
    settle(book, map, { state: 'skipped', reason: 'The list has no items.' });
    return;
  }
  moveTo(book, map, 'running');
  const watched = map.node.inner[0]?.watched ?? 0;
  if (watched > 0) publish(map, { ...emptyTally(), total: count * watched - 1 });
  adoptShards(book, map, map.inside.shards ?? []);
  enqueue(map);
}

function shown(items: BoundExpression): string {
  const box = knownValue(items);
  return box ? describe(box.value) : 'a value in the object store of unreported length';
}

function readList(
  book: RunBook,
  map: Instance,
  node: MapNode,
): { readonly items: BoundExpression; readonly count: number | undefined } {
  const scope = scopeOf(book, map.frame);
  const items = bind(node.items, [], scope);
  if (items.kind === 'list') return { items, count: items.items.length };
  const box = knownValue(items);
  if (box === undefined) return { items, count: listLength(node.items, [], scope, bind) };
  return { items, count: isList(box.value) ? box.value.length : undefined };
}

/** Enters further items, and ends the map after the last. */
export function continueMap(book: RunBook, map: Instance, node: MapNode): void {
  const { inside } = map;
  if (inside === undefined) return;
  if (inside.shards !== undefined) {
    continueShards(book, map, inside, inside.shards, mayStart(book, map));
  } else enterItems(book, map, node, inside);
  // A shard ends with its items; what becomes of the map is for the run to say.
  if (inside.ended < inside.count - inside.first || map === book.focus?.map) return;
  settle(book, map, { state: endState(map.given, map) });
}

function enterItems(book: RunBook, map: Instance, node: MapNode, inside: Inside): void {
  const count = inside.count - inside.first;
  const limit = mayStart(book, map) ? (node.maxParallel ?? count) : count;
  while (inside.frames.length < Math.min(count, inside.ended + limit)) enterItem(book, map, inside);
}

function enterItem(book: RunBook, map: Instance, inside: Inside): void {
  const [body] = map.node.inner;
  if (body === undefined) return;
  const index = inside.first + inside.frames.length;
  const mapIndex = [...map.frame.mapIndex, index];
  const frame = openFrame(book.counts, body, { owner: map, index, mapIndex });
  inside.frames.push(frame);
  enqueueAll(frame);
  if (frame.live === 0) frameEnded(frame);
}

function mayStart(book: RunBook, map: Instance): boolean {
  return !isStopped(book, map) && turnedOffBecause(book, map) === undefined;
}

function endState(items: Tally, map: Instance): 'success' | 'skipped' | 'upstream_failed' {
  if (map.node.inner[0]?.watched === 0) return 'success';
  const summary = summaryState(items);
  return summary === 'skipped' && items.skipped < items.total ? 'success' : summary;
}
