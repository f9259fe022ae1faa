import type { MapNode, RepeatNode, ResourceNode } from '../../../../dsl/plan/plan.ts';
import type { FinalState } from '../../state.ts';
import { allEnded, sum, summary } from './count.ts';
import { openIteration } from './enter.ts';
import { placesIn, spotSeenFrom, type Place, type Spot } from './place.ts';
import { reads, watchedOf } from './plan-edges.ts';
import {
  countOf,
  ended,
  failFast,
  insideOf,
  isOff,
  isTeardown,
  outcomeOf,
  type Unfolding,
} from './unfolding.ts';
import { resultOf, valueOf } from './value-of.ts';

/** The next thing that happens in a container that was entered; false when it has to wait. */
export function goOn(run: Unfolding, spot: Spot): boolean {
  const { node } = spot;
  if (node.kind === 'map') return goOnMap(run, spot, node);
  if (node.kind === 'branch') return goOnBranch(run, spot);
  if (node.kind === 'repeat') return goOnLoop(run, spot, node);
  return node.kind === 'withResource' && goOnResource(run, spot, node);
}

function goOnMap(run: Unfolding, spot: Spot, node: MapNode): boolean {
  const items = run.facts.get(spot.path);
  const count = Array.isArray(items) ? items.length : 0;
  const inside = insideOf(run, spot);
  const open = inside.filter((item) => !ended(run, item)).length;
  const stopped = run.memory.cancelled && !isTeardown(run, spot.place);
  const all = stopped || isOff(run, spot.place, node);
  if (inside.length < count && (all || open < (node.maxParallel ?? count))) {
    run.inside.set(spot.path, [...inside, ...placesIn(spot, inside.length + 1).slice(-1)]);
    return true;
  }
  if (inside.length < count || open > 0) return false;
  return end(run, spot, summaryOfItems(run, inside, node));
}

/** Items of which some were skipped and some were not are a success. */
function summaryOfItems(run: Unfolding, items: readonly Place[], node: MapNode): FinalState {
  if (watchedOf(node.body, 'item').length === 0) return 'success';
  const count = sum(items.map((item) => outcomeOf(run, item)));
  const state = summary(count);
  return state === 'skipped' && count.skipped < count.total ? 'success' : state;
}

function goOnBranch(run: Unfolding, spot: Spot): boolean {
  const chosen = insideOf(run, spot).filter((place) => !run.bars.has(place));
  const shown = chosen.flatMap(({ region }) =>
    reads(region.result)
      .filter((id) => !region.nodes.some((own) => own.id === id))
      .map((id) => countOf(run, spotSeenFrom(spot.place, id))),
  );
  const count = sum([...chosen.map((place) => outcomeOf(run, place)), ...shown]);
  return allEnded(count) && end(run, spot, summary(count));
}

function goOnLoop(run: Unfolding, spot: Spot, node: RepeatNode): boolean {
  const inside = insideOf(run, spot);
  const last = inside.at(-1);
  if (last === undefined || !ended(run, last)) return false;
  const state = summary(outcomeOf(run, last));
  if (state !== 'success') return end(run, spot, state);
  const next = resultOf(run, last);
  run.facts.set(spot.path, next);
  try {
    const done = valueOf(run, node.until, spot.place, { loop: node.id, state: next });
    if (typeof done !== 'boolean') throw new Error('not a condition');
    if (done) return end(run, spot, 'success');
  } catch {
    return end(run, spot, 'failed');
  }
  if (inside.length >= node.maxIterations) {
    return end(run, spot, node.atCap === 'fail' ? 'failed' : 'success');
  }
  openIteration(run, spot, next);
  return true;
}

/** Setup, body, teardown: each opens when nothing of the one before is left to end. */
function goOnResource(run: Unfolding, spot: Spot, node: ResourceNode): boolean {
  const inside = insideOf(run, spot);
  const last = inside.at(-1);
  if (last === undefined || !ended(run, last)) return false;
  const [setup, body, teardown] = inside;
  if (setup === undefined || teardown !== undefined) {
    if (body === undefined) return false;
    return end(run, spot, run.bars.get(body) ?? summary(outcomeOf(run, body)));
  }
  const state = summary(outcomeOf(run, last));
  const [, nextBody, nextTeardown] = placesIn(spot, 0);
  if (nextBody === undefined || nextTeardown === undefined) return false;
  if (body === undefined && state !== 'success') {
    run.bars.set(nextBody, state).set(nextTeardown, state);
    run.inside.set(spot.path, [setup, nextBody, nextTeardown]);
  } else if (body === undefined) run.inside.set(spot.path, [setup, nextBody]);
  else {
    if (node.teardownWhen === 'failure' && state === 'success')
      run.bars.set(nextTeardown, 'skipped');
    run.inside.set(spot.path, [setup, body, nextTeardown]);
  }
  return true;
}

function end(run: Unfolding, spot: Spot, state: FinalState): boolean {
  run.states.set(spot.path, state);
  if (state === 'failed') failFast(run);
  return true;
}
